#pragma once

#include "core/linalg/multilinear.h"

#include <functional>

namespace lapidary {

/// tr((W - W') C (W - W')^T) / tr(W C W^T): what the weighted factorizations minimize. f64.
struct OutputObjective {
    at::Tensor w, c;  ///< [m, n], [n, n] damped
    at::Tensor wc;    ///< W C
    double total = 0; ///< tr(W C W^T)
    at::Tensor inner; ///< C in the type of inner iterations: f32 where products are large

    at::ScalarType innerType() const { return inner.scalar_type(); }
    /// Fails with ErrorCode::Numerical when C is not finite or zero, Internal when it does not fit.
    static Result<OutputObjective> make(const at::Tensor &w, const at::Tensor &covariance,
                                        double damping);
    double of(const at::Tensor &dense) const; ///< of W' = dense
};

/// The partial traces C_k of C on the modes of the columns, each of trace 1 and damped, with their
/// symmetric square roots: C is near tr(C) C_1 x .. x C_q.
struct ModeCovariances {
    std::vector<at::Tensor> c, root, inverseRoot; ///< f64 [i_k, i_k]
};
ModeCovariances modeCovariances(const at::Tensor &c, const std::vector<int64_t> &in);

/// A linear least squares over one core X: E = W - forward(X).
struct LeastSquares {
    std::function<at::Tensor(const at::Tensor &)> normal;       ///< X -> adjoint(forward(X) C)
    std::function<at::Tensor(const at::Tensor &)> precondition; ///< near the inverse of normal
};

/// At most `steps` preconditioned conjugate-gradient steps on normal(x) = target from `x` (Hestenes,
/// Stiefel 1952): the quadratic objective falls with each. Stops early when a step lowers it by less
/// than `least`.
at::Tensor conjugateGradients(const LeastSquares &system, const at::Tensor &target, at::Tensor x,
                              int steps, double least);

/// (A + shift)^-1 for symmetric positive semi-definite A, shift relative to its mean diagonal;
/// raised tenfold until the Cholesky factor exists.
at::Tensor dampedInverse(const at::Tensor &a, double shift);
/// X with X (A + shift) = B, the same way.
at::Tensor solveRight(const at::Tensor &a, const at::Tensor &b, double shift);

} // namespace lapidary
