#include "core/model/family.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

constexpr int64_t maxSize = int64_t(1) << 31;

/// Keys "<arch>.*" of one file; the first failure is kept (known families) or ignored.
class ArchReader {
public:
    ArchReader(const GgufMetadata &metadata, std::string arch, bool strict)
        : m_metadata(metadata), m_arch(std::move(arch)), m_strict(strict)
    {
    }

    std::string key(const char *name) const { return m_arch + "." + name; }
    const GgufValue *find(const char *name) const { return m_metadata.find(key(name)); }

    int64_t integer(const char *name, int64_t fallback, int64_t minimum = 0,
                    int64_t maximum = maxSize)
    {
        if (!find(name))
            return fallback;
        const auto value = m_metadata.integer(key(name));
        if (value && *value >= minimum && *value <= maximum)
            return *value;
        fault(name, fmt::format("must be an integer from {} to {}{}", minimum, maximum,
                                value ? fmt::format(", found {}", *value) : std::string()));
        return fallback;
    }
    int64_t required(const char *name, int64_t maximum = maxSize)
    {
        if (!find(name))
            fault(name, "is missing, it must be a positive integer");
        return integer(name, 0, 1, maximum);
    }
    double real(const char *name, double fallback, double minimum, double maximum)
    {
        if (!find(name))
            return fallback;
        const auto value = m_metadata.real(key(name));
        if (value && std::isfinite(*value) && *value >= minimum && *value <= maximum)
            return *value;
        fault(name, fmt::format("must be a number from {} to {}", minimum, maximum));
        return fallback;
    }
    /// One value for all blocks, or an array with one for each.
    std::vector<int64_t> perBlock(const char *name, int64_t blocks, int64_t fallback)
    {
        const GgufValue *value = find(name);
        if (!value || !value->isArray)
            return std::vector<int64_t>(size_t(blocks), integer(name, fallback));
        const auto &list = value->integers;
        const bool sound = std::all_of(list.begin(), list.end(),
                                       [](int64_t v) { return v >= 0 && v <= maxSize; });
        if (int64_t(list.size()) < blocks || !sound) {
            fault(name, fmt::format("must be an integer or an array of {} integers", blocks));
            return std::vector<int64_t>(size_t(blocks), fallback);
        }
        return {list.begin(), list.begin() + blocks};
    }
    void fault(const char *name, const std::string &what)
    {
        if (m_strict && m_status)
            m_status = fail(ErrorCode::Input, "GGUF metadata: {} {}", key(name), what);
    }
    const Status &status() const { return m_status; }

private:
    const GgufMetadata &m_metadata;
    std::string m_arch;
    bool m_strict;
    Status m_status;
};

