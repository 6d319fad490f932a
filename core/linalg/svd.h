#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// A = u diag(s) v^T, truncated. u [m, k], s [k] descending, v [n, k]; f32 or f64 like A. The
/// columns of the shorter one of u, v are orthonormal; those of the longer one are unit vectors,
/// orthogonal where s is above 1e-7 of its largest value, and zero where s is 0.
struct SvdFactors {
    at::Tensor u, s, v;
    at::Tensor spectrum;      ///< f64, all singular values where the exact route knows them
    double relativeError = 0; ///< ||A - u s v^T||_F / ||A||_F, computed from the residual energy
    bool exact = false;       ///< false: randomized, accepted after its residual test
};

/// Best rank-k approximation in the Frobenius norm. Thin matrices by the Gram route in f64, large
/// ones randomized with power iterations and a checked residual, falling back to the exact
/// method (Halko, Martinsson, Tropp 2011, alg. 4.4 and 5.1). Scans for non-finite values first
/// (ErrorCode::Numerical). Bit-identical for a given seed and torch thread count, whatever other
/// threads do: several threads may call it at once, each with its own at::set_num_threads().
/// A [m, n] on the CPU; rank in 1 .. min(m, n). Memory: f64 of 2 n'^2 with n' = min(m, n) on the
/// exact route; (m + n) (1.25 rank + 16) f32 a few times on the randomized one.
Result<SvdFactors> truncatedSvd(const at::Tensor &a, int64_t rank, uint64_t seed = 0);

/// W' of rank k nearest to W [m, n] by ||(W - W') C^1/2||_F: W' = u u^T W with u the first
/// eigenvectors of W C W^T (Eckart and Young in that metric). C [n, n], f64, positive
/// semidefinite, is needed neither factored nor inverted.
struct ProjectedSvd {
    at::Tensor u;             ///< [m, k], orthonormal columns, f64
    at::Tensor right;         ///< u^T W, [k, n], f64
    at::Tensor spectrum;      ///< f64, all m singular values of W C^1/2, descending
    double relativeError = 0; ///< in that metric
};
/// W f32 or f64 on the CPU, rank in 1 .. min(m, n). Fast where m is small. Fails with
/// ErrorCode::Numerical when W C W^T is zero or not finite.
Result<ProjectedSvd> projectedSvd(const at::Tensor &w, const at::Tensor &covariance, int64_t rank);

/// All singular values as f64, descending. From the eigenvalues of the f64 Gram matrix; when the
/// smallest is below 1e-7 of the largest, where those lose their digits, by LAPACK's SVD.
Result<at::Tensor> singularValues(const at::Tensor &a);

/// Smallest k with ||tail||_F <= error * ||A||_F.
int64_t rankForError(const at::Tensor &singularValues, double error);

/// Fails with ErrorCode::Numerical, counting them, when `a` holds NaN or infinity.
Status requireFinite(const at::Tensor &a, const std::string &what);

} // namespace lapidary
