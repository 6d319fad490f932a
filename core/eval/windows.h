#pragma once

#include "core/eval/perplexity.h"

namespace lapidary {

/// A stretch of the text's ids that goes through the model at once, and which of its predictions
/// count: position p predicts id begin + p + 1, and is scored for p in [firstScored, lastScored).
struct ScoringWindow {
    int64_t begin = 0;
    int64_t firstScored = 0, lastScored = 0;
};

struct WindowPlan {
    std::vector<ScoringWindow> windows;
    int64_t window = 0, stride = 0;
    std::optional<int32_t> replaceFirst; ///< id that takes the place of each window's first (BOS)
};

/// The windows of a protocol (docs/evaluation.md) on `tokens` ids. `bos` is what the protocol may
/// put in front of each window: the BOS id when the policy says so, nothing otherwise. Pure.
/// Fails with ErrorCode::Usage on sizes that make no sense and on a text that is too short.
Result<WindowPlan> planWindows(int64_t tokens, const PerplexityProtocol &protocol,
                               std::optional<int32_t> bos);

} // namespace lapidary
