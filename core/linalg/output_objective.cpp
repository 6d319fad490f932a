#include "core/linalg/output_objective.h"

#include "core/linalg/gram.h"

#include <cmath>

namespace lapidary {
namespace {

// Of the modes' covariances: they only start and precondition, so they may be well conditioned.
constexpr double modeDamping = 1e-3;
constexpr double largestShift = 1e3;
constexpr int64_t largeProducts = 1 << 16;

double scalarProduct(const at::Tensor &a, const at::Tensor &b)
{
    return at::dot(a.reshape({-1}), b.reshape({-1})).item<double>();
}

/// Lower Cholesky factor of A + shift.
at::Tensor dampedCholesky(const at::Tensor &a, double shift)
{
    const double scale = a.diagonal().mean().item<double>();
    for (; shift < largestShift; shift *= 10) {
        at::Tensor damped = a.clone();
        damped.diagonal().add_(shift * scale + 1e-300);
        auto [lower, info] = at::linalg_cholesky_ex(damped);
        if (info.item<int>() == 0)
            return lower;
    }
    return at::eye(a.size(0), a.options()) * std::sqrt(std::abs(scale) + 1e-300);
}

} // namespace

Result<OutputObjective> OutputObjective::make(const at::Tensor &w, const at::Tensor &covariance,
                                              double damping)
{
    OutputObjective objective;
    if (covariance.dim() != 2 || covariance.size(0) != w.size(1)
        || covariance.size(1) != w.size(1))
        return fail(ErrorCode::Internal, "a covariance of {} × {} does not fit a {} × {} matrix",
                    covariance.size(0), covariance.dim() > 1 ? covariance.size(1) : 0, w.size(0),
                    w.size(1));
    objective.w = w.to(at::kCPU, at::kDouble).contiguous();
    objective.c = covariance.to(at::kCPU, at::kDouble).clone();
    const double scale = objective.c.diagonal().mean().item<double>();
    if (!at::isfinite(objective.c).all().item<bool>() || !(scale > 0))
        return fail(ErrorCode::Numerical, "the covariance of the inputs is zero or not finite: "
                                          "calibrate again");
    objective.c.diagonal().add_(damping * scale);
    objective.wc = objective.w.mm(objective.c);
    objective.total = scalarProduct(objective.wc, objective.w);
    // Steps are judged by the objective in f64 whatever they are computed in.
    objective.inner = objective.c.to(w.numel() < largeProducts ? at::kDouble : at::kFloat);
    return objective;
}

double OutputObjective::of(const at::Tensor &dense) const
{
    const at::Tensor e = w - dense;
    return total > 0 ? std::max(0.0, scalarProduct(e.mm(c), e)) / total : 0;
}

ModeCovariances modeCovariances(const at::Tensor &c, const std::vector<int64_t> &in)
{
    ModeCovariances result;
    const double trace = c.diagonal().sum().item<double>();
    int64_t left = 1, right = c.size(0);
    for (int64_t size : in) {
        right /= size;
        const at::Tensor blocks = c.reshape({left, size, right, left, size, right});
        at::Tensor part = blocks.diagonal(0, 0, 3).diagonal(0, 1, 3).sum({2, 3}) / trace;
        part.diagonal().add_(modeDamping / double(size));
        auto [values, vectors] = at::linalg_eigh(part);
        const at::Tensor root = values.clamp_min(modeDamping / double(size)).sqrt();
        result.c.push_back(part);
        result.root.push_back((vectors * root).mm(vectors.t()));
        result.inverseRoot.push_back((vectors / root).mm(vectors.t()));
        left *= size;
    }
    return result;
}

at::Tensor conjugateGradients(const LeastSquares &system, const at::Tensor &target, at::Tensor x,
                              int steps, double least)
{
    at::Tensor residual = target - system.normal(x);
    at::Tensor z = system.precondition(residual);
    at::Tensor direction = z;
    double rz = scalarProduct(residual, z);
    for (int step = 0; step < steps && rz > 0 && std::isfinite(rz); ++step) {
        const at::Tensor image = system.normal(direction);
        const double curvature = scalarProduct(direction, image);
        if (!(curvature > 0))
            break;
        const double length = rz / curvature;
        x = x + length * direction;
        if (length * rz < least)
            break;
        residual = residual - length * image;
        z = system.precondition(residual);
        const double next = scalarProduct(residual, z);
        direction = z + (next / rz) * direction;
        rz = next;
    }
    return x;
}

at::Tensor dampedInverse(const at::Tensor &a, double shift)
{
    return at::cholesky_inverse(dampedCholesky(a, shift));
}

at::Tensor solveRight(const at::Tensor &a, const at::Tensor &b, double shift)
{
    return at::cholesky_solve(b.t(), dampedCholesky(a, shift)).t();
}

} // namespace lapidary
