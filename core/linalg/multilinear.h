#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

#include <vector>

namespace lapidary {

/// A matrix [m, n] folded to a tensor: its rows are the modes of `out`, its columns those of `in`,
/// row-major: W[(o_1 .. o_p), (i_1 .. i_q)].
struct Folding {
    std::vector<int64_t> out, in;

    size_t order() const { return out.size() + in.size(); }
    int64_t rows() const;
    int64_t columns() const;
    std::vector<int64_t> sizes() const; ///< out, then in
    /// Fails with ErrorCode::Usage when it does not fold `w`, or has no modes on a side.
    Status check(const at::Tensor &w) const;
};

/// W[(o_1 .. o_N), (i_1 .. i_N)] -> [o_1 i_1, .., o_N i_N], contiguous; and back from as many numbers
/// in that order.
at::Tensor foldSites(const at::Tensor &w, const std::vector<int64_t> &out,
                     const std::vector<int64_t> &in);
at::Tensor unfoldSites(const at::Tensor &folded, const std::vector<int64_t> &out,
                       const std::vector<int64_t> &in);

/// Mode `mode` first, the others after it in their order: [size, rest].
at::Tensor unfolded(const at::Tensor &tensor, int64_t mode);
/// The tensor whose mode `mode` is multiplied by `matrix` [new, old] (Kolda, Bader 2009, 2.5).
at::Tensor modeProduct(const at::Tensor &tensor, const at::Tensor &matrix, int64_t mode);
/// [i_1 .. i_q] in the rows of `x` [b, prod i_k] times u_k [i_k, r_k] along each: [b, prod r_k].
/// With `transposed` the u_k are [r_k, i_k]. Differentiable.
at::Tensor multiplyModes(const at::Tensor &x, const std::vector<at::Tensor> &factors,
                         bool transposed = false);
/// Columns are the Kronecker products of the factors' columns: u_k [s_k, r] -> [prod s_k, r].
at::Tensor khatriRao(const std::vector<at::Tensor> &factors);

/// The matrix of a Tucker form: core [r_1 .. r_N], factors [size_k, r_k], `rows` of them the rows'.
at::Tensor tuckerToDense(const at::Tensor &core, const std::vector<at::Tensor> &factors,
                         size_t rows);
/// x [..., in] -> [..., out] without building the matrix. Differentiable.
at::Tensor tuckerApply(const at::Tensor &core, const std::vector<at::Tensor> &factors, size_t rows,
                       const at::Tensor &x);
/// The matrix of a CP form: factors [size_k, rank], `rows` of them the rows'.
at::Tensor cpToDense(const std::vector<at::Tensor> &factors, size_t rows);
/// x [..., in] -> [..., out]: straight from the factors for few x; where the rank is so high that
/// building the matrix first costs less, by that. Differentiable.
at::Tensor cpApply(const std::vector<at::Tensor> &factors, size_t rows, const at::Tensor &x);

} // namespace lapidary
