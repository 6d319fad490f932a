#include "core/run/comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lapidary {

std::vector<bool> paretoFront(const std::vector<std::pair<double, double>> &sizeAndLoss)
{
    std::vector<size_t> order;
    for (size_t i = 0; i < sizeAndLoss.size(); ++i)
        if (!std::isnan(sizeAndLoss[i].first) && !std::isnan(sizeAndLoss[i].second))
            order.push_back(i);
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return sizeAndLoss[a] < sizeAndLoss[b];
    });
    // From small to large: a point is on the front when nothing smaller was as good. Equal points
    // do not dominate each other.
    std::vector<bool> front(sizeAndLoss.size(), false);
    std::pair<double, double> last(std::numeric_limits<double>::quiet_NaN(), 0);
    double best = std::numeric_limits<double>::infinity();
    bool any = false;
    for (const size_t i : order) {
        const auto &point = sizeAndLoss[i];
        if (any && point != last && point.second >= best)
            continue;
        front[i] = true;
        any = true;
        last = point;
        best = std::min(best, point.second);
    }
    return front;
}

} // namespace lapidary
