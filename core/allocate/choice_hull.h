#pragma once

#include "core/allocate/knapsack.h"

namespace lapidary {

/// Choices of one unit that can be part of a best allocation, by falling size and rising loss.
struct UnitChoices {
    std::vector<int> undominated; ///< indices of choices
    std::vector<int> hull;        ///< those on the lower convex hull: slopes rise
};

/// A choice is dominated when another is neither larger nor worse.
UnitChoices reduced(const std::vector<Choice> &choices);

/// One step down a unit's hull: how much loss each saved unit of size costs.
struct HullStep {
    int unit = 0, from = 0, to = 0; ///< choices
    int64_t saved = 0;
    double added = 0;
    double slope() const { return added / double(saved); }
};

/// All steps of all units, cheapest first: taking them in order walks the relaxation's frontier.
std::vector<HullStep> sortedSteps(const std::vector<std::vector<Choice>> &units,
                                  const std::vector<UnitChoices> &reducedUnits);

} // namespace lapidary
