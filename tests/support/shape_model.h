#pragma once

#include "core/model/model.h"

namespace lapidary::test {

/// A source with headers only; reading fails.
class ShapeSource : public CheckpointSource {
public:
    CheckpointFormat format() const override { return CheckpointFormat::HuggingFace; }
    const std::filesystem::path &path() const override { return m_path; }
    const std::vector<std::filesystem::path> &files() const override { return m_files; }
    const std::vector<TensorInfo> &tensors() const override { return list; }
    int find(std::string_view name) const override
    {
        for (size_t i = 0; i < list.size(); ++i)
            if (list[i].name == name)
                return int(i);
        return -1;
    }
    Status read(const TensorInfo &tensor, int64_t, std::span<std::byte>) const override
    {
        return fail(ErrorCode::Io, "{}: plans must not read weights", tensor.name);
    }
    Result<std::optional<nlohmann::json>> document(std::string_view) const override
    {
        return std::nullopt;
    }
    std::string identity() const override { return name; }

    std::vector<TensorInfo> list;
    std::string name = "shapes";

private:
    std::filesystem::path m_path = "shapes";
    std::vector<std::filesystem::path> m_files;
};

/// Adds a layer with its tensors (and a bias) to a model whose source is `source`.
inline Layer &addLayer(Model &model, ShapeSource &source, const std::string &name, Role role,
                       int block, const Shape &shape, DType type = DType::F32, bool bias = false)
{
    const auto addTensor = [&](const std::string &suffix, const Shape &dims, DType stored) {
        TensorInfo info;
        info.name = name + suffix;
        info.dtype = stored;
        info.shape = dims;
        info.elements = elementCount(dims).value();
        info.bytes = tensorBytes(dims, stored).value();
        source.list.push_back(info);
        return int(source.list.size()) - 1;
    };
    Layer layer;
    layer.name = name;
    layer.role = role;
    layer.block = block;
    layer.form = denseForm(shape, type);
    layer.tensors = {addTensor(".weight", shape, type)};
    layer.storedParameters = source.list.back().elements;
    layer.storedBytes = source.list.back().bytes;
    if (bias) {
        layer.bias = addTensor(".bias", {shape[0]}, DType::F32);
        layer.storedParameters += source.list.back().elements;
        layer.storedBytes += source.list.back().bytes;
    }
    model.index[name] = int(model.layers.size());
    model.layers.push_back(std::move(layer));
    return model.layers.back();
}

/// SmolLM2-like: q, k, v, o, gate, up, down and a norm in each block, tied embedding.
inline std::shared_ptr<Model> shapeModel(int blocks, int64_t hidden = 576, int64_t width = 1536,
                                         DType type = DType::F32, int64_t vocab = 49152)
{
    auto source = std::make_shared<ShapeSource>();
    auto model = std::make_shared<Model>();
    addLayer(*model, *source, "model.embed_tokens", Role::Embed, -1, {vocab, hidden}, type);
    for (int b = 0; b < blocks; ++b) {
        const std::string at = "model.layers." + std::to_string(b) + ".";
        addLayer(*model, *source, at + "input_layernorm", Role::Norm, b, {hidden});
        addLayer(*model, *source, at + "self_attn.q_proj", Role::Q, b, {hidden, hidden}, type);
        addLayer(*model, *source, at + "self_attn.k_proj", Role::K, b, {hidden / 3, hidden}, type);
        addLayer(*model, *source, at + "self_attn.v_proj", Role::V, b, {hidden / 3, hidden}, type);
        addLayer(*model, *source, at + "self_attn.o_proj", Role::O, b, {hidden, hidden}, type);
        addLayer(*model, *source, at + "mlp.gate_proj", Role::Gate, b, {width, hidden}, type);
        addLayer(*model, *source, at + "mlp.up_proj", Role::Up, b, {width, hidden}, type);
        addLayer(*model, *source, at + "mlp.down_proj", Role::Down, b, {hidden, width}, type);
    }
    addLayer(*model, *source, "model.norm", Role::Norm, -1, {hidden});
    model->config.hidden = hidden;
    model->config.blocks = blocks;
    model->config.blockIntermediate.assign(size_t(blocks), width);
    model->source = source;
    return model;
}

} // namespace lapidary::test
