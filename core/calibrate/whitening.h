#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// C + d diag(C) + d / 1000 mean(diag C) I for C [n, n], f64. Relative to each input's own mean
/// square: a few inputs are a thousand times as active as the rest, and would with their mean damp
/// the rest away. What is fitted with it minds text that the calibration did not see.
at::Tensor dampedCovariance(const at::Tensor &covariance, double damping);

/// Of factorizations.
constexpr double kWhiteningDamping = 1e-3;

/// A square root of a damped covariance D = factor factor^T, with its inverse.
struct Whitening {
    at::Tensor factor;  ///< f64 [n, n]: lower triangular (Cholesky) or V sqrt(e) (eigenvalues)
    at::Tensor inverse; ///< f64 [n, n]: factor^-1
    double damping = 0; ///< d, relative
    bool singular = false; ///< Cholesky failed at this damping: the eigenvalue route was taken
};

/// Damps C [n, n] (f64, symmetric, positive semi-definite) and factors it (Wang et al. 2024,
/// SVD-LLM, section 3.2, with damping). When Cholesky fails, small eigenvalues are lifted. Fails
/// with ErrorCode::Numerical when C is not finite or zero. Throws what LibTorch throws.
Result<Whitening> whitening(const at::Tensor &covariance, double damping = kWhiteningDamping);

} // namespace lapidary
