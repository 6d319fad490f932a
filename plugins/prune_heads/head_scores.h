#pragma once

#include <ATen/ATen.h>

#include <vector>

namespace lapidary {

/// q, k, v and o of one attention, f32 [out, in] on the CPU; rows of a head are together.
struct AttentionWeights {
    at::Tensor q, k, v, o;
    int64_t headDim = 0;

    int64_t groups() const { return k.size(0) / headDim; }
    int64_t queriesPerGroup() const { return q.size(0) / k.size(0); }
    /// Rows of q, which are also columns of o, of the given groups.
    at::Tensor queryRows(const std::vector<int64_t> &groups) const;
    /// Rows of k and of v of the given groups.
    at::Tensor keyRows(const std::vector<int64_t> &groups) const;
};

/// L2 norms of what each group has of q, k, v and o, added: [groups], f64.
at::Tensor groupNorms(const AttentionWeights &weights);
/// Mean energy E||O_g x_g||^2 that each group sends through o, with `covariance` = E[x x^T] of o's
/// inputs, f64 [in, in]: [groups], f64.
at::Tensor groupEnergies(const AttentionWeights &weights, const at::Tensor &covariance);

/// Indices of the `kept` highest scores, ascending; of equal scores the earlier group stays.
std::vector<int64_t> bestGroups(const at::Tensor &scores, int64_t kept);

} // namespace lapidary
