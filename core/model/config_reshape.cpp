#include "core/model/model_config.h"

#include <algorithm>

namespace lapidary {
namespace {

int64_t largest(const std::vector<int64_t> &sizes, int64_t fallback)
{
    return sizes.empty() ? fallback : *std::max_element(sizes.begin(), sizes.end());
}

/// Lists of `raw` with an entry for each block, whatever their meaning (layer_types, ...), keep
/// the entries of the blocks that stay.
void keepEntries(nlohmann::json &raw, size_t before, const std::vector<BlockShape> &blocks)
{
    for (const char *key : {"layer_types", "layers_block_type", "no_rope_layers"}) {
        const auto list = raw.find(key);
        if (list == raw.end() || !list->is_array() || list->size() != before)
            continue;
        nlohmann::json kept = nlohmann::json::array();
        for (const BlockShape &block : blocks)
            kept.push_back((*list)[size_t(block.source)]);
        *list = std::move(kept);
    }
}

/// Blocks that used the window are the last ones, and so are those of them that stay.
void moveWindow(ModelConfig &config, const std::vector<BlockShape> &blocks)
{
    const int64_t from = config.slidingFromBlock;
    config.slidingFromBlock =
        std::count_if(blocks.begin(), blocks.end(), [&](auto &b) { return b.source < from; });
    if (config.slidingWindow > 0 && config.slidingFromBlock >= config.blocks)
        config.slidingWindow = config.slidingFromBlock = 0;
}

void writeSizes(const ModelConfig &config, bool headsChanged, nlohmann::json &raw)
{
    for (const char *key :
         {"block_intermediate_sizes", "block_attention_heads", "block_key_value_heads"})
        raw.erase(key);
    const int64_t width = largest(config.blockIntermediate, config.intermediate);
    if (width > 0)
        raw["intermediate_size"] = width;
    if (!allEqual(config.blockIntermediate))
        raw["block_intermediate_sizes"] = config.blockIntermediate;
    if (headsChanged) {
        raw["num_attention_heads"] = config.heads;
        raw["num_key_value_heads"] = config.kvHeads;
        raw["head_dim"] = config.headDim;
    }
    if (allEqual(config.blockHeads) && allEqual(config.blockKvHeads))
        return;
    raw["block_attention_heads"] = config.blockHeads;
    raw["block_key_value_heads"] = config.blockKvHeads;
}

} // namespace

bool ModelConfig::uniformBlocks() const
{
    return allEqual(blockIntermediate) && allEqual(blockHeads) && allEqual(blockKvHeads);
}

ModelConfig reshaped(const ModelConfig &config, const std::vector<BlockShape> &blocks)
{
    ModelConfig after = config;
    after.blocks = int64_t(blocks.size());
    after.blockIntermediate.clear();
    after.blockHeads.clear();
    after.blockKvHeads.clear();
    for (const BlockShape &block : blocks) {
        after.blockIntermediate.push_back(block.width);
        after.blockHeads.push_back(block.heads);
        after.blockKvHeads.push_back(block.kvHeads);
    }
    after.intermediate =
        allEqual(after.blockIntermediate) ? largest(after.blockIntermediate, 0) : 0;
    after.heads = largest(after.blockHeads, config.heads);
    after.kvHeads = largest(after.blockKvHeads, config.kvHeads);
    moveWindow(after, blocks);
    if (!after.raw.is_object())
        after.raw = nlohmann::json::object();
    keepEntries(after.raw, size_t(std::max<int64_t>(config.blocks, 0)), blocks);
    const bool headsChanged = after.heads != config.heads || after.kvHeads != config.kvHeads
        || !allEqual(after.blockHeads) || !allEqual(after.blockKvHeads);
    writeSizes(after, headsChanged, after.raw);
    if (after.blocks != config.blocks) {
        after.raw["num_hidden_layers"] = after.blocks;
        if (after.raw.contains("max_window_layers"))
            after.raw["max_window_layers"] =
                after.slidingWindow > 0 ? after.slidingFromBlock : after.blocks;
    }
    return after;
}

} // namespace lapidary
