#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

/// More blocks than this are no model.
inline constexpr int64_t maxBlocks = 1 << 16;
/// Nor are more experts in a block.
inline constexpr int64_t maxExperts = 1 << 16;

/// Rotary position embedding. Equations: facts of the model families in docs/formats.md.
struct RopeConfig {
    double theta = 10000.0;
    std::string type = "default"; ///< "default", "linear", "llama3"
    double factor = 1.0;
    double lowFreqFactor = 1.0;
    double highFreqFactor = 4.0;
    int64_t originalContext = 0;
    /// One divisor per frequency (head size / 2), from a GGUF file's rope_freqs.weight. When not
    /// empty they replace what `type` would compute: see ropeInverseFrequencies() in rope.h.
    std::vector<double> divisors;
};

/// Numbers of a decoder-only transformer, from config.json or GGUF metadata. Zero or empty means
/// that the source does not say.
struct ModelConfig {
    std::string modelType;    ///< Hugging Face model_type: "llama", "granite", ...
    std::string architecture; ///< class or GGUF arch name as stored
    int64_t hidden = 0;
    int64_t blocks = 0;
    int64_t heads = 0; ///< query heads of an attention; the largest count where blocks differ
    int64_t kvHeads = 0;
    int64_t headDim = 0;
    int64_t intermediate = 0;                 ///< when uniform
    /// One per block, always filled for known families. 0: the block has no MLP (widths) or no
    /// attention (both head counts).
    std::vector<int64_t> blockIntermediate, blockHeads, blockKvHeads;
    /// Experts of each block, 0 where its MLP is a single one; empty: none in any block. The width
    /// of a block with experts is that of each expert.
    std::vector<int64_t> blockExperts;
    int64_t vocab = 0;
    int64_t maxPositions = 0;
    double normEps = 1e-5;
    RopeConfig rope;
    bool tiedEmbeddings = false;
    bool attentionBias = false; ///< on q, k, v (and o unless outputBias is false)
    bool outputBias = false;
    bool mlpBias = false;
    int64_t slidingWindow = 0; ///< 0 = none
    int64_t slidingFromBlock = 0; ///< first block that uses the window (Qwen2 max_window_layers)
    double embeddingMultiplier = 1.0;
    double attentionMultiplier = 0.0; ///< softmax scale; 0 = headDim^-0.5
    double residualMultiplier = 1.0;
    double logitsScaling = 1.0;
    /// Experts of a block (the largest count where blocks differ), how many of them a token uses.
    int64_t experts = 0, expertsActive = 0, expertsShared = 0;
    bool normalizedExperts = true; ///< weights of the chosen experts add up to 1
    std::string hiddenActivation = "silu";
    int64_t bosToken = -1;            ///< -1 when the source names none
    std::vector<int64_t> eosTokens;   ///< any of them ends a text
    std::vector<std::string> unsupported; ///< features that the runtime does not have, as sentences
    bool irregular = false; ///< sizes that the family tables cannot express: treated as unknown
    std::string storedDtype; ///< "bfloat16" or empty
    nlohmann::json raw;      ///< config.json as read; for GGUF a config.json made from metadata

    /// Sizes of one block; the common ones where there are none by block.
    int64_t headsOf(int64_t block) const { return ofBlock(blockHeads, block, heads); }
    int64_t kvHeadsOf(int64_t block) const { return ofBlock(blockKvHeads, block, kvHeads); }
    int64_t widthOf(int64_t block) const
    {
        return ofBlock(blockIntermediate, block, intermediate);
    }
    int64_t expertsOf(int64_t block) const { return ofBlock(blockExperts, block, 0); }
    /// Experts that a token uses in this block: never more than it has.
    int64_t activeOf(int64_t block) const { return std::min(expertsActive, expertsOf(block)); }
    /// Blocks with experts have one width, those without have one, and no MLP is missing.
    bool uniformWidths() const;
    /// Blocks that have experts have equally many.
    bool uniformExperts() const;
    /// Largest width of a single MLP, and of an expert; 0 when there are none.
    int64_t denseWidth() const;
    int64_t expertWidth() const;
    /// Every block has the same heads, width and experts, so that stock formats can say them.
    bool uniformBlocks() const;

private:
    static int64_t ofBlock(const std::vector<int64_t> &list, int64_t block, int64_t common)
    {
        return block >= 0 && block < int64_t(list.size()) ? list[size_t(block)] : common;
    }
};

/// True for an empty list too.
inline bool allEqual(const std::vector<int64_t> &sizes)
{
    return std::adjacent_find(sizes.begin(), sizes.end(), std::not_equal_to<>()) == sizes.end();
}

/// What is to become of one block: its number before, heads, width and experts after (0 = part
/// removed; no experts: a single MLP).
struct BlockShape {
    int source = 0;
    int64_t heads = 0, kvHeads = 0, width = 0, experts = 0;
    bool operator==(const BlockShape &) const = default;
};

/// decoder_sparse_step and mlp_only_layers of a Qwen3 MoE config.json, where they do not say already
/// which blocks have experts; nothing for other families.
void writeSparseBlocks(const ModelConfig &config, nlohmann::json &json);

/// The configuration of a model that keeps only `blocks`, in this order and of these sizes: counts,
/// lists by block, sliding windows and the same keys of `raw` (layer_types and its like too).
ModelConfig reshaped(const ModelConfig &config, const std::vector<BlockShape> &blocks);

} // namespace lapidary