int64_t maximumOf(const std::vector<int64_t> &values)
{
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

/// The family that really describes the file; others are opened for inspection.
const FamilySpec *familyOfFile(const GgufMetadata &metadata, const std::string &arch,
                               std::string &modelType)
{
    const int64_t experts = metadata.integer(arch + ".expert_count").value_or(0);
    const int64_t window = metadata.integer(arch + ".attention.sliding_window").value_or(0);
    modelType = arch;
    if (arch == "llama" && experts > 0)
        modelType = "mixtral";
    else if (arch == "llama" && window > 0)
        modelType = "mistral";
    else if (arch == "deci")
        modelType = "llama";
    else if (const FamilySpec *family = familyForGgufArch(arch); family && family->moe)
        modelType = metadata.integer(arch + ".expert_shared_feed_forward_length").value_or(0) > 0
                        ? arch + "shared"
                        : family->modelType;
    else if (experts > 0 && familyForModelType(arch))
        modelType += "_moe";
    return familyForModelType(modelType);
}

void readSizes(ArchReader &read, const GgufMetadata &metadata, ModelConfig &config, bool strict)
{
    config.blocks = strict ? read.required("block_count", maxBlocks)
                           : read.integer("block_count", 0, 0, maxBlocks);
    config.hidden = strict ? read.required("embedding_length") : read.integer("embedding_length", 0);
    for (const char *key : {"attention.head_count", "feed_forward_length"}) {
        if (!read.find(key))
            read.fault(key, "is missing, it must be a positive integer");
    }
    const auto heads = read.perBlock("attention.head_count", config.blocks, 0);
    config.heads = maximumOf(heads);
    const auto kvHeads = read.perBlock("attention.head_count_kv", config.blocks, config.heads);
    config.kvHeads = maximumOf(kvHeads);
    config.blockIntermediate = read.perBlock("feed_forward_length", config.blocks, 0);
    config.intermediate =
        allEqual(config.blockIntermediate) ? maximumOf(config.blockIntermediate) : 0;
    config.blockHeads = heads;
    config.blockKvHeads = kvHeads;
    // Elsewhere 0 may mean another kind of block, not that a part is missing.
    const bool byBlock = strict;
    if (!byBlock && (!allEqual(heads) || !allEqual(kvHeads)))
        config.unsupported.push_back("head counts that differ by block");
    for (size_t i = 0; i < heads.size(); ++i) {
        if (!byBlock && heads[i] > 0 && kvHeads[i] == 0) {
            config.unsupported.push_back("attention that is one matrix");
            break;
        }
    }
    const auto &widths = config.blockIntermediate;
    if (!byBlock && std::find(widths.begin(), widths.end(), 0) != widths.end())
        config.unsupported.push_back("blocks without a feed-forward part");
    config.headDim = read.integer("attention.key_length",
                                  config.heads > 0 ? config.hidden / config.heads : 0);
    if (read.integer("attention.value_length", config.headDim) != config.headDim)
        config.unsupported.push_back("value heads of another size than key heads");
    if (read.integer("rope.dimension_count", config.headDim) != config.headDim)
        config.unsupported.push_back("rotary embedding of only a part of each head");
    config.maxPositions = read.integer("context_length", 0, 0, int64_t(1) << 40);
    const GgufValue *tokens = metadata.find("tokenizer.ggml.tokens");
    config.vocab = read.integer("vocab_size", tokens ? int64_t(tokens->strings.size()) : 0);
}

void readRope(ArchReader &read, const GgufMetadata &metadata, ModelConfig &config)
{
    config.rope.theta = read.real("rope.freq_base", 10000, 1e-30, 1e30);
    config.rope.originalContext = read.integer("rope.scaling.original_context_length", 0);
    const std::string type = metadata.text(read.key("rope.scaling.type")).value_or("none");
    config.rope.factor = read.real("rope.scaling.factor", 1, 1e-30, 1e30);
    const double legacy = read.real("rope.scale_linear", 1, 1e-30, 1e30);
    if (type == "linear") {
        config.rope.type = "linear";
    } else if (type != "none") {
        config.rope.type = type;
        config.unsupported.push_back(fmt::format("rotary scaling of type \"{}\"", type));
    } else if (legacy != 1) {
        config.rope.type = "linear";
        config.rope.factor = legacy;
    }
}

void readGranite(ArchReader &read, const GgufMetadata &metadata, ModelConfig &config)
{
    const auto orOne = [](double value) { return value == 0 ? 1.0 : value; };
    config.attentionMultiplier = read.real("attention.scale", 0, 0, 1e30);
    config.embeddingMultiplier = orOne(read.real("embedding_scale", 1, -1e30, 1e30));
    config.residualMultiplier = orOne(read.real("residual_scale", 1, -1e30, 1e30));
    config.logitsScaling = orOne(read.real("logit_scale", 1, 0, 1e30));
    if (!metadata.boolean(read.key("rope.scaling.finetuned")).value_or(true))
        config.unsupported.push_back("attention without positional encoding");
}

void readTokens(const GgufMetadata &metadata, ModelConfig &config)
{
    config.bosToken = metadata.integer("tokenizer.ggml.bos_token_id").value_or(-1);
    for (const char *key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
        const auto id = metadata.integer(key);
        auto &list = config.eosTokens;
        if (id && *id >= 0 && std::find(list.begin(), list.end(), *id) == list.end())
            list.push_back(*id);
    }
}

/// llama.cpp has experts in every block of these, and always lets the weights of those that are
/// chosen add up to 1.
void readFamilyExperts(ArchReader &read, ModelConfig &config)
{
    config.experts = read.required("expert_count", maxExperts);
    config.expertsActive = read.required("expert_used_count", maxExperts);
    config.blockExperts.assign(size_t(config.blocks), config.experts);
    if (config.expertsActive > config.experts)
        read.fault("expert_used_count", fmt::format("must be at most the {} experts, found {}",
                                                    config.experts, config.expertsActive));
    const int64_t width = read.integer("expert_feed_forward_length", 0);
    if (width > 0)
        std::fill(config.blockIntermediate.begin(), config.blockIntermediate.end(), width);
}

void readExperts(ArchReader &read, ModelConfig &config, const FamilySpec *family)
{
    if (family && family->moe)
        return readFamilyExperts(read, config);
    config.experts = read.integer("expert_count", 0);
    config.expertsActive = config.experts > 0 ? read.integer("expert_used_count", 0) : 0;
    config.expertsShared = config.experts > 0 ? read.integer("expert_shared_count", 0) : 0;
    if (config.experts > 0 && read.integer("expert_shared_feed_forward_length", 0) > 0)
        config.expertsShared = std::max<int64_t>(config.expertsShared, 1);
}

Status checkSizes(const ModelConfig &config, const std::string &arch)
{
    for (int64_t block = 0; block < config.blocks; ++block) {
        const int64_t heads = config.headsOf(block), kvHeads = config.kvHeadsOf(block);
        const bool gone = kvHeads == 0 && config.kvHeads > 0; // or one matrix
        if (!gone && (heads <= 0 || kvHeads <= 0 || heads % kvHeads != 0))
            return fail(ErrorCode::Input,
                        "GGUF metadata: {0}.attention.head_count ({1} in block {3}) must be a "
                        "positive multiple of {0}.attention.head_count_kv ({2})",
                        arch, heads, kvHeads, block);
    }
    if (config.headDim <= 0 || config.headDim > (1 << 20) || config.headDim % 2 != 0)
        return fail(ErrorCode::Input,
                    "GGUF metadata: the head size must be even and positive, found {} "
                    "({}.attention.key_length, or embedding length / head count)",
                    config.headDim, arch);
    if (config.intermediate == 0 && allEqual(config.blockIntermediate))
        return fail(ErrorCode::Input,
                    "GGUF metadata: {}.feed_forward_length is missing or 0, it must be a positive "
                    "integer",
                    arch);
    return {};
}

nlohmann::json equivalentJson(const ModelConfig &config, const GgufMetadata &metadata)
{
    nlohmann::json json = configToHf(config, {});
    if (config.bosToken >= 0)
        json["bos_token_id"] = config.bosToken;
    if (config.eosTokens.size() == 1)
        json["eos_token_id"] = config.eosTokens.front();
    else if (!config.eosTokens.empty())
        json["eos_token_id"] = config.eosTokens;
    if (const auto id = metadata.integer("tokenizer.ggml.padding_token_id"))
        json["pad_token_id"] = *id;
    if (const auto name = metadata.text("general.name"))
        json["_name_or_path"] = *name;
    return json;
}

} // namespace

