#pragma once

#include "core/checkpoint/tensor_writer.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// A llama of three blocks with deterministic random weights, as a Hugging Face folder.
namespace lapidary::test {

constexpr int64_t kHidden = 64, kWidth = 96, kBlocks = 3, kVocab = 100, kKvRows = 32;

inline std::vector<float> randomValues(int64_t count, uint64_t seed)
{
    std::vector<float> values(static_cast<size_t>(count));
    uint64_t state = seed * 6364136223846793005ull + 1442695040888963407ull;
    for (float &value : values) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        value = (static_cast<float>(state >> 40) / static_cast<float>(1 << 24) - 0.5f) * 0.3f;
    }
    return values;
}

inline std::map<std::string, Shape> tinyShapes()
{
    std::map<std::string, Shape> shapes = {{"model.embed_tokens.weight", {kVocab, kHidden}},
                                           {"lm_head.weight", {kVocab, kHidden}},
                                           {"model.norm.weight", {kHidden}}};
    for (int64_t b = 0; b < kBlocks; ++b) {
        const std::string prefix = "model.layers." + std::to_string(b) + ".";
        shapes[prefix + "input_layernorm.weight"] = {kHidden};
        shapes[prefix + "post_attention_layernorm.weight"] = {kHidden};
        shapes[prefix + "self_attn.q_proj.weight"] = {kHidden, kHidden};
        shapes[prefix + "self_attn.k_proj.weight"] = {kKvRows, kHidden};
        shapes[prefix + "self_attn.v_proj.weight"] = {kKvRows, kHidden};
        shapes[prefix + "self_attn.o_proj.weight"] = {kHidden, kHidden};
        shapes[prefix + "mlp.gate_proj.weight"] = {kWidth, kHidden};
        shapes[prefix + "mlp.up_proj.weight"] = {kWidth, kHidden};
        shapes[prefix + "mlp.down_proj.weight"] = {kHidden, kWidth};
    }
    return shapes;
}

inline OutgoingTensor outgoing(const std::string &name, const Shape &shape, std::vector<float> values)
{
    auto data = std::make_shared<std::vector<float>>(std::move(values));
    return {name, DType::F32, shape,
            [data](const auto &sink) { return sink(std::as_bytes(std::span(*data))); }};
}

inline nlohmann::json tinyConfig()
{
    return {{"architectures", {"LlamaForCausalLM"}}, {"model_type", "llama"},
            {"hidden_size", kHidden}, {"intermediate_size", kWidth},
            {"num_hidden_layers", kBlocks}, {"num_attention_heads", 4},
            {"num_key_value_heads", 2}, {"head_dim", 16}, {"vocab_size", kVocab},
            {"max_position_embeddings", 128}, {"rms_norm_eps", 1e-5}, {"rope_theta", 10000.0},
            {"tie_word_embeddings", false}, {"hidden_act", "silu"}, {"torch_dtype", "float32"}};
}

/// `poison`: name of a tensor that gets a NaN.
inline Status writeTinyModel(const std::filesystem::path &folder, const std::string &poison = {})
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.json") << tinyConfig().dump(2);
    std::vector<OutgoingTensor> tensors;
    uint64_t seed = 1;
    for (const auto &[name, shape] : tinyShapes()) {
        int64_t count = 1;
        for (const int64_t size : shape)
            count *= size;
        std::vector<float> values = randomValues(count, seed++);
        if (name == poison)
            values[3] = std::numeric_limits<float>::quiet_NaN();
        tensors.push_back(outgoing(name, shape, std::move(values)));
    }
    JobContext job;
    return writeSafetensors(folder / "model.safetensors", std::move(tensors), {{"format", "pt"}}, job);
}

inline const char *tinyRecipe()
{
    return R"({"lapidary": "recipe", "version": 1, "name": "Tiny, all four",
      "steps": [
       {"select": {"roles": ["gate", "up", "down"], "blocks": "1-2"}, "method": "prune_width",
        "params": {"score": "maw", "width": 64}},
       {"select": {"roles": ["gate", "up"]}, "method": "svd", "params": {"rank": 16}},
       {"select": {"roles": ["q", "o"]}, "method": "mpo", "params": {"chi": 20, "sites": 3}},
       {"select": {"roles": ["v", "down", "gate"]}, "method": "quantize",
        "params": {"type": "q8_0"}}]})";
}

inline std::string readBytes(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline nlohmann::json withoutTimes(nlohmann::json value)
{
    if (value.is_object()) {
        for (const char *key : {"created", "seconds", "memory_planned_bytes", "peak_rss_bytes"})
            value.erase(key);
        for (auto &[key, child] : value.items())
            child = withoutTimes(child);
    } else if (value.is_array()) {
        for (auto &child : value)
            child = withoutTimes(child);
    }
    return value;
}

/// Everything of a run that must not depend on how often it was interrupted.
inline std::map<std::string, std::string> runContents(const std::filesystem::path &run)
{
    std::map<std::string, std::string> contents;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(run)) {
        if (!entry.is_regular_file())
            continue;
        const std::string name = std::filesystem::relative(entry.path(), run).string();
        std::string bytes = readBytes(entry.path());
        const bool timed = name == "record.json" || name == "plan.json"
                           || (name.starts_with("layers/") && name.ends_with(".json"));
        contents[name] = timed ? withoutTimes(nlohmann::json::parse(bytes)).dump() : bytes;
    }
    return contents;
}

} // namespace lapidary::test
