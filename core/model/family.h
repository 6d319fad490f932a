#pragma once

#include "core/checkpoint/gguf_value.h"
#include "core/model/model_config.h"
#include "core/model/role.h"
#include "core/tensor/shape.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lapidary {

/// A size that the configuration determines.
enum class Dim : uint8_t { None, Hidden, Vocab, QueryRows, KeyRows, HeadSize, Width, Experts };

/// Which flag of the configuration gives a module its bias.
enum class BiasRule : uint8_t { Never, Attention, Output, Mlp };

/// One kind of module in a block (or outside): its names in both worlds, shape and bias.
struct ModuleSpec {
    Role role;
    /// Inside a block: "self_attn.q_proj"; outside: "model.embed_tokens". A '*' stands for the number
    /// of an expert.
    const char *hf;
    const char *gguf; ///< inside a block: "attn_q", all experts in one; outside: "token_embd"
    bool perBlock;
    Dim out;
    Dim in = Dim::None; ///< None: a vector
    BiasRule bias = BiasRule::Never;

    bool perExpert() const { return std::string_view(hf).find('*') != std::string_view::npos; }
};

/// How a family with experts differs from its dense kin. Defaults are transformers' own, for a
/// config.json that leaves them out.
struct MoeSpec {
    const char *countKey;  ///< "num_local_experts"
    const char *widthKey;  ///< "intermediate_size" when experts have no width of their own
    int64_t experts, active;
    /// norm_topk_prob says whether the weights of the chosen experts add up to 1 (false when it is
    /// absent); otherwise they always do.
    bool normFlag;
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
    const MoeSpec *moe = nullptr; ///< null: a single MLP in every block
};

std::span<const FamilySpec> allFamilies();
/// "llama, mistral, qwen2, ...": for sentences.
std::string familyNames();
const FamilySpec *familyForModelType(std::string_view modelType);
/// Mistral shares GGUF architecture "llama".
const FamilySpec *familyForGgufArch(std::string_view arch);

/// The two parts of a block, each with the norm in front of it.
enum class BlockPart : uint8_t { None, Attention, Mlp };
/// "model.layers.3.post_attention_layernorm" -> Mlp; None for what is no part of a known block.
BlockPart blockPart(std::string_view layerName);
/// False when a structural cut has taken this part out of the block.
bool hasPart(const ModelConfig &config, BlockPart part, int block);
/// True where one matrix stands for the attention: query heads, but no key heads. Such a block has
/// the norm in front and "self_attn.o_proj", [hidden, hidden], straight on the normalized stream.
bool linearAttention(const ModelConfig &config, int64_t block);
/// False when the block has lost this module, with its part or to linear attention.
bool hasModule(const ModelConfig &config, std::string_view layerName, int block);
/// The same, and experts and router only in blocks with experts, a single MLP elsewhere.
bool hasModule(const ModelConfig &config, const ModuleSpec &module, int block);

/// Size of a dimension in a block (block is ignored outside of them); 0 for None.
int64_t dimSize(Dim dim, const ModelConfig &config, int block);
Shape expectedShape(const ModuleSpec &module, const ModelConfig &config, int block);
bool expectsBias(const ModuleSpec &module, const ModelConfig &config);
/// "model.layers.3.mlp.up_proj" and "blk.3.ffn_up".
std::string moduleName(const ModuleSpec &module, int block, int expert = 0);
std::string ggufModuleName(const ModuleSpec &module, int block);
/// The module that a layer is, by its name; null when the family has no such one.
const ModuleSpec *moduleOf(const FamilySpec &family, std::string_view layerName);
/// GGUF name of a layer, without ".weight"; nothing when the family has no such module.
std::optional<std::string> ggufNameOf(const FamilySpec &family, std::string_view layerName);

/// config.json -> ModelConfig (old and transformers v5 keys). Errors (ErrorCode::Input) name the
/// key, what was expected and what was found. For a model_type that is not a known family:
/// whatever the usual keys say, without errors.
Result<ModelConfig> configFromHf(const nlohmann::json &json);
/// GGUF metadata -> ModelConfig; `raw` gets an equivalent config.json. Tying, biases and rope
/// divisors depend on which tensors exist: openModel() completes them.
Result<ModelConfig> configFromGguf(const GgufMetadata &metadata);
/// Null when the architecture is not a known family, or a GGUF uses it for something else (experts).
const FamilySpec *familyOf(const ModelConfig &config);
/// ModelConfig -> config.json for a stock folder (keeps unknown keys of `raw`; writes rope_theta
/// at the top level and rope_parameters; dtype of what is stored).
nlohmann::json configToHf(const ModelConfig &config, const std::string &storedDtype);
/// ModelConfig -> architecture keys of a GGUF file (no tokenizer keys). Widths and heads that differ
/// by block are written as architecture "deci" for llama-like models, the only one that llama.cpp
/// reads them from; for other families as arrays that only this program reads.
GgufMetadata configToGguf(const ModelConfig &config, const FamilySpec &family);

} // namespace lapidary
