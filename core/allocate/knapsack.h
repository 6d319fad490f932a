#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace lapidary {

/// One way to treat a unit (a layer, or layers that change together): what it costs in size
/// (bytes or parameters, >= 0) and what damage is expected (nats per token, any finite number).
struct Choice {
    int64_t size = 0;
    double loss = 0;
};

/// One choice for each unit, and the sums.
struct Allocation {
    std::vector<int> chosen; ///< index into each unit's choices
    int64_t size = 0;
    double loss = 0;
    bool exact = true; ///< false: the search was cut short; loss is within `gap` of the best
    double gap = 0;
};

/// Multiple-choice knapsack: exactly one choice for each unit, total size <= `budget`, least total
/// loss; among equal losses the smaller size. The relaxation (Sinha and Zoltners 1979) gives a
/// start and bounds, dynamic programming over undominated sums with those bounds the optimum
/// (Pisinger 1995). Pure; memory grows with the sums within the gap of the relaxation, at most
/// about a million, beyond which `exact` is false. Fails with ErrorCode::Usage when a unit has no
/// choice, and with ErrorCode::Budget, naming the smallest reachable size, when nothing fits.
Result<Allocation> allocate(const std::vector<std::vector<Choice>> &units, int64_t budget);

/// The lower convex hull of what can be reached, from the least loss to the smallest size: each
/// allocation is optimal for its size. Consecutive ones differ in one unit.
Result<std::vector<Allocation>> frontier(const std::vector<std::vector<Choice>> &units);

} // namespace lapidary
