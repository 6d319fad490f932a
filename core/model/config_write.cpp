#include "core/model/family.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

bool uniformHeads(const ModelConfig &config)
{
    return allEqual(config.blockHeads) && allEqual(config.blockKvHeads);
}

/// What intermediate_size and feed_forward_length say.
int64_t commonWidth(const ModelConfig &config)
{
    if (config.blockIntermediate.empty())
        return config.intermediate;
    const int64_t dense = config.denseWidth(), experts = config.expertWidth();
    // Where no block has a single MLP its width is a number without a meaning.
    return dense > 0 ? dense : config.intermediate > 0 ? config.intermediate : experts;
}

void writeExperts(const ModelConfig &config, const MoeSpec &moe, nlohmann::json &json)
{
    // Both names where a config has both: readers differ in which they take.
    for (const char *key : {"num_local_experts", "num_experts"})
        if (json.contains(key) || std::string_view(key) == moe.countKey)
            json[key] = config.experts;
    json["num_experts_per_tok"] = config.expertsActive;
    json[moe.widthKey] = config.expertWidth();
    if (moe.normFlag)
        json["norm_topk_prob"] = config.normalizedExperts;
    writeSparseBlocks(config, json);
}

/// Both spellings: transformers 4 and MLX read rope_theta and rope_scaling, transformers 5 writes
/// rope_parameters.
void writeRope(const RopeConfig &rope, nlohmann::json &json)
{
    nlohmann::json scaling{{"rope_type", rope.type}};
    if (rope.type != "default")
        scaling["factor"] = rope.factor;
    if (rope.type == "llama3") {
        scaling["low_freq_factor"] = rope.lowFreqFactor;
        scaling["high_freq_factor"] = rope.highFreqFactor;
        scaling["original_max_position_embeddings"] = rope.originalContext;
    }
    json["rope_theta"] = rope.theta;
    if (rope.type == "default") {
        json["rope_scaling"] = nullptr;
    } else {
        // transformers 5 takes rope_scaling in place of rope_parameters: theta in both.
        json["rope_scaling"] = scaling;
        json["rope_scaling"]["rope_theta"] = rope.theta;
    }
    scaling["rope_theta"] = rope.theta;
    json["rope_parameters"] = std::move(scaling);
}

void writeWindow(const ModelConfig &config, nlohmann::json &json)
{
    json.erase("layer_types");
    if (config.modelType == "qwen3_moe")
        json["use_sliding_window"] = config.slidingWindow > 0;
    if (config.modelType == "mistral" || config.modelType == "mixtral"
        || config.modelType == "qwen3_moe") {
        json["sliding_window"] =
            config.slidingWindow > 0 ? nlohmann::json(config.slidingWindow) : nlohmann::json();
        return;
    }
    if (config.modelType != "qwen2" && config.modelType != "qwen3")
        return;
    json["use_sliding_window"] = config.slidingWindow > 0;
    if (config.slidingWindow > 0) {
        json["sliding_window"] = config.slidingWindow;
        json["max_window_layers"] = config.slidingFromBlock;
    } else {
        json["sliding_window"] = nullptr;
        json["max_window_layers"] = config.blocks;
    }
}

void writeFamilyKeys(const ModelConfig &config, const FamilySpec &family, nlohmann::json &json)
{
    json["architectures"] = {family.hfClass};
    json["hidden_act"] = config.hiddenActivation;
    if (!family.qkvBiasAlways && config.modelType != "mistral" && config.modelType != "mixtral")
        json["attention_bias"] = config.attentionBias;
    if (config.modelType == "llama" || config.modelType == "granite")
        json["mlp_bias"] = config.mlpBias;
    if (family.graniteMultipliers) {
        json["embedding_multiplier"] = config.embeddingMultiplier;
        json["attention_multiplier"] =
            config.attentionMultiplier > 0
                ? config.attentionMultiplier
                : 1 / std::sqrt(double(std::max<int64_t>(config.headDim, 1)));
        json["residual_multiplier"] = config.residualMultiplier;
        json["logits_scaling"] = config.logitsScaling;
    }
    writeWindow(config, json);
    if (family.moe)
        writeExperts(config, *family.moe, json);
}

/// Only what differs: stock readers know one number for all blocks.
void writeBlockSizes(const ModelConfig &config, nlohmann::json &json)
{
    if (!config.uniformWidths())
        json["block_intermediate_sizes"] = config.blockIntermediate;
    if (!config.uniformExperts())
        json["block_experts"] = config.blockExperts;
    if (uniformHeads(config))
        return;
    json["block_attention_heads"] = config.blockHeads;
    json["block_key_value_heads"] = config.blockKvHeads;
}

std::vector<int64_t> eachBlock(const ModelConfig &config,
                               int64_t (ModelConfig::*size)(int64_t) const)
{
    std::vector<int64_t> sizes;
    for (int64_t block = 0; block < config.blocks; ++block)
        sizes.push_back((config.*size)(block));
    return sizes;
}

void setIntegers(GgufMetadata &metadata, const std::string &key,
                 const std::vector<int64_t> &values)
{
    GgufValue value;
    value.type = 5; // i32, as llama.cpp's converter writes them
    value.isArray = true;
    value.integers = values;
    metadata.set(key, std::move(value));
}

