#include "plugins/tucker/tucker_method.h"

#include "core/base/checked.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {
namespace {

/// Ranks `share` of the sizes from mode `first` on, whole before it.
std::vector<int64_t> scaled(const std::vector<int64_t> &sizes, size_t first, double share)
{
    std::vector<int64_t> ranks = sizes;
    for (size_t k = first; k < sizes.size(); ++k)
        ranks[k] = std::max<int64_t>(1, static_cast<int64_t>(share * double(sizes[k]) + 1e-9));
    return clampedRanks(sizes, std::move(ranks));
}

/// Raises one rank after another, the relatively smallest first, while they fit.
void fill(const std::vector<int64_t> &sizes, size_t first, int64_t parameters,
          std::vector<int64_t> &ranks)
{
    std::vector<bool> stuck(sizes.size(), false);
    for (;;) {
        size_t next = sizes.size();
        for (size_t k = first; k < sizes.size(); ++k)
            if (!stuck[k] && ranks[k] < sizes[k]
                && (next == sizes.size() || double(ranks[k]) / double(sizes[k])
                        < double(ranks[next]) / double(sizes[next])))
                next = k;
        if (next == sizes.size())
            return;
        ++ranks[next];
        if (clampedRanks(sizes, ranks) != ranks || tuckerParameters(sizes, ranks) > parameters) {
            --ranks[next];
            stuck[next] = true;
        }
    }
}

/// Largest ranks of the modes from `first` on; empty when even 1 is too many.
std::vector<int64_t> largestFrom(const std::vector<int64_t> &sizes, size_t first,
                                 int64_t parameters)
{
    double low = 0, high = 1;
    if (tuckerParameters(sizes, scaled(sizes, first, 0)) > parameters)
        return {};
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (tuckerParameters(sizes, scaled(sizes, first, middle)) <= parameters ? low : high) = middle;
    }
    std::vector<int64_t> ranks = scaled(sizes, first, low);
    fill(sizes, first, parameters, ranks);
    return ranks;
}

} // namespace

int64_t tuckerParameters(const std::vector<int64_t> &sizes, const std::vector<int64_t> &ranks)
{
    constexpr int64_t most = std::numeric_limits<int64_t>::max();
    int64_t core = 1, total = 0;
    for (size_t k = 0; k < sizes.size(); ++k) {
        core = checkedMul(core, ranks[k]).value_or(most);
        total = checkedAdd(total, checkedMul(sizes[k], ranks[k]).value_or(most)).value_or(most);
    }
    return checkedAdd(total, core).value_or(most);
}

std::vector<int64_t> balancedRanks(const std::vector<int64_t> &sizes, int64_t parameters)
{
    std::vector<int64_t> ranks = largestFrom(sizes, 0, parameters);
    return ranks.empty() ? std::vector<int64_t>(sizes.size(), 1) : ranks;
}

std::vector<int64_t> columnRanks(const ModeFactors &modes, int64_t parameters)
{
    const std::vector<int64_t> sizes = modes.sizes();
    const size_t first = modes.out.size();
    std::vector<int64_t> ranks = sizes;
    while (ranks[first] > (sizes[first] + 1) / 2 && tuckerParameters(sizes, ranks) > parameters)
        --ranks[first];
    if (tuckerParameters(sizes, ranks) <= parameters && clampedRanks(sizes, ranks) == ranks)
        return ranks;
    ranks = largestFrom(sizes, first, parameters);
    return ranks.empty() ? balancedRanks(sizes, parameters) : ranks;
}

} // namespace lapidary
