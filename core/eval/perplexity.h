#pragma once

#include "core/nn/generate.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace lapidary {

/// How a perplexity is measured; part of every figure.
struct PerplexityProtocol {
    std::string name = "strided"; ///< "strided" or "llama.cpp"
    int64_t window = 0;           ///< 0 = the protocol's default: 2048, 512
    int64_t stride = 0;           ///< strided: 0 = window (no overlap)
    int64_t maxWindows = 0;       ///< 0 = all
    std::string bos = "auto";     ///< "auto" (what the tokenizer does), "yes", "no"
};

struct Perplexity {
    double value = 0;
    double standardError = 0; ///< of value
    double meanNll = 0;
    int64_t scored = 0;
    int64_t windows = 0;
    int64_t window = 0;
    int64_t stride = 0;
    std::string protocol;
    bool bos = false;
    int64_t tokens = 0; ///< in the whole text
    ComputeChoice compute;
    std::string textHash;
    double seconds = 0;
};
nlohmann::json toJson(const Perplexity &perplexity);

/// Divergence of a model from a reference on the same scored positions.
struct Divergence {
    double klMean = 0, klP99 = 0, top1Agreement = 0;
    int64_t positions = 0;
};
nlohmann::json toJson(const Divergence &divergence);

/// Perplexity of `text` (sections of docs/evaluation.md give both protocols exactly). Windows
/// shorter than the protocol needs fail with ErrorCode::Usage, with both numbers.
/// With `reference` the divergence is measured in the same pass.
struct PerplexityResult {
    Perplexity perplexity;
    std::optional<Divergence> divergence;
};
Result<PerplexityResult> measurePerplexity(const TextModel &model, const std::string &text,
                                           const PerplexityProtocol &protocol, JobContext &job,
                                           const TextModel *reference = nullptr);

struct Speed {
    double prefillTokensPerSecond = 0, decodeTokensPerSecond = 0, firstTokenMs = 0;
};
/// Median of several short runs.
Result<Speed> measureSpeed(const TextModel &model, JobContext &job);

} // namespace lapidary
