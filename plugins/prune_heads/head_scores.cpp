#include "plugins/prune_heads/head_scores.h"

#include <algorithm>
#include <numeric>

namespace lapidary {
namespace {

at::Tensor runs(const std::vector<int64_t> &groups, int64_t length)
{
    std::vector<int64_t> rows;
    for (const int64_t group : groups)
        for (int64_t i = 0; i < length; ++i)
            rows.push_back(group * length + i);
    return at::tensor(rows, at::kLong);
}

/// [groups]: L2 norm of the numbers of each of `groups` equal ranges of rows.
at::Tensor normsOfRanges(const at::Tensor &rows, int64_t groups)
{
    return rows.to(at::kDouble).reshape({groups, -1}).norm(2, 1);
}

} // namespace

at::Tensor AttentionWeights::queryRows(const std::vector<int64_t> &groups) const
{
    return runs(groups, queriesPerGroup() * headDim);
}

at::Tensor AttentionWeights::keyRows(const std::vector<int64_t> &groups) const
{
    return runs(groups, headDim);
}

at::Tensor groupNorms(const AttentionWeights &w)
{
    const int64_t groups = w.groups();
    return normsOfRanges(w.q, groups) + normsOfRanges(w.k, groups) + normsOfRanges(w.v, groups)
        + normsOfRanges(w.o.t().contiguous(), groups);
}

at::Tensor groupEnergies(const AttentionWeights &w, const at::Tensor &covariance)
{
    at::Tensor energies = at::zeros({w.groups()}, at::kDouble);
    const int64_t length = w.queriesPerGroup() * w.headDim;
    for (int64_t group = 0; group < w.groups(); ++group) {
        const at::Tensor o = w.o.narrow(1, group * length, length).to(at::kDouble);
        const at::Tensor c =
            covariance.narrow(0, group * length, length).narrow(1, group * length, length);
        energies[group] = (at::mm(o, c) * o).sum();
    }
    return energies;
}

std::vector<int64_t> bestGroups(const at::Tensor &scores, int64_t kept)
{
    const at::Tensor host = scores.to(at::kCPU, at::kDouble).contiguous();
    const double *values = host.const_data_ptr<double>();
    std::vector<int64_t> order(static_cast<size_t>(host.numel()));
    std::iota(order.begin(), order.end(), int64_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](int64_t a, int64_t b) { return values[a] > values[b]; });
    order.resize(static_cast<size_t>(kept));
    std::sort(order.begin(), order.end());
    return order;
}

} // namespace lapidary
