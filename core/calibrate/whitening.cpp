#include "core/calibrate/whitening.h"

namespace lapidary {
namespace {

Whitening byEigenvalues(const at::Tensor &damped, double damping)
{
    auto [values, vectors] = at::linalg_eigh(damped);
    const at::Tensor root = values.clamp_min(damping).sqrt();
    Whitening result;
    result.factor = vectors * root;
    result.inverse = (vectors / root).t().contiguous();
    result.damping = damping;
    result.singular = true;
    return result;
}

} // namespace

Result<Whitening> whitening(const at::Tensor &covariance, double relativeDamping)
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
    Whitening result;
    result.damping = relativeDamping * scale;
    const at::Tensor damped = c + result.damping * at::eye(c.size(0), c.options());
    auto [lower, info] = at::linalg_cholesky_ex(damped);
    if (info.item<int>() != 0)
        return byEigenvalues(damped, std::max(result.damping, 1e-12 * scale));
    result.factor = lower;
    result.inverse = at::linalg_solve_triangular(
        lower, at::eye(c.size(0), c.options()), /*upper*/ false);
    return result;
}

} // namespace lapidary
