#pragma once

#include "core/model/model.h"

#include <nlohmann/json.hpp>

namespace lapidary {

/// How a model's parameters divide, each matrix counted once.
struct ParameterShares {
    int64_t total = 0, embedding = 0, attention = 0, mlp = 0, experts = 0, ssm = 0, other = 0;
};
ParameterShares parameterShares(const Model &model);

/// One of "attention", "linear_attention", "matrix" (one for all of the attention), "mamba",
/// "mamba2", "none" per block.
std::vector<std::string> blockMixers(const Model &model);

/// {"kind": "mha|gqa|mqa|mla|none", "heads", "kv_heads", "ratio"}
nlohmann::json attentionSummary(const Model &model);

/// What to compress first and how, with reasons that follow from the sizes alone.
/// {"summary", "steps": [{"roles", "method", "why"}], "quantize": {"type", "why"}, "shares"}
nlohmann::json recommendStrategy(const Model &model);

/// Everything that the headless tool's `inspect` prints. Headers only. `tensors` adds the list of
/// stored tensors. Thread-safe, pure.
nlohmann::json inspectModel(const Model &model, bool tensors);

} // namespace lapidary
