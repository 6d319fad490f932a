#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

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
    int64_t heads = 0;
    int64_t kvHeads = 0;
    int64_t headDim = 0;
    int64_t intermediate = 0;                 ///< when uniform
    std::vector<int64_t> blockIntermediate;   ///< one per block, always filled for known families
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
    int64_t experts = 0, expertsActive = 0, expertsShared = 0;
    std::string hiddenActivation = "silu";
    int64_t bosToken = -1;            ///< -1 when the source names none
    std::vector<int64_t> eosTokens;   ///< any of them ends a text
    std::vector<std::string> unsupported; ///< features that the runtime does not have, as sentences
    bool irregular = false; ///< sizes that the family tables cannot express: treated as unknown
    std::string storedDtype; ///< "bfloat16" or empty
    nlohmann::json raw;      ///< config.json as read; for GGUF a config.json made from metadata
};

} // namespace lapidary
