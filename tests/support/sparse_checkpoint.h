#pragma once

#include "core/tensor/shape.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace lapidary::test {

/// One tensor of a sparse checkpoint.
struct SparseTensor {
    std::string name;
    Shape shape;
};

/// Tensors of a llama-like model, written out by hand from the published layouts (independent of
/// core/model's tables). `config` is a config.json of llama, mistral, qwen2, qwen3 or granite.
inline std::vector<SparseTensor> tensorsOfConfig(const nlohmann::json &config)
{
    const auto number = [&](const char *key) { return config.at(key).get<int64_t>(); };
    const std::string type = config.at("model_type").get<std::string>();
    const int64_t hidden = number("hidden_size"), heads = number("num_attention_heads");
    const int64_t kv = number("num_key_value_heads"), vocab = number("vocab_size");
    const bool explicitDim = config.contains("head_dim") && !config["head_dim"].is_null();
    const int64_t d = explicitDim ? number("head_dim") : hidden / heads;
    std::vector<SparseTensor> list{{"model.embed_tokens.weight", {vocab, hidden}}};
    for (int64_t i = 0; i < number("num_hidden_layers"); ++i) {
        const std::string at = "model.layers." + std::to_string(i) + ".";
        const int64_t width = config.contains("block_intermediate_sizes")
                                  ? config["block_intermediate_sizes"][size_t(i)].get<int64_t>()
                                  : number("intermediate_size");
        const auto add = [&](const char *name, Shape shape) {
            list.push_back({at + name, std::move(shape)});
        };
        add("input_layernorm.weight", {hidden});
        add("self_attn.q_proj.weight", {heads * d, hidden});
        add("self_attn.k_proj.weight", {kv * d, hidden});
        add("self_attn.v_proj.weight", {kv * d, hidden});
        add("self_attn.o_proj.weight", {hidden, heads * d});
        if (type == "qwen2") {
            add("self_attn.q_proj.bias", {heads * d});
            add("self_attn.k_proj.bias", {kv * d});
            add("self_attn.v_proj.bias", {kv * d});
        }
        if (type == "qwen3") {
            add("self_attn.q_norm.weight", {d});
            add("self_attn.k_norm.weight", {d});
        }
        add("post_attention_layernorm.weight", {hidden});
        add("mlp.gate_proj.weight", {width, hidden});
        add("mlp.up_proj.weight", {width, hidden});
        add("mlp.down_proj.weight", {hidden, width});
    }
    list.push_back({"model.norm.weight", {hidden}});
    if (!config.value("tie_word_embeddings", false))
        list.push_back({"lm_head.weight", {vocab, hidden}});
    return list;
}

/// A .safetensors of the true size whose data is a hole in the file: header, then ftruncate.
/// Throws on I/O errors: for tests only.
inline void writeSparseSafetensors(const std::filesystem::path &path,
                                   const std::vector<SparseTensor> &tensors,
                                   const std::string &dtype = "BF16", int64_t elementBytes = 2)
{
    std::string header = "{";
    int64_t offset = 0;
    for (const SparseTensor &tensor : tensors) {
        const int64_t bytes = elementCount(tensor.shape).value() * elementBytes;
        header += (header.size() > 1 ? ",\"" : "\"") + tensor.name + "\":{\"dtype\":\"" + dtype
                  + "\",\"shape\":" + nlohmann::json(tensor.shape).dump() + ",\"data_offsets\":["
                  + std::to_string(offset) + "," + std::to_string(offset + bytes) + "]}";
        offset += bytes;
    }
    header += "}";
    header.resize((header.size() + 7) / 8 * 8, ' ');
    char length[8];
    for (int i = 0; i < 8; ++i)
        length[i] = char((header.size() >> (8 * i)) & 0xff);
    {
        std::ofstream file(path, std::ios::binary | std::ios::trunc);
        file.write(length, 8);
        file.write(header.data(), std::streamsize(header.size()));
        if (!file)
            throw std::runtime_error("cannot write " + path.string());
    }
    std::filesystem::resize_file(path, 8 + header.size() + uint64_t(offset));
}

/// A Hugging Face folder: config.json, and the tensors in one file or, with shardBytes > 0, in
/// shards of about that size with an index.
inline void writeSparseFolder(const std::filesystem::path &folder, const nlohmann::json &config,
                              const std::vector<SparseTensor> &tensors, int64_t shardBytes = 0)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.json") << config.dump(1);
    if (shardBytes <= 0) {
        writeSparseSafetensors(folder / "model.safetensors", tensors);
        return;
    }
    std::vector<std::vector<SparseTensor>> shards(1);
    int64_t filled = 0, total = 0;
    for (const SparseTensor &tensor : tensors) {
        const int64_t bytes = elementCount(tensor.shape).value() * 2;
        if (filled > 0 && filled + bytes > shardBytes) {
            shards.emplace_back();
            filled = 0;
        }
        shards.back().push_back(tensor);
        filled += bytes;
        total += bytes;
    }
    nlohmann::json map = nlohmann::json::object();
    for (size_t i = 0; i < shards.size(); ++i) {
        char name[64];
        std::snprintf(name, sizeof name, "model-%05zu-of-%05zu.safetensors", i + 1, shards.size());
        writeSparseSafetensors(folder / name, shards[i]);
        for (const SparseTensor &tensor : shards[i])
            map[tensor.name] = name;
    }
    std::ofstream(folder / "model.safetensors.index.json")
        << nlohmann::json{{"metadata", {{"total_size", total}}}, {"weight_map", map}}.dump();
}

inline void writeSparseFolder(const std::filesystem::path &folder, const nlohmann::json &config,
                              int64_t shardBytes = 0)
{
    writeSparseFolder(folder, config, tensorsOfConfig(config), shardBytes);
}

} // namespace lapidary::test
