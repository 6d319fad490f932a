#pragma once

#include "core/linalg/multilinear.h"
#include "core/model/layer_form.h"

namespace lapidary {

struct TuckerFactors {
    at::Tensor core;                 ///< [r_1 .. r_N], contiguous, type of W
    std::vector<at::Tensor> factors; ///< [size_k, r_k]; orthonormal columns
    std::vector<at::Tensor> spectra; ///< singular values of each unfolding of W, descending, f64
    double relativeError = 0;        ///< ||W - W'||_F / ||W||_F, from what the core holds of W
    std::vector<double> history;     ///< that error after the start and after each sweep
};

struct TuckerOptions {
    int sweeps = 20;          ///< at most
    double tolerance = 1e-5;  ///< stops when a sweep lowers the error by less than this share of it
};

/// Higher-order orthogonal iteration on the folded matrix, from the truncated higher-order SVD
/// (De Lathauwer, De Moor, Vandewalle 2000, algorithm 4.2; HOSVD: same authors, 2000). A sweep
/// multiplies the tensor by the factors of one half of the modes and works on the other half with
/// what is left; it never raises the error beyond rounding. Ranks are clamped (clampedRanks() of
/// core/model/layer_form.h).
/// Deterministic for a thread count; agrees to 1e-5 across thread counts.
/// Errors: Usage (factors or ranks that do not fit), Numerical (non-finite W, no convergence).
/// Memory: three copies of W.
Result<TuckerFactors> tuckerDecompose(const at::Tensor &w, const Folding &folding,
                                      const std::vector<int64_t> &ranks,
                                      const TuckerOptions &options = {});

/// Singular values of all unfoldings of W, each descending, f64. The root of the sum of their
/// squared tails bounds the error of the truncated HOSVD.
Result<std::vector<at::Tensor>> modeSpectra(const at::Tensor &w, const Folding &folding);

} // namespace lapidary
