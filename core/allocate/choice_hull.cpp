#include "core/allocate/choice_hull.h"

#include <algorithm>
#include <numeric>

namespace lapidary {

UnitChoices reduced(const std::vector<Choice> &choices)
{
    std::vector<int> order(choices.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
        const Choice &x = choices[size_t(a)], &y = choices[size_t(b)];
        return x.loss != y.loss ? x.loss < y.loss : x.size != y.size ? x.size < y.size : a < b;
    });
    UnitChoices result;
    for (const int index : order)
        if (result.undominated.empty()
            || choices[size_t(index)].size < choices[size_t(result.undominated.back())].size)
            result.undominated.push_back(index);
    const auto slope = [&](int from, int to) {
        const Choice &a = choices[size_t(from)], &b = choices[size_t(to)];
        return (b.loss - a.loss) / double(a.size - b.size);
    };
    for (const int index : result.undominated) {
        auto &hull = result.hull;
        while (hull.size() > 1
               && slope(hull[hull.size() - 2], hull.back()) >= slope(hull.back(), index))
            hull.pop_back();
        hull.push_back(index);
    }
    return result;
}

std::vector<HullStep> sortedSteps(const std::vector<std::vector<Choice>> &units,
                                  const std::vector<UnitChoices> &reducedUnits)
{
    std::vector<HullStep> steps;
    for (size_t u = 0; u < units.size(); ++u) {
        const auto &hull = reducedUnits[u].hull;
        for (size_t i = 1; i < hull.size(); ++i) {
            const Choice &a = units[u][size_t(hull[i - 1])], &b = units[u][size_t(hull[i])];
            steps.push_back({int(u), hull[i - 1], hull[i], a.size - b.size, b.loss - a.loss});
        }
    }
    std::stable_sort(steps.begin(), steps.end(), [](const HullStep &a, const HullStep &b) {
        return a.slope() < b.slope();
    });
    return steps;
}

} // namespace lapidary
