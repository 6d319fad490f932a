#include "plugins/prune_experts/expert_scores.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lapidary {
namespace {

double dot(const ExpertMatrices &a, const ExpertMatrices &b)
{
    double sum = 0;
    for (size_t part = 0; part < a.size(); ++part)
        sum += (a[part] * b[part]).sum(at::kDouble).item<double>();
    return sum;
}

} // namespace

std::vector<double> expertNorms(const std::vector<ExpertMatrices> &experts)
{
    std::vector<double> norms;
    for (const ExpertMatrices &expert : experts)
        norms.push_back(std::sqrt(dot(expert, expert)));
    return norms;
}

std::vector<int64_t> bestExperts(const std::vector<double> &scores, int64_t kept)
{
    std::vector<int64_t> order(scores.size());
    std::iota(order.begin(), order.end(), int64_t(0));
    std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)];
    });
    order.resize(static_cast<size_t>(kept));
    std::sort(order.begin(), order.end());
    return order;
}

std::vector<int64_t> nearestKept(const std::vector<ExpertMatrices> &experts,
                                 const std::vector<int64_t> &kept)
{
    const std::vector<double> norms = expertNorms(experts);
    std::vector<int64_t> goesTo;
    for (size_t i = 0; i < experts.size(); ++i) {
        const auto own = static_cast<int64_t>(i);
        if (std::binary_search(kept.begin(), kept.end(), own)) {
            goesTo.push_back(own);
            continue;
        }
        int64_t nearest = kept.front();
        double best = -INFINITY;
        for (const int64_t k : kept) {
            const auto at = static_cast<size_t>(k);
            const double scale = norms[i] * norms[at];
            const double cosine = scale > 0 ? dot(experts[i], experts[at]) / scale : 0;
            if (cosine > best) {
                best = cosine;
                nearest = k;
            }
        }
        goesTo.push_back(nearest);
    }
    return goesTo;
}

ExpertMatrices mergedExpert(const std::vector<ExpertMatrices> &experts,
                            const std::vector<int64_t> &goesTo, int64_t target,
                            const std::vector<double> &counts)
{
    double total = 0;
    std::vector<size_t> members;
    for (size_t i = 0; i < experts.size(); ++i) {
        if (goesTo[i] != target)
            continue;
        members.push_back(i);
        total += counts.empty() ? 0 : counts[i];
    }
    ExpertMatrices merged = experts[static_cast<size_t>(target)];
    if (members.size() < 2)
        return merged;
    for (size_t part = 0; part < merged.size(); ++part) {
        at::Tensor sum = at::zeros_like(merged[part]);
        for (const size_t i : members)
            sum.add_(experts[i][part],
                     total > 0 ? counts[i] / total : 1 / static_cast<double>(members.size()));
        merged[part] = sum;
    }
    return merged;
}

} // namespace lapidary
