#pragma once

#include "core/linalg/svd.h"

#include <vector>

namespace lapidary {

/// Factors of `size` into `sites` integers whose product is size, as equal as possible, ascending
/// (216, 3 -> 6 6 6; 576, 3 -> 8 8 9; 1536, 3 -> 8 12 16 or better balanced). Primes give 1s.
std::vector<int64_t> balancedFactors(int64_t size, int sites);

struct MpoCores {
    std::vector<at::Tensor> cores; ///< [chi_{k-1}, o_k, i_k, chi_k]
    std::vector<at::Tensor> bondSpectra; ///< singular values at each cut, descending
    double relativeError = 0;
};

/// TT-SVD of W [out, in] folded to (o_1 i_1) ... (o_N i_N) (Oseledets 2011, alg. 1; matrix form:
/// Novikov et al. 2015, section 3). Bonds clamp to min(chi, product left, product right).
Result<MpoCores> mpoDecompose(const at::Tensor &w, const std::vector<int64_t> &outFactors,
                              const std::vector<int64_t> &inFactors, int64_t chi);

/// The matrix [out, in] that the cores represent.
at::Tensor mpoToDense(const std::vector<at::Tensor> &cores);
/// x [..., in] -> [..., out] without building the matrix.
at::Tensor mpoApply(const std::vector<at::Tensor> &cores, const at::Tensor &x);

} // namespace lapidary
