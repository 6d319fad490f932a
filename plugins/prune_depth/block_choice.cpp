#include "plugins/prune_depth/block_choice.h"

#include "core/calibrate/calibration.h"
#include "core/surgery/recipe.h"

#include <algorithm>

namespace lapidary {
namespace {

std::string partOf(const nlohmann::json &params)
{
    return params.value("part", std::string("block"));
}

/// Blocks of the checkpoint that have the part at all.
int64_t blocksWithPart(const ModelConfig &config, const std::string &part)
{
    int64_t count = 0;
    for (int64_t block = 0; block < config.blocks; ++block)
        count += part == "attention" ? config.kvHeadsOf(block) > 0
            : part == "mlp"          ? config.widthOf(block) > 0
                                     : true;
    return count;
}

Result<BlockChoice> givenBlocks(const PlanInputs &inputs, const nlohmann::json &params)
{
    BlockChoice choice;
    choice.score = "given";
    LAPIDARY_ASSIGN(choice.blocks, blocksFromText(params["blocks"].get<std::string>(),
                                                  static_cast<int>(inputs.model->config.blocks)));
    for (const int block : choice.blocks)
        if (!std::binary_search(inputs.blocks.begin(), inputs.blocks.end(), block))
            return fail(ErrorCode::Usage,
                        "block {} is not among those that the step selects, or an earlier step has "
                        "removed it",
                        block);
    return choice;
}

Result<std::vector<double>> influences(const PlanInputs &inputs, const std::string &part)
{
    const auto blocks = static_cast<size_t>(inputs.model->config.blocks);
    if (!inputs.calibration || inputs.calibration->influence().size() != blocks)
        return fail(ErrorCode::Usage,
                    "score \"influence\" needs a calibration of this model (--calibration); without "
                    "one use \"score\": \"last\", which removes the deepest blocks first");
    std::vector<double> values;
    for (const BlockInfluence &of : inputs.calibration->influence())
        values.push_back(part == "attention" ? of.attention : part == "mlp" ? of.mlp : of.block);
    return values;
}

/// The blocks that may go, deepest first.
std::vector<int> candidates(const PlanInputs &inputs, const nlohmann::json &params)
{
    const auto first = params.value("protect_first", int64_t(1));
    const auto last = params.value("protect_last", int64_t(1));
    std::vector<int> result;
    for (const int block : inputs.blocks)
        if (block >= first && block < inputs.model->config.blocks - last)
            result.push_back(block);
    std::reverse(result.begin(), result.end());
    return result;
}

Result<BlockChoice> countedBlocks(const PlanInputs &inputs, const nlohmann::json &params)
{
    const auto count = params["count"].get<int64_t>();
    std::vector<int> order = candidates(inputs, params);
    if (count < 1)
        return fail(ErrorCode::Usage, "count {} removes nothing; give at least 1", count);
    if (count > static_cast<int64_t>(order.size()))
        return fail(ErrorCode::Usage,
                    "count {} is too many: of the {} selected blocks {} may go (protect_first {}, "
                    "protect_last {})",
                    count, inputs.blocks.size(), order.size(),
                    params.value("protect_first", int64_t(1)),
                    params.value("protect_last", int64_t(1)));
    BlockChoice choice;
    const bool known = inputs.calibration && !inputs.calibration->influence().empty();
    choice.score = params.value("score", std::string(known ? "influence" : "last"));
    if (choice.score == "influence") {
        LAPIDARY_ASSIGN(choice.influence, influences(inputs, partOf(params)));
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return choice.influence[static_cast<size_t>(a)]
                < choice.influence[static_cast<size_t>(b)];
        });
    } else if (!params.contains("score")) {
        choice.warning = "no calibration tells how much each block does: the deepest go first; with "
                         "a calibration they are ranked by influence";
    }
    choice.blocks.assign(order.begin(), order.begin() + count);
    std::sort(choice.blocks.begin(), choice.blocks.end());
    return choice;
}

} // namespace

Result<BlockChoice> chooseBlocks(const PlanInputs &inputs, const nlohmann::json &params)
{
    if (!inputs.model || !inputs.model->family)
        return fail(ErrorCode::Usage, "blocks can only be removed from the families that this "
                                      "program runs; this architecture is not known");
    LAPIDARY_ASSIGN(BlockChoice choice, params.contains("blocks") ? givenBlocks(inputs, params)
                                                                  : countedBlocks(inputs, params));
    const std::string part = partOf(params);
    const int64_t all = blocksWithPart(inputs.model->config, part);
    if (static_cast<int64_t>(choice.blocks.size()) >= all)
        return fail(ErrorCode::Usage, "this would remove all {} {}; at least one has to stay", all,
                    part == "block" ? "blocks"
                                    : part == "mlp" ? "MLPs" : "attentions");
    return choice;
}

} // namespace lapidary
