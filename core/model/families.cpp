#include "core/model/family.h"

#include <algorithm>
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
constexpr ModuleSpec mixtralRouter{Role::Router, "block_sparse_moe.gate", "ffn_gate_inp",
                                   true,         Dim::Experts,           Dim::Hidden};
constexpr ModuleSpec mixtralGate{Role::ExpertGate, "block_sparse_moe.experts.*.w1",
                                 "ffn_gate_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec mixtralUp{Role::ExpertUp, "block_sparse_moe.experts.*.w3",
                               "ffn_up_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec mixtralDown{Role::ExpertDown, "block_sparse_moe.experts.*.w2",
                                 "ffn_down_exps",  true, Dim::Hidden, Dim::Width};
constexpr ModuleSpec qwenRouter{Role::Router, "mlp.gate",   "ffn_gate_inp",
                                true,         Dim::Experts, Dim::Hidden};
constexpr ModuleSpec qwenGate{Role::ExpertGate, "mlp.experts.*.gate_proj",
                              "ffn_gate_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec qwenUp{Role::ExpertUp, "mlp.experts.*.up_proj",
                            "ffn_up_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec qwenDown{Role::ExpertDown, "mlp.experts.*.down_proj",
                              "ffn_down_exps",  true, Dim::Hidden, Dim::Width};
constexpr ModuleSpec graniteRouter{Role::Router, "block_sparse_moe.router.layer", "ffn_gate_inp",
                                   true,         Dim::Experts, Dim::Hidden};
// Granite stacks its experts: these names are ours, for one expert of the stack.
constexpr ModuleSpec graniteGate{Role::ExpertGate, "block_sparse_moe.experts.*.gate_proj",
                                 "ffn_gate_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec graniteUp{Role::ExpertUp, "block_sparse_moe.experts.*.up_proj",
                               "ffn_up_exps",  true, Dim::Width, Dim::Hidden};
constexpr ModuleSpec graniteDown{Role::ExpertDown, "block_sparse_moe.experts.*.down_proj",
                                 "ffn_down_exps",  true, Dim::Hidden, Dim::Width};
constexpr ModuleSpec finalNorm{Role::Norm, "model.norm", "output_norm", false, Dim::Hidden};
constexpr ModuleSpec head{Role::Head, "lm_head", "output", false, Dim::Vocab, Dim::Hidden};

constexpr std::array plainModules{embed,    inputNorm, query, key,  value,     output,
                                  postNorm, gate,      up,    down, finalNorm, head};
constexpr std::array normedModules{embed,  inputNorm, query, key, value, queryNorm, keyNorm,
                                   output, postNorm,  gate,  up,  down,  finalNorm, head};

constexpr std::array mixtralModules{embed,  inputNorm,     query,       key,       value,
                                    output, postNorm,      mixtralRouter, mixtralGate, mixtralUp,
                                    mixtralDown, finalNorm, head};
constexpr std::array qwenMoeModules{embed,  inputNorm, query,      key,      value,  queryNorm,
                                    keyNorm, output,   postNorm,   gate,     up,     down,
                                    qwenRouter, qwenGate, qwenUp,  qwenDown, finalNorm, head};
constexpr std::array graniteMoeModules{embed,  inputNorm, query,         key,         value,
                                       output, postNorm,  graniteRouter, graniteGate, graniteUp,
                                       graniteDown, finalNorm, head};

constexpr MoeSpec mixtralMoe{"num_local_experts", "intermediate_size", 8, 2, false};
constexpr MoeSpec qwenMoe{"num_experts", "moe_intermediate_size", 128, 8, true};
constexpr MoeSpec graniteMoe{"num_local_experts", "intermediate_size", 8, 2, false};

FamilySpec llamaLike(const char *modelType, const char *arch, const char *hfClass,
                     const char *title)
{
    return {modelType, arch, hfClass, title, plainModules, false, true, false, false, false};
}

constexpr size_t familyCount = 8;

std::array<FamilySpec, familyCount> makeFamilies()
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
    FamilySpec mixtral = llamaLike("mixtral", "llama", "MixtralForCausalLM", "Mixtral");
    mixtral.modules = mixtralModules;
    mixtral.moe = &mixtralMoe;
    FamilySpec qwenExperts = qwen3;
    qwenExperts.modelType = "qwen3_moe";
    qwenExperts.ggufArch = "qwen3moe";
    qwenExperts.hfClass = "Qwen3MoeForCausalLM";
    qwenExperts.title = "Qwen3 MoE";
    qwenExperts.modules = qwenMoeModules;
    qwenExperts.moe = &qwenMoe;
    FamilySpec graniteExperts =
        llamaLike("granitemoe", "granitemoe", "GraniteMoeForCausalLM", "Granite MoE");
    graniteExperts.graniteMultipliers = true;
    graniteExperts.modules = graniteMoeModules;
    graniteExperts.moe = &graniteMoe;
    return {llamaLike("llama", "llama", "LlamaForCausalLM", "LLaMA"),
            llamaLike("mistral", "llama", "MistralForCausalLM", "Mistral"),
            qwen2,
            qwen3,
            granite,
            mixtral,
            qwenExperts,
            graniteExperts};
}