void writeGgufRope(const ModelConfig &config, const std::string &prefix, GgufMetadata &metadata)
{
    metadata.setU32(prefix + "rope.dimension_count", uint32_t(config.headDim));
    metadata.setF32(prefix + "rope.freq_base", float(config.rope.theta));
    if (config.rope.type == "linear") {
        metadata.setText(prefix + "rope.scaling.type", "linear");
        metadata.setF32(prefix + "rope.scaling.factor", float(config.rope.factor));
    }
}

void writeGgufExperts(const ModelConfig &config, const MoeSpec &moe, const std::string &prefix,
                      GgufMetadata &metadata)
{
    metadata.setU32(prefix + "expert_count", uint32_t(config.experts));
    metadata.setU32(prefix + "expert_used_count", uint32_t(config.expertsActive));
    if (std::string_view(moe.widthKey) != "intermediate_size")
        metadata.setU32(prefix + "expert_feed_forward_length", uint32_t(config.expertWidth()));
}

void writeGgufMultipliers(const ModelConfig &config, const std::string &prefix,
                          GgufMetadata &metadata)
{
    metadata.setF32(prefix + "attention.scale", float(config.attentionMultiplier));
    metadata.setF32(prefix + "embedding_scale", float(config.embeddingMultiplier));
    metadata.setF32(prefix + "residual_scale", float(config.residualMultiplier));
    metadata.setF32(prefix + "logit_scale", float(config.logitsScaling));
}

} // namespace

nlohmann::json configToHf(const ModelConfig &config, const std::string &storedDtype)
{
    nlohmann::json json = config.raw.is_object() ? config.raw : nlohmann::json::object();
    for (const char *key : {"quantization_config", "quantization", "factored",
                            "block_intermediate_sizes", "block_attention_heads",
                            "block_key_value_heads", "block_experts"})
        json.erase(key);
    if (json.value("model_type", nlohmann::json()).is_string()
        && json["model_type"].get<std::string>().starts_with("lapidary_"))
        json.erase("auto_map");
    json["model_type"] = config.modelType;
    json["hidden_size"] = config.hidden;
    json["num_hidden_layers"] = config.blocks;
    json["num_attention_heads"] = config.heads;
    json["num_key_value_heads"] = config.kvHeads;
    json["head_dim"] = config.headDim;
    json["intermediate_size"] = commonWidth(config);
    writeBlockSizes(config, json);
    json["vocab_size"] = config.vocab;
    if (config.maxPositions > 0)
        json["max_position_embeddings"] = config.maxPositions;
    json["rms_norm_eps"] = config.normEps;
    json["tie_word_embeddings"] = config.tiedEmbeddings;
    writeRope(config.rope, json);
    if (const FamilySpec *family = familyOf(config))
        writeFamilyKeys(config, *family, json);
    if (!storedDtype.empty()) {
        json["torch_dtype"] = storedDtype;
        json["dtype"] = storedDtype;
    }
    return json;
}

GgufMetadata configToGguf(const ModelConfig &config, const FamilySpec &family)
{
    const bool llamaLike = std::string_view(family.ggufArch) == "llama";
    const bool deci =
        llamaLike && !family.moe && !config.uniformBlocks() && config.slidingWindow == 0;
    const std::string arch = deci ? "deci" : family.ggufArch;
    const std::string prefix = arch + ".";
    GgufMetadata metadata;
    metadata.setText("general.architecture", arch);
    metadata.setU32(prefix + "block_count", uint32_t(config.blocks));
    metadata.setU32(prefix + "context_length", uint32_t(std::max<int64_t>(config.maxPositions, 1)));
    metadata.setU32(prefix + "embedding_length", uint32_t(config.hidden));
    if (!deci && config.uniformWidths())
        metadata.setU32(prefix + "feed_forward_length", uint32_t(commonWidth(config)));
    else
        setIntegers(metadata, prefix + "feed_forward_length",
                    eachBlock(config, &ModelConfig::widthOf));
    if (deci || !uniformHeads(config)) {
        setIntegers(metadata, prefix + "attention.head_count",
                    eachBlock(config, &ModelConfig::headsOf));
        setIntegers(metadata, prefix + "attention.head_count_kv",
                    eachBlock(config, &ModelConfig::kvHeadsOf));
    } else {
        metadata.setU32(prefix + "attention.head_count", uint32_t(config.heads));
        metadata.setU32(prefix + "attention.head_count_kv", uint32_t(config.kvHeads));
    }
    if (deci || config.heads * config.headDim != config.hidden) {
        metadata.setU32(prefix + "attention.key_length", uint32_t(config.headDim));
        metadata.setU32(prefix + "attention.value_length", uint32_t(config.headDim));
    }
    metadata.setF32(prefix + "attention.layer_norm_rms_epsilon", float(config.normEps));
    metadata.setU32(prefix + "vocab_size", uint32_t(config.vocab));
    writeGgufRope(config, prefix, metadata);
    if (config.slidingWindow > 0 && llamaLike)
        metadata.setU32(prefix + "attention.sliding_window", uint32_t(config.slidingWindow));
    if (family.graniteMultipliers)
        writeGgufMultipliers(config, prefix, metadata);
    if (family.moe)
        writeGgufExperts(config, *family.moe, prefix, metadata);
    return metadata;
}

} // namespace lapidary
