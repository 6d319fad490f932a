#include "core/model/config_reader.h"
#include "core/model/family.h"

#include <algorithm>

namespace lapidary {
namespace {

constexpr double tiny = 1e-30, huge = 1e30;

/// "lapidary_llama" is the folder that this program exports for remote code.
std::string baseModelType(std::string type)
{
    constexpr std::string_view own = "lapidary_";
    return type.starts_with(own) ? type.substr(own.size()) : type;
}

std::string firstArchitecture(const nlohmann::json &json)
{
    const auto it = json.find("architectures");
    if (it == json.end() || !it->is_array() || it->empty() || !it->front().is_string())
        return {};
    return it->front().get<std::string>();
}

const FamilySpec *familyOfJson(const nlohmann::json &json, ModelConfig &config)
{
    const auto type = json.find("model_type");
    if (type != json.end() && type->is_string())
        config.modelType = baseModelType(type->get<std::string>());
    config.architecture = firstArchitecture(json);
    if (config.modelType.empty()) {
        for (const FamilySpec &family : allFamilies()) {
            if (config.architecture == family.hfClass)
                config.modelType = family.modelType;
        }
    }
    const FamilySpec *family = familyForModelType(config.modelType);
    if (family && config.architecture.empty())
        config.architecture = family->hfClass;
    return family;
}

void readRopeScaling(ConfigReader &outer, const nlohmann::json &scaling, ModelConfig &config,
                     bool strict)
{
    ConfigReader read(scaling, "config.json, rope scaling", strict);
    RopeConfig &rope = config.rope;
    rope.type = read.text({"rope_type", "type"}, "default");
    rope.theta = read.real("rope_theta", rope.theta, tiny, huge);
    rope.factor = read.real("factor", 1.0, tiny, huge);
    rope.lowFreqFactor = read.real("low_freq_factor", 1.0, tiny, huge);
    rope.highFreqFactor = read.real("high_freq_factor", 4.0, tiny, huge);
    rope.originalContext =
        read.integer({"original_max_position_embeddings"}, rope.originalContext, 1);
    const double partial = read.real("partial_rotary_factor", 1.0, 0, 1);
    if (partial != 1.0)
        config.unsupported.push_back(
            fmt::format("rotary embedding of only a part ({}) of each head", partial));
    if (rope.type == "llama3") {
        if (strict && !read.find("factor"))
            read.fault("factor", "a number", nullptr);
        if (rope.originalContext == 0)
            read.fault("original_max_position_embeddings", "a positive integer", nullptr);
        if (rope.highFreqFactor <= rope.lowFreqFactor)
            read.fault("high_freq_factor", "more than low_freq_factor",
                       read.find("high_freq_factor"));
    }
    if (!read.status())
        outer.adopt(read.status());
}

/// rope_scaling wins over rope_parameters, as in transformers 5.
void readRope(ConfigReader &read, ModelConfig &config, bool strict)
{
    const double theta = config.modelType == "mixtral" ? 1e6 : 10000.0; // as transformers
    config.rope.theta = read.real("rope_theta", theta, tiny, huge);
    config.rope.originalContext = read.integer({"original_max_position_embeddings"}, 0, 1);
    for (const char *key : {"rope_scaling", "rope_parameters"}) {
        const nlohmann::json *scaling = read.find(key);
        if (!scaling)
            continue;
        if (!scaling->is_object()) {
            read.fault(key, "an object or null", scaling);
            return;
        }
        if (scaling->empty())
            continue;
        const bool perKind =
            std::any_of(scaling->begin(), scaling->end(), [](auto &v) { return v.is_object(); });
        if (perKind)
            config.unsupported.push_back("rotary parameters that differ by kind of block");
        else
            readRopeScaling(read, *scaling, config, strict);
        break;
    }
    const double partial = read.real("partial_rotary_factor", 1.0, 0, 1);
    if (partial != 1.0)
        config.unsupported.push_back(
            fmt::format("rotary embedding of only a part ({}) of each head", partial));
    if (config.rope.type != "default" && config.rope.type != "linear"
        && config.rope.type != "llama3")
        config.unsupported.push_back(
            fmt::format("rotary scaling of type \"{}\"", config.rope.type));
}

/// Newer configs list the kind of every block; ours is "none, then all from one block on".
void readLayerTypes(ConfigReader &read, ModelConfig &config)
{
    const nlohmann::json *kinds = read.find("layer_types");
    if (!kinds)
        return;
    if (!kinds->is_array() || int64_t(kinds->size()) != config.blocks) {
        read.fault("layer_types", fmt::format("a list of {} names", config.blocks), kinds);
        return;
    }
    int64_t first = config.blocks, last = -1;
    for (int64_t i = 0; i < config.blocks; ++i) {
        const nlohmann::json &kind = (*kinds)[size_t(i)];
        if (kind == "sliding_attention")
            first = std::min(first, i);
        else if (kind == "full_attention")
            last = i;
        else
            config.unsupported.push_back("blocks of kind " + shortDump(kind));
    }
    if (last > first)
        config.unsupported.push_back("a sliding window in alternating blocks");
    config.slidingFromBlock = first;
    if (first == config.blocks)
        config.slidingWindow = 0;
}

void readWindow(ConfigReader &read, const FamilySpec &family, ModelConfig &config)
{
    const std::string_view type = family.modelType;
    if (type == "mixtral" || type == "qwen3_moe") { // all blocks or none
        const bool used = type == "mixtral" || read.boolean("use_sliding_window", false);
        const int64_t fallback = type == "mixtral" || read.has("sliding_window") ? 0 : 4096;
        config.slidingWindow = used ? read.integer({"sliding_window"}, fallback, 0) : 0;
        return;
    }
    if (type == "mistral") {
        // Absent means 4096 in transformers' MistralConfig, null means none.
        const bool absent = !read.has("sliding_window");
        config.slidingWindow = read.integer({"sliding_window"}, absent ? 4096 : 0, 0);
        return;
    }
    if (type != "qwen2" && type != "qwen3")
        return;
    const bool used = read.boolean("use_sliding_window", false);
    const bool absent = !read.has("sliding_window");
    const int64_t window = read.integer({"sliding_window"}, absent ? 4096 : 0, 0);
    config.slidingWindow = used ? window : 0;
    config.slidingFromBlock = std::min(config.blocks, read.integer({"max_window_layers"}, 28, 0));
    if (config.slidingWindow > 0)
        readLayerTypes(read, config);
    if (config.slidingWindow == 0 || config.slidingFromBlock >= config.blocks)
        config.slidingWindow = config.slidingFromBlock = 0;
}

/// A list with one size for each block, 0 for a part that is gone; `common` for all where the key
/// is absent.
std::vector<int64_t> perBlock(ConfigReader &read, const char *key, const ModelConfig &config,
                              int64_t common)
{
    const std::vector<int64_t> same(size_t(config.blocks), common);
    const nlohmann::json *list = read.find(key);
    if (!list)
        return same;
    std::vector<int64_t> sizes = read.integers(key);
    const bool sound = std::all_of(sizes.begin(), sizes.end(),
                                   [](auto size) { return size >= 0 && size < int64_t(1) << 31; });
    if (list->is_array() && int64_t(sizes.size()) == config.blocks && sound)
        return sizes;
    read.fault(key, fmt::format("a list of {} sizes of at least 0", config.blocks), list);
    return same;
}

void readBlockHeads(ConfigReader &read, ModelConfig &config)
{
    config.blockHeads = perBlock(read, "block_attention_heads", config, config.heads);
    config.blockKvHeads = perBlock(read, "block_key_value_heads", config, config.kvHeads);
    if (!read.find("block_attention_heads") || config.blockHeads.empty())
        return;
    config.heads = *std::max_element(config.blockHeads.begin(), config.blockHeads.end());
    config.kvHeads = *std::max_element(config.blockKvHeads.begin(), config.blockKvHeads.end());
    if (config.heads > 0 && config.kvHeads == 0)
        read.fault("block_key_value_heads", "a list with key-value heads in at least one block",
                   read.find("block_key_value_heads"));
}

void readWidths(ConfigReader &read, ModelConfig &config, bool known)
{
    const bool own = config.modelType == "qwen3_moe"; // experts have a width of their own
    if (known && !own && !read.find("block_intermediate_sizes"))
        config.intermediate = read.required("intermediate_size");
    else
        config.intermediate = read.integer({"intermediate_size", "n_inner", "ffn_dim"}, 0, 0);
    config.blockIntermediate =
        perBlock(read, "block_intermediate_sizes", config, config.intermediate);
    if (!read.find("block_intermediate_sizes"))
        return;
    const auto &widths = config.blockIntermediate;
    const bool uniform = std::adjacent_find(widths.begin(), widths.end(), std::not_equal_to<>())
                         == widths.end();
    config.intermediate = uniform && !widths.empty() ? widths.front() : 0;
}

void readSizes(ConfigReader &read, ModelConfig &config, const FamilySpec *family)
{
    if (family) {
        config.hidden = read.required("hidden_size");
        config.blocks = read.required("num_hidden_layers", maxBlocks);
        config.heads = read.required("num_attention_heads", 1 << 20);
        config.vocab = read.required("vocab_size");
    } else {
        config.hidden = read.integer({"hidden_size", "n_embd", "d_model"}, 0);
        config.blocks = read.integer({"num_hidden_layers", "n_layer", "num_layers"}, 0, 0,
                                     maxBlocks);
        config.heads = read.integer({"num_attention_heads", "n_head"}, 0, 0, 1 << 20);
        config.vocab = read.integer({"vocab_size"}, 0);
    }
    config.kvHeads =
        read.integer({"num_key_value_heads"}, config.heads, family ? 1 : 0, 1 << 20);
    int64_t headDim = config.heads > 0 ? config.hidden / config.heads : 0;
    if (family && family->qkNorm && !family->moe && !read.has("head_dim"))
        headDim = 128; // transformers' Qwen3Config
    config.headDim = read.integer({"head_dim", "attention_head_dim"}, headDim, family ? 1 : 0,
                                  1 << 20);
    config.maxPositions =
        read.integer({"max_position_embeddings", "n_positions"}, 0, 0, int64_t(1) << 40);
}

/// Which blocks have experts: those that config.json lists (this program's own key), else all but
/// mlp_only_layers and those that decoder_sparse_step skips.
std::vector<int64_t> readBlockExperts(ConfigReader &read, const ModelConfig &config)
{
    if (read.find("block_experts"))
        return perBlock(read, "block_experts", config, config.experts);
    std::vector<int64_t> experts(size_t(config.blocks), config.experts);
    if (config.modelType != "qwen3_moe")
        return experts;
    const int64_t step = read.integer({"decoder_sparse_step"}, 1, 1);
    const std::vector<int64_t> single = read.integers("mlp_only_layers");
    for (int64_t block = 0; block < config.blocks; ++block) {
        if ((block + 1) % step != 0
            || std::find(single.begin(), single.end(), block) != single.end())
            experts[size_t(block)] = 0;
    }
    return experts;
}

void readFamilyExperts(ConfigReader &read, const MoeSpec &moe, ModelConfig &config)
{
    config.experts = read.integer({"num_local_experts", "num_experts"}, moe.experts, 1, maxExperts);
    config.expertsActive = read.integer({"num_experts_per_tok"}, moe.active, 1, maxExperts);
    config.normalizedExperts = !moe.normFlag || read.boolean("norm_topk_prob", false);
    const int64_t width = read.required(moe.widthKey);
    config.blockExperts = readBlockExperts(read, config);
    if (!read.find("block_intermediate_sizes")) {
        for (size_t block = 0; block < config.blockExperts.size(); ++block)
            if (config.blockExperts[block] > 0)
                config.blockIntermediate[block] = width;
    }
    for (size_t block = 0; block < config.blockExperts.size(); ++block) {
        if (config.blockIntermediate[block] == 0 && !read.find("block_intermediate_sizes"))
            read.fault("intermediate_size", "a positive integer", read.find("intermediate_size"));
        if (config.blockIntermediate[block] == 0) // the whole MLP was removed
            config.blockExperts[block] = 0;
    }
    if (config.expertsActive > config.experts)
        read.fault("num_experts_per_tok", fmt::format("at most the {} experts", config.experts),
                   read.find("num_experts_per_tok"));
}

void readExperts(ConfigReader &read, ModelConfig &config, const FamilySpec *family)
{
    if (family && family->moe)
        return readFamilyExperts(read, *family->moe, config);
    config.experts = read.integer(
        {"num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts"}, 0);
    config.expertsActive =
        read.integer({"num_experts_per_tok", "experts_per_token", "moe_top_k"}, 0);
    config.expertsShared = read.integer({"n_shared_experts", "num_shared_experts"}, 0);
    const int64_t sharedWidth =
        read.integer({"shared_expert_intermediate_size", "shared_intermediate_size"}, 0);
    if (config.experts > 0 && config.expertsShared == 0 && sharedWidth > 0)
        config.expertsShared = 1;
    if (config.experts == 0)
        config.expertsActive = config.expertsShared = 0;
}

Status checkSizes(const ModelConfig &config)
{
    for (int64_t block = 0; block < config.blocks; ++block) {
        const int64_t heads = config.headsOf(block), kvHeads = config.kvHeadsOf(block);
        // Query heads without key heads: one matrix for the attention.
        if (kvHeads > 0 && (heads == 0 || heads % kvHeads != 0))
            return fail(ErrorCode::Input,
                        "config.json: the query heads of block {} ({}) must be a multiple of its "
                        "key-value heads ({})",
                        block, heads, kvHeads);
    }
    if (config.headDim <= 0 || config.headDim % 2 != 0)
        return fail(ErrorCode::Input,
                    "config.json: the head size must be even and positive for rotary embedding, "
                    "found {} (head_dim, or hidden_size / num_attention_heads)",
                    config.headDim);
    return {};
}

void readFamilyKeys(ConfigReader &read, const FamilySpec &family, ModelConfig &config)
{
    const std::string_view type = family.modelType;
    config.normEps = read.real("rms_norm_eps", type == "mixtral" ? 1e-5 : 1e-6, 0, 1);
    config.tiedEmbeddings = read.boolean("tie_word_embeddings", family.tiedByDefault);
    const bool flag = type != "mistral" && type != "mixtral" && read.boolean("attention_bias", false);
    config.attentionBias = family.qkvBiasAlways || flag;
    config.outputBias = !family.qkvBiasAlways && flag;
    config.mlpBias = (type == "llama" || type == "granite") && read.boolean("mlp_bias", false);
    if (family.graniteMultipliers) {
        config.embeddingMultiplier = read.real("embedding_multiplier", 1, -huge, huge);
        config.attentionMultiplier = read.real("attention_multiplier", 1, tiny, huge);
        config.residualMultiplier = read.real("residual_multiplier", 1, -huge, huge);
        config.logitsScaling = read.real("logits_scaling", 1, tiny, huge);
    }
    readWindow(read, family, config);
    config.hiddenActivation = read.text({"hidden_act"}, "silu");
    if (config.hiddenActivation != "silu" && config.hiddenActivation != "swish")
        config.unsupported.push_back(
            fmt::format("the activation \"{}\"", config.hiddenActivation));
}

/// Numbers of the language part of a multimodal model, for inspection.
const nlohmann::json &languagePart(const nlohmann::json &json)
{
    const auto text = json.find("text_config");
    return !json.contains("hidden_size") && text != json.end() && text->is_object() ? *text
                                                                                     : json;
}

} // namespace

Result<ModelConfig> configFromHf(const nlohmann::json &json)
{
    if (!json.is_object())
        return fail(ErrorCode::Input, "config.json must hold an object, found {}",
                    json.type_name());
    ModelConfig config;
    config.raw = json;
    const FamilySpec *family = familyOfJson(json, config);
    const bool strict = family != nullptr;
    ConfigReader read(languagePart(json), "config.json", strict);
    readSizes(read, config, family);
    readWidths(read, config, strict);
    readBlockHeads(read, config);
    readRope(read, config, strict);
    readExperts(read, config, family);
    if (family)
        readFamilyKeys(read, *family, config);
    else
        config.tiedEmbeddings = read.boolean("tie_word_embeddings", false);
    config.storedDtype = read.text({"dtype", "torch_dtype"});
    config.bosToken = read.integer({"bos_token_id"}, -1);
    config.eosTokens = read.integers("eos_token_id");
    LAPIDARY_TRY(read.status());
    if (family)
        LAPIDARY_TRY(checkSizes(config));
    return config;
}

} // namespace lapidary
