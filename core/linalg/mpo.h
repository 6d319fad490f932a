#pragma once

#include "core/linalg/svd.h"

#include <vector>

namespace lapidary {

/// Factors of `size` into `sites` integers whose product is size, as equal as possible, ascending
/// (216, 3 -> 6 6 6; 576, 3 -> 8 8 9; 1536, 3 -> 8 12 16 or better balanced). Primes give 1s.
std::vector<int64_t> balancedFactors(int64_t size, int sites);

struct MpoCores {
    std::vector<at::Tensor> cores; ///< [chi_{k-1}, o_k, i_k, chi_k], contiguous, type of W
    /// Singular values that the sweep met at each cut, descending, f64: all of them where the
    /// exact route was taken, else the kept ones. From the second cut on they are those of what
    /// the earlier cuts left over; mpoBondSpectra() gives those of W itself.
    std::vector<at::Tensor> bondSpectra;
    double relativeError = 0; ///< ||W - W'||_F / ||W||_F; discarded parts are orthogonal
};

/// TT-SVD of W [out, in] folded to (o_1 i_1) ... (o_N i_N) (Oseledets 2011, alg. 1; matrix form:
/// Novikov et al. 2015, section 3). Bonds clamp to min(chi, product left, product right).
Result<MpoCores> mpoDecompose(const at::Tensor &w, const std::vector<int64_t> &outFactors,
                              const std::vector<int64_t> &inFactors, int64_t chi,
                              uint64_t seed = 0);

/// Singular values of the N-1 unfoldings of W itself, each descending, f64. The root of the sum of
/// their squared tails bounds the error of mpoDecompose (Oseledets 2011, theorem 2.2).
Result<std::vector<at::Tensor>> mpoBondSpectra(const at::Tensor &w,
                                               const std::vector<int64_t> &outFactors,
                                               const std::vector<int64_t> &inFactors);

/// The matrix [out, in] that the cores represent. Memory: at most twice the matrix.
at::Tensor mpoToDense(const std::vector<at::Tensor> &cores);
/// x [..., in] -> [..., out] without building the matrix.
at::Tensor mpoApply(const std::vector<at::Tensor> &cores, const at::Tensor &x);

} // namespace lapidary
