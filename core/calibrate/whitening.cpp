#include "core/calibrate/whitening.h"

namespace lapidary {
namespace {

Whitening byEigenvalues(const at::Tensor &damped, double least)
{
    auto [values, vectors] = at::linalg_eigh(damped);
    const at::Tensor root = values.clamp_min(least).sqrt();
    Whitening result;
    result.factor = vectors * root;
    result.inverse = (vectors / root).t().contiguous();
    result.singular = true;
    return result;
}

} // namespace

at::Tensor dampedCovariance(const at::Tensor &covariance, double damping)
{
    at::Tensor damped = covariance.to(at::kDouble, /*non_blocking=*/false, /*copy=*/true);
    at::Tensor diagonal = damped.diagonal();
    diagonal.add_(damping * diagonal + 1e-3 * damping * diagonal.mean());
    return damped;
}

Result<Whitening> whitening(const at::Tensor &covariance, double damping)
{
    const at::Tensor c = covariance.to(at::kDouble);
    const double scale = c.diagonal().mean().item<double>();
    if (!at::isfinite(c).all().item<bool>())
        return fail(ErrorCode::Numerical,
                    "the covariance of the inputs holds values that are not finite; calibrate "
                    "again with a sound model");
    if (!(scale > 0))
        return fail(ErrorCode::Numerical, "the covariance of the inputs is zero: the calibration "
                                          "saw nothing flow into this layer");
    const at::Tensor damped = dampedCovariance(c, damping);
    auto [lower, info] = at::linalg_cholesky_ex(damped);
    if (info.item<int>() != 0) {
        Whitening result = byEigenvalues(damped, std::max(1e-3 * damping, 1e-12) * scale);
        result.damping = damping;
        return result;
    }
    Whitening result;
    result.damping = damping;
    result.factor = lower;
    result.inverse = at::linalg_solve_triangular(
        lower, at::eye(c.size(0), c.options()), /*upper*/ false);
    return result;
}

} // namespace lapidary
