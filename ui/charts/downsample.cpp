#include "ui/charts/downsample.h"

#include <algorithm>
#include <cstdint>

namespace lapidary {

std::vector<size_t> downsample(const std::vector<double> &x, const std::vector<double> &y,
                               size_t target, double low, double high)
{
    const size_t size = std::min(x.size(), y.size());
    const auto end = x.begin() + static_cast<std::ptrdiff_t>(size);
    size_t first = static_cast<size_t>(std::lower_bound(x.begin(), end, low) - x.begin());
    size_t last = static_cast<size_t>(std::upper_bound(x.begin(), end, high) - x.begin());
    first = first > 0 ? first - 1 : 0;
    last = std::min(last + 1, size);

    std::vector<size_t> kept;
    const size_t count = last > first ? last - first : 0;
    const size_t buckets = std::max<size_t>(1, target / 4);
    if (count <= target) {
        for (size_t i = first; i < last; ++i)
            kept.push_back(i);
        return kept;
    }
    for (size_t bucket = 0; bucket < buckets; ++bucket) {
        const size_t from = first + count * bucket / buckets;
        const size_t to = first + count * (bucket + 1) / buckets;
        size_t least = from, greatest = from;
        for (size_t i = from; i < to; ++i) {
            if (y[i] < y[least])
                least = i;
            if (y[i] > y[greatest])
                greatest = i;
        }
        size_t picks[] = {from, least, greatest, to - 1};
        std::sort(std::begin(picks), std::end(picks));
        for (size_t pick : picks)
            if (kept.empty() || kept.back() != pick)
                kept.push_back(pick);
    }
    return kept;
}

} // namespace lapidary
