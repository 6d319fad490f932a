#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// A square root of a damped covariance: C + d I = factor factor^T, with its inverse.
struct Whitening {
    at::Tensor factor;  ///< f64 [n, n]: lower triangular (Cholesky) or V sqrt(e) (eigenvalues)
    at::Tensor inverse; ///< f64 [n, n]: factor^-1
    double damping = 0; ///< d, absolute
    bool singular = false; ///< Cholesky failed at this damping: the eigenvalue route was taken
};

/// Damps C [n, n] (f64, symmetric, positive semi-definite) by `relativeDamping` times the mean of
/// its diagonal and factors it (Wang et al. 2024, SVD-LLM, section 3.2, with damping). When
/// Cholesky fails, eigenvalues below the damping are lifted to it. Fails with
/// ErrorCode::Numerical when C is not finite or zero. Throws what LibTorch throws.
Result<Whitening> whitening(const at::Tensor &covariance, double relativeDamping = 1e-6);

} // namespace lapidary