/// A '*' of the pattern stands for digits.
bool matches(std::string_view pattern, std::string_view part)
{
    const size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return pattern == part;
    const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
    if (part.size() <= before.size() + after.size() || !part.starts_with(before)
        || !part.ends_with(after))
        return false;
    const std::string_view number =
        part.substr(before.size(), part.size() - before.size() - after.size());
    return std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string blockPrefix(const char *start, int block)
{
    return start + std::to_string(block) + ".";
}

} // namespace

std::span<const FamilySpec> allFamilies()
{
    static const std::array<FamilySpec, familyCount> families = makeFamilies();
    return families;
}

std::string familyNames()
{
    std::string text;
    for (const FamilySpec &family : allFamilies())
        text += std::string(text.empty() ? "" : ", ") + family.modelType;
    return text;
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
        return linearAttention(config, block) ? config.hidden
                                              : config.headsOf(block) * config.headDim;
    case Dim::KeyRows:
        return config.kvHeadsOf(block) * config.headDim;
    case Dim::HeadSize:
        return config.headDim;
    case Dim::Width:
        return config.widthOf(block);
    case Dim::Experts:
        return config.expertsOf(block);
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
    const bool mlp = module.starts_with("mlp.") || module.starts_with("block_sparse_moe.")
                     || module == "post_attention_layernorm";
    return mlp ? BlockPart::Mlp : BlockPart::None;
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

bool linearAttention(const ModelConfig &config, int64_t block)
{
    return config.headsOf(block) > 0 && config.kvHeadsOf(block) == 0;
}

bool hasModule(const ModelConfig &config, std::string_view layerName, int block)
{
    const BlockPart part = blockPart(layerName);
    if (!hasPart(config, part, block))
        return false;
    return part != BlockPart::Attention || !linearAttention(config, block)
        || layerName.ends_with("o_proj") || layerName.ends_with("input_layernorm");
}

bool hasModule(const ModelConfig &config, const ModuleSpec &module, int block)
{
    if (!hasModule(config, moduleName(module, block), block))
        return false;
    switch (module.role) {
    case Role::Router:
    case Role::ExpertGate:
    case Role::ExpertUp:
    case Role::ExpertDown:
        return config.expertsOf(block) > 0;
    case Role::Gate:
    case Role::Up:
    case Role::Down:
        return config.expertsOf(block) == 0;
    default:
        return true;
    }
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

std::string moduleName(const ModuleSpec &module, int block, int expert)
{
    std::string name = module.perBlock ? blockPrefix("model.layers.", block) + module.hf : module.hf;
    if (const size_t star = name.find('*'); star != std::string::npos)
        name.replace(star, 1, std::to_string(expert));
    return name;
}

std::string ggufModuleName(const ModuleSpec &module, int block)
{
    return module.perBlock ? blockPrefix("blk.", block) + module.gguf : module.gguf;
}

const ModuleSpec *moduleOf(const FamilySpec &family, std::string_view layerName)
{
    constexpr std::string_view prefix = "model.layers.";
    const bool inBlock = layerName.starts_with(prefix);
    const size_t dot = inBlock ? layerName.find('.', prefix.size()) : std::string_view::npos;
    if (inBlock && dot == std::string_view::npos)
        return nullptr;
    const std::string_view part = inBlock ? layerName.substr(dot + 1) : layerName;
    for (const ModuleSpec &module : family.modules) {
        if (module.perBlock == inBlock && matches(module.hf, part))
            return &module;
    }
    return nullptr;
}

std::optional<std::string> ggufNameOf(const FamilySpec &family, std::string_view layerName)
{
    const ModuleSpec *module = moduleOf(family, layerName);
    if (!module || !module->perBlock)
        return module ? std::optional<std::string>(module->gguf) : std::nullopt;
    constexpr std::string_view prefix = "model.layers.";
    const size_t dot = layerName.find('.', prefix.size());
    return "blk." + std::string(layerName.substr(prefix.size(), dot - prefix.size() + 1))
           + module->gguf;
}

} // namespace lapidary
