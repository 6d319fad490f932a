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

/// Experts never change their width, so only their numbers are told; single MLPs beside them may.
void writeExperts(const ModelConfig &config, nlohmann::json &raw)
{
    if (const int64_t width = config.denseWidth(); width > 0)
        raw["intermediate_size"] = width;
    for (const char *key : {"num_local_experts", "num_experts"})
        if (raw.contains(key))
            raw[key] = config.experts;
    if (!raw.contains("num_local_experts") && !raw.contains("num_experts"))
        raw[config.modelType == "qwen3_moe" ? "num_experts" : "num_local_experts"] = config.experts;
    raw["num_experts_per_tok"] = config.expertsActive;
    if (!config.uniformExperts())
        raw["block_experts"] = config.blockExperts;
    writeSparseBlocks(config, raw);
}

void writeSizes(const ModelConfig &config, bool headsChanged, nlohmann::json &raw)
{
    for (const char *key : {"block_intermediate_sizes", "block_attention_heads",
                            "block_key_value_heads", "block_experts"})
        raw.erase(key);
    if (!config.blockExperts.empty())
        writeExperts(config, raw);
    else if (const int64_t width = largest(config.blockIntermediate, config.intermediate);
             width > 0)
        raw["intermediate_size"] = width;
    if (!config.uniformWidths())
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

void writeSparseBlocks(const ModelConfig &config, nlohmann::json &json)
{
    if (config.modelType != "qwen3_moe")
        return;
    std::vector<int64_t> single;
    for (int64_t block = 0; block < config.blocks; ++block)
        if (config.expertsOf(block) == 0)
            single.push_back(block);
    const auto step = json.find("decoder_sparse_step"), listed = json.find("mlp_only_layers");
    const bool everyBlock = step == json.end() || *step == 1;
    const bool empty = listed == json.end() || listed->is_null() || listed->empty();
    if (everyBlock && (empty ? single.empty() : *listed == nlohmann::json(single)))
        return;
    json["decoder_sparse_step"] = 1;
    json["mlp_only_layers"] = single;
}

int64_t ModelConfig::denseWidth() const
{
    int64_t width = 0;
    for (int64_t block = 0; block < blocks; ++block)
        width = expertsOf(block) > 0 ? width : std::max(width, widthOf(block));
    return width;
}

int64_t ModelConfig::expertWidth() const
{
    int64_t width = 0;
    for (int64_t block = 0; block < blocks; ++block)
        width = expertsOf(block) > 0 ? std::max(width, widthOf(block)) : width;
    return width;
}

bool ModelConfig::uniformWidths() const
{
    if (blockExperts.empty())
        return allEqual(blockIntermediate);
    const int64_t dense = denseWidth(), expert = expertWidth();
    for (int64_t block = 0; block < blocks; ++block) {
        const bool missing = widthOf(block) == 0 && (dense > 0 || expert > 0);
        if (missing || widthOf(block) != (expertsOf(block) > 0 ? expert : dense))
            return false;
    }
    return true;
}

bool ModelConfig::uniformExperts() const
{
    std::vector<int64_t> counts = blockExperts;
    std::erase(counts, 0);
    return allEqual(counts);
}

bool ModelConfig::uniformBlocks() const
{
    return uniformWidths() && uniformExperts() && allEqual(blockHeads) && allEqual(blockKvHeads);
}

ModelConfig reshaped(const ModelConfig &config, const std::vector<BlockShape> &blocks)
{
    ModelConfig after = config;
    after.blocks = int64_t(blocks.size());
    after.blockIntermediate.clear();
    after.blockHeads.clear();
    after.blockKvHeads.clear();
    after.blockExperts.clear();
    for (const BlockShape &block : blocks) {
        after.blockIntermediate.push_back(block.width);
        after.blockHeads.push_back(block.heads);
        after.blockKvHeads.push_back(block.kvHeads);
        if (!config.blockExperts.empty())
            after.blockExperts.push_back(block.experts);
    }
    if (config.blockExperts.empty()) {
        after.intermediate =
            allEqual(after.blockIntermediate) ? largest(after.blockIntermediate, 0) : 0;
    } else {
        after.experts = largest(after.blockExperts, config.experts);
        after.expertsActive = std::min(config.expertsActive, after.experts);
        after.intermediate = after.denseWidth() > 0 ? after.denseWidth() : config.intermediate;
    }
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
