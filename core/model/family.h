#pragma once

#include "core/model/model_config.h"
#include "core/model/role.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lapidary {

/// One kind of module in a block (or outside): its names in both worlds.
struct ModuleSpec {
    Role role;
    const char *hf;   ///< inside a block: "self_attn.q_proj"; outside: "model.embed_tokens"
    const char *gguf; ///< inside a block: "attn_q"; outside: "token_embd"
    bool perBlock;
};

/// One model family as data: tensor names, defaults and what differs in its equations.
struct FamilySpec {
    const char *modelType; ///< Hugging Face model_type
    const char *ggufArch;  ///< llama.cpp architecture
    const char *hfClass;   ///< "LlamaForCausalLM"
    const char *title;     ///< "LLaMA"
    std::span<const ModuleSpec> modules;
    bool qkNorm;            ///< RMS norm on each head of q and k before rope (Qwen3)
    bool permutedRopeRows;  ///< GGUF keeps q/k rows interleaved (llama, granite)
    bool qkvBiasAlways;     ///< Qwen2: bias on q, k, v, none on o
    bool graniteMultipliers;
    bool tiedByDefault;
};

std::span<const FamilySpec> allFamilies();
const FamilySpec *familyForModelType(std::string_view modelType);
/// Mistral shares GGUF architecture "llama".
const FamilySpec *familyForGgufArch(std::string_view arch);

/// config.json -> ModelConfig (old and transformers v5 keys). Errors name the key.
Result<ModelConfig> configFromHf(const nlohmann::json &json);
/// GGUF metadata -> ModelConfig; `raw` gets an equivalent config.json.
class GgufMetadata;
Result<ModelConfig> configFromGguf(const GgufMetadata &metadata);
/// ModelConfig -> config.json for a stock folder (keeps unknown keys of `raw`; writes rope_theta
/// at the top level and rope_parameters; dtype of what is stored).
nlohmann::json configToHf(const ModelConfig &config, const std::string &storedDtype);
/// ModelConfig -> architecture keys of a GGUF file (no tokenizer keys).
GgufMetadata configToGguf(const ModelConfig &config, const FamilySpec &family);

} // namespace lapidary
