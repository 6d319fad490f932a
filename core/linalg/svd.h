#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// A = u diag(s) v^T, truncated. u [m, k], s [k] descending, v [n, k]; f32 or f64 like A.
struct SvdFactors {
    at::Tensor u, s, v;
    double relativeError = 0; ///< ||A - u s v^T||_F / ||A||_F, computed from the residual energy
    bool exact = false;       ///< false: randomized, accepted after its residual test
};

/// Best rank-k approximation in the Frobenius norm. Thin matrices by the Gram route in f64, large
/// ones randomized with power iterations and a checked residual, falling back to the exact
/// method (Halko, Martinsson, Tropp 2011, alg. 4.4 and 5.1). Scans for non-finite values first
/// (ErrorCode::Numerical). Deterministic for a given seed and thread count.
Result<SvdFactors> truncatedSvd(const at::Tensor &a, int64_t rank, uint64_t seed = 0);

/// All singular values, descending, f64 accuracy where n <= 4096 (Gram eigenvalues are not used
/// below 1e-7 of the largest).
Result<at::Tensor> singularValues(const at::Tensor &a);

/// Smallest k with ||tail||_F <= error * ||A||_F.
int64_t rankForError(const at::Tensor &singularValues, double error);

/// Fails with ErrorCode::Numerical, counting them, when `a` holds NaN or infinity.
Status requireFinite(const at::Tensor &a, const std::string &what);

} // namespace lapidary