Result<ModelConfig> configFromGguf(const GgufMetadata &metadata)
{
    const auto arch = metadata.text("general.architecture");
    if (!arch || arch->empty())
        return fail(ErrorCode::Input,
                    "GGUF metadata: general.architecture is missing or no text, so the file "
                    "does not say what model it holds");
    ModelConfig config;
    const FamilySpec *family = familyOfFile(metadata, *arch, config.modelType);
    config.architecture = *arch;
    ArchReader read(metadata, *arch, family != nullptr);
    readSizes(read, metadata, config, family != nullptr);
    config.irregular = !config.unsupported.empty();
    readRope(read, metadata, config);
    readExperts(read, config, family);
    readTokens(metadata, config);
    config.normEps = read.real("attention.layer_norm_rms_epsilon", 1e-5, 0, 1);
    if (family && (config.modelType == "mistral" || config.modelType == "mixtral"))
        config.slidingWindow = read.integer("attention.sliding_window", 0);
    if (family && family->graniteMultipliers)
        readGranite(read, metadata, config);
    if (family)
        config.attentionBias = family->qkvBiasAlways;
    LAPIDARY_TRY(read.status());
    if (family && !config.irregular)
        LAPIDARY_TRY(checkSizes(config, *arch));
    config.raw = equivalentJson(config, metadata);
    return config;
}

} // namespace lapidary
