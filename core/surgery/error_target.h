#pragma once

#include "core/base/result.h"

#include <functional>
#include <optional>

namespace lapidary {

/// Smallest number in 1 .. most whose `tryOut` meets an error target, by bisection; nothing when
/// `most` misses it too. `tryOut(size)` gives the error reached; it is taken to fall with the size.
template <class Answer>
Result<std::optional<Answer>> smallestMeeting(
    int64_t most, double target, const std::function<Result<Answer>(int64_t)> &tryOut,
    const std::function<double(const Answer &)> &errorOf)
{
    std::optional<Answer> best;
    int64_t low = 1, high = most;
    while (low <= high) {
        // The largest is tried first: it says whether the target can be met at all.
        const int64_t size = best ? low + (high - low) / 2 : high;
        LAPIDARY_ASSIGN(Answer answer, tryOut(size));
        if (errorOf(answer) <= target) {
            best = std::move(answer);
            high = size - 1;
        } else if (!best) {
            return std::optional<Answer>();
        } else {
            low = size + 1;
        }
    }
    return best;
}

} // namespace lapidary
