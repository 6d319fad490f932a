#include "core/model/inspect.h"

#include "core/model/architecture_shares.h"
#include "core/model/family.h"

#include <algorithm>
#include <map>
#include <set>

namespace lapidary {
namespace {

nlohmann::json dtypeSummary(const Model &model)
{
    struct Sum {
        int64_t tensors = 0, parameters = 0, bytes = 0;
    };
    std::map<std::string, Sum> sums;
    std::set<int> seen; // stacked tensors hold several layers
    const auto add = [&](int index, const std::string &name, int64_t elements) {
        Sum &sum = sums[name];
        sum.parameters += elements;
        if (!seen.insert(index).second)
            return;
        ++sum.tensors;
        sum.bytes += model.source->tensors()[size_t(index)].bytes;
    };
    for (const Layer &layer : model.layers) {
        for (size_t i = 0; i < layer.tensors.size(); ++i) {
            const TensorInfo &info = model.source->tensors()[size_t(layer.tensors[i])];
            const FactorForm &factor = layer.form.factors[i];
            const auto count = elementCount(factor.shape);
            add(layer.tensors[i],
                factor.stored == DType::Other ? info.dtypeLabel : dtypeName(factor.stored),
                count ? *count : info.elements);
        }
        if (layer.bias >= 0) {
            const TensorInfo &info = model.source->tensors()[size_t(layer.bias)];
            add(layer.bias, dtypeName(info.dtype), info.elements);
        }
    }
    nlohmann::json json = nlohmann::json::object();
    for (const auto &[name, sum] : sums)
        json[name] = {
            {"tensors", sum.tensors}, {"parameters", sum.parameters}, {"bytes", sum.bytes}};
    return json;
}

nlohmann::json expertSummary(const ModelConfig &config)
{
    if (config.experts == 0)
        return nullptr;
    return {{"count", config.experts},
            {"active", config.expertsActive},
            {"shared", config.expertsShared}};
}

nlohmann::json tensorEntry(const Model &model, const Layer &layer, int index, const Shape &shape,
                           const std::string &dtype)
{
    const TensorInfo &info = model.source->tensors()[size_t(index)];
    const auto count = elementCount(shape);
    return {{"name", info.name},
            {"layer", layer.name},
            {"role", roleName(layer.role)},
            {"block", layer.block},
            {"shape", shape},
            {"dtype", dtype},
            {"parameters", count ? *count : info.elements},
            {"bytes", layer.firstRow < 0 ? info.bytes : layer.form.bytes()},
            {"form", formName(layer.form.kind)}};
}

nlohmann::json tensorList(const Model &model)
{
    nlohmann::json list = nlohmann::json::array();
    for (const Layer &layer : model.layers) {
        for (size_t i = 0; i < layer.tensors.size(); ++i) {
            const TensorInfo &info = model.source->tensors()[size_t(layer.tensors[i])];
            const FactorForm &factor = layer.form.factors[i];
            list.push_back(tensorEntry(model, layer, layer.tensors[i], factor.shape,
                                       factor.stored == DType::Other ? info.dtypeLabel
                                                                     : dtypeName(factor.stored)));
            if (layer.firstRow >= 0)
                list.back()["first_row"] = layer.firstRow;
        }
        if (layer.bias >= 0) {
            const TensorInfo &info = model.source->tensors()[size_t(layer.bias)];
            list.push_back(
                tensorEntry(model, layer, layer.bias, info.shape, dtypeName(info.dtype)));
        }
    }
    return list;
}

/// config.json with the keys that the model is known by filled in.
nlohmann::json fullConfig(const Model &model)
{
    nlohmann::json json =
        model.config.raw.is_object() ? model.config.raw : nlohmann::json::object();
    const nlohmann::json written = configToHf(model.config, {});
    for (const auto &[key, value] : written.items()) {
        const bool known = model.family != nullptr || value != 0;
        if (known && (!json.contains(key) || json[key].is_null()))
            json[key] = value;
    }
    return json;
}

} // namespace

std::vector<std::string> blockMixers(const Model &model)
{
    const size_t blocks = size_t(std::max<int64_t>(model.config.blocks, 0));
    std::vector<std::string> mixers(blocks, "none");
    for (const Layer &layer : model.layers) {
        if (layer.block < 0 || size_t(layer.block) >= blocks)
            continue;
        std::string &mixer = mixers[size_t(layer.block)];
        switch (layer.role) {
        case Role::MambaIn:
            if (mixer == "none")
                mixer = "mamba2";
            break;
        case Role::Ssm:
            // Only the first Mamba projects B, C and the step from its input.
            if (layer.name.ends_with("x_proj"))
                mixer = "mamba";
            break;
        case Role::Q:
        case Role::K:
        case Role::V:
        case Role::Qkv:
        case Role::O:
            mixer = layer.name.find("linear_attn") != std::string::npos ? "linear_attention"
                : model.family && linearAttention(model.config, layer.block) ? "matrix"
                                                                        : "attention";
            break;
        default:
            break;
        }
    }
    return mixers;
}

nlohmann::json attentionSummary(const Model &model)
{
    const ModelConfig &config = model.config;
    const std::vector<std::string> mixers = blockMixers(model);
    const bool present =
        model.layers.empty() ? config.heads > 0
                             : std::count(mixers.begin(), mixers.end(), "attention") > 0;
    const bool latent =
        config.raw.is_object()
        && ((config.raw.contains("kv_lora_rank") && !config.raw["kv_lora_rank"].is_null())
            || std::any_of(model.layers.begin(), model.layers.end(), [](const Layer &layer) {
                   return layer.name.ends_with("kv_a_proj_with_mqa");
               }));
    std::string kind = "gqa";
    if (present && latent)
        kind = "mla";
    else if (!present || config.heads == 0)
        kind = "none";
    else if (config.kvHeads == config.heads || config.kvHeads == 0)
        kind = "mha";
    else if (config.kvHeads == 1)
        kind = "mqa";
    const double ratio =
        config.kvHeads > 0 ? double(config.heads) / double(config.kvHeads) : 0.0;
    return {{"kind", kind},
            {"heads", config.heads},
            {"kv_heads", config.kvHeads},
            {"ratio", ratio},
            {"head_dim", config.headDim}};
}

nlohmann::json inspectModel(const Model &model, bool tensors)
{
    const ModelConfig &config = model.config;
    nlohmann::json json{
        {"format", formatName(model.source->format())},
        {"path", model.source->path().string()},
        {"architecture", config.architecture},
        {"family", model.family ? model.family->modelType : config.modelType.c_str()},
        {"known_family", model.family != nullptr},
        {"parameters", model.parametersStored()},
        {"parameters_unique", model.parametersUnique()},
        {"bytes", model.bytes()},
        {"dtypes", dtypeSummary(model)},
        {"blocks", config.blocks},
        {"config", fullConfig(model)},
        {"attention", attentionSummary(model)},
        {"mixers", blockMixers(model)},
        {"experts", expertSummary(config)},
        {"shares", toJson(architectureShares(model))},
        {"strategy", recommendStrategy(model)},
        {"runnable", model.notRunnable.empty()},
        {"warnings", model.warnings}};
    json["tensors"] = tensors ? tensorList(model) : nlohmann::json::array();
    json["tensor_count"] = model.source->tensors().size();
    return json;
}

} // namespace lapidary
