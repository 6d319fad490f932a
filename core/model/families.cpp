#include "core/model/family.h"

#include <array>

namespace lapidary {
namespace {

constexpr ModuleSpec embed{Role::Embed, "model.embed_tokens", "token_embd", false, Dim::Vocab,
                           Dim::Hidden};
constexpr ModuleSpec inputNorm{Role::Norm, "input_layernorm", "attn_norm", true, Dim::Hidden};
constexpr ModuleSpec query{Role::Q,        "self_attn.q_proj", "attn_q", true,
                           Dim::QueryRows, Dim::Hidden,        BiasRule::Attention};
constexpr ModuleSpec key{Role::K,      "self_attn.k_proj", "attn_k", true,
                         Dim::KeyRows, Dim::Hidden,        BiasRule::Attention};
constexpr ModuleSpec value{Role::V,      "self_attn.v_proj", "attn_v", true,
                           Dim::KeyRows, Dim::Hidden,        BiasRule::Attention};
constexpr ModuleSpec queryNorm{Role::Norm, "self_attn.q_norm", "attn_q_norm", true, Dim::HeadSize};
constexpr ModuleSpec keyNorm{Role::Norm, "self_attn.k_norm", "attn_k_norm", true, Dim::HeadSize};
constexpr ModuleSpec output{Role::O,     "self_attn.o_proj", "attn_output", true,
                            Dim::Hidden, Dim::QueryRows,     BiasRule::Output};
constexpr ModuleSpec postNorm{Role::Norm, "post_attention_layernorm", "ffn_norm", true,
                              Dim::Hidden};
constexpr ModuleSpec gate{Role::Gate, "mlp.gate_proj", "ffn_gate", true,
                          Dim::Width, Dim::Hidden,     BiasRule::Mlp};
constexpr ModuleSpec up{Role::Up,   "mlp.up_proj", "ffn_up",     true,
                        Dim::Width, Dim::Hidden,   BiasRule::Mlp};
constexpr ModuleSpec down{Role::Down,  "mlp.down_proj", "ffn_down",   true,
                          Dim::Hidden, Dim::Width,      BiasRule::Mlp};
constexpr ModuleSpec finalNorm{Role::Norm, "model.norm", "output_norm", false, Dim::Hidden};
constexpr ModuleSpec head{Role::Head, "lm_head", "output", false, Dim::Vocab, Dim::Hidden};

constexpr std::array plainModules{embed,    inputNorm, query, key,  value,     output,
                                  postNorm, gate,      up,    down, finalNorm, head};
constexpr std::array normedModules{embed,  inputNorm, query, key, value, queryNorm, keyNorm,
                                   output, postNorm,  gate,  up,  down,  finalNorm, head};

FamilySpec llamaLike(const char *modelType, const char *arch, const char *hfClass,
                     const char *title)
{
    return {modelType, arch, hfClass, title, plainModules, false, true, false, false, false};
}

std::array<FamilySpec, 5> makeFamilies()
{
    FamilySpec qwen2 = llamaLike("qwen2", "qwen2", "Qwen2ForCausalLM", "Qwen2");
    qwen2.permutedRopeRows = false;
    qwen2.qkvBiasAlways = true;
    FamilySpec qwen3 = llamaLike("qwen3", "qwen3", "Qwen3ForCausalLM", "Qwen3");
    qwen3.permutedRopeRows = false;
    qwen3.modules = normedModules;
    qwen3.qkNorm = true;
    FamilySpec granite = llamaLike("granite", "granite", "GraniteForCausalLM", "Granite");
    granite.graniteMultipliers = true;
    return {llamaLike("llama", "llama", "LlamaForCausalLM", "LLaMA"),
            llamaLike("mistral", "llama", "MistralForCausalLM", "Mistral"), qwen2, qwen3, granite};
}

std::string blockPrefix(const char *start, int block)
{
    return start + std::to_string(block) + ".";
}

} // namespace

std::span<const FamilySpec> allFamilies()
{
    static const std::array<FamilySpec, 5> families = makeFamilies();
    return families;
}

const FamilySpec *familyForModelType(std::string_view modelType)
{
    for (const FamilySpec &family : allFamilies()) {
        if (modelType == family.modelType)
            return &family;
    }
    return nullptr;
}

const FamilySpec *familyForGgufArch(std::string_view arch)
{
    for (const FamilySpec &family : allFamilies()) {
        if (arch == family.ggufArch)
            return &family;
    }
    return nullptr;
}

const FamilySpec *familyOf(const ModelConfig &config)
{
    return config.irregular ? nullptr : familyForModelType(config.modelType);
}

int64_t dimSize(Dim dim, const ModelConfig &config, int block)
{
    switch (dim) {
    case Dim::None:
        return 0;
    case Dim::Hidden:
        return config.hidden;
    case Dim::Vocab:
        return config.vocab;
    case Dim::QueryRows:
        return config.headsOf(block) * config.headDim;
    case Dim::KeyRows:
        return config.kvHeadsOf(block) * config.headDim;
    case Dim::HeadSize:
        return config.headDim;
    case Dim::Width:
        return config.widthOf(block);
    }
    return 0;
}

Shape expectedShape(const ModuleSpec &module, const ModelConfig &config, int block)
{
    Shape shape{dimSize(module.out, config, block)};
    if (module.in != Dim::None)
        shape.push_back(dimSize(module.in, config, block));
    return shape;
}

BlockPart blockPart(std::string_view layerName)
{
    constexpr std::string_view prefix = "model.layers.";
    const size_t dot = layerName.find('.', prefix.size());
    if (!layerName.starts_with(prefix) || dot == std::string_view::npos)
        return BlockPart::None;
    const std::string_view module = layerName.substr(dot + 1);
    if (module.starts_with("self_attn.") || module == "input_layernorm")
        return BlockPart::Attention;
    return module.starts_with("mlp.") || module == "post_attention_layernorm" ? BlockPart::Mlp
                                                                               : BlockPart::None;
}

bool hasPart(const ModelConfig &config, BlockPart part, int block)
{
    switch (part) {
    case BlockPart::Attention:
        return config.headsOf(block) > 0;
    case BlockPart::Mlp:
        return config.widthOf(block) > 0;
    case BlockPart::None:
        break;
    }
    return true;
}

bool expectsBias(const ModuleSpec &module, const ModelConfig &config)
{
    switch (module.bias) {
    case BiasRule::Never:
        return false;
    case BiasRule::Attention:
        return config.attentionBias;
    case BiasRule::Output:
        return config.outputBias;
    case BiasRule::Mlp:
        return config.mlpBias;
    }
    return false;
}

std::string moduleName(const ModuleSpec &module, int block)
{
    return module.perBlock ? blockPrefix("model.layers.", block) + module.hf : module.hf;
}

std::string ggufModuleName(const ModuleSpec &module, int block)
{
    return module.perBlock ? blockPrefix("blk.", block) + module.gguf : module.gguf;
}

std::optional<std::string> ggufNameOf(const FamilySpec &family, std::string_view layerName)
{
    constexpr std::string_view prefix = "model.layers.";
    if (!layerName.starts_with(prefix)) {
        for (const ModuleSpec &module : family.modules) {
            if (!module.perBlock && layerName == module.hf)
                return module.gguf;
        }
        return std::nullopt;
    }
    const size_t dot = layerName.find('.', prefix.size());
    if (dot == std::string_view::npos)
        return std::nullopt;
    for (const ModuleSpec &module : family.modules) {
        if (module.perBlock && layerName.substr(dot + 1) == module.hf)
            return "blk." + std::string(layerName.substr(prefix.size(), dot - prefix.size() + 1))
                   + module.gguf;
    }
    return std::nullopt;
}

} // namespace lapidary
