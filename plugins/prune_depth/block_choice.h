#pragma once

#include "core/surgery/method.h"

namespace lapidary {

/// Which blocks a step removes (or loses a part), and by what they were chosen.
struct BlockChoice {
    std::vector<int> blocks;  ///< ascending
    std::string score;        ///< "given", "influence" or "last"
    std::vector<double> influence; ///< of every block of the model, with score "influence"
    std::string warning;      ///< a sentence, or empty
};

/// Resolves `count` or `blocks` on the blocks that the step selects (inputs.blocks). Pure.
/// Errors: Usage for blocks that are not there, a count that protection does not leave, an influence
/// that no calibration tells, and when nothing would be left.
Result<BlockChoice> chooseBlocks(const PlanInputs &inputs, const nlohmann::json &params);

} // namespace lapidary
