#include "core/heal/demo_weights.h"

#include <cmath>
#include <random>

namespace lapidary {

namespace {

OutgoingTensor outgoing(const std::string &name, const at::Tensor &values)
{
    const at::Tensor bf16 = values.detach().to(at::kCPU, at::kBFloat16).contiguous().clone();
    OutgoingTensor tensor;
    tensor.name = name;
    tensor.dtype = DType::BF16;
    tensor.shape = bf16.sizes().vec();
    tensor.produce = [bf16](const auto &sink) -> Status {
        return sink(std::span(static_cast<const std::byte *>(bf16.data_ptr()),
                              static_cast<size_t>(bf16.nbytes())));
    };
    return tensor;
}

/// Normal numbers from our own generator: the same on every platform and torch version.
at::Tensor normal(at::IntArrayRef shape, double deviation, std::mt19937_64 &random)
{
    at::Tensor t = at::empty(shape, at::kFloat);
    float *out = t.data_ptr<float>();
    auto uniform = [&] { return (double(random() >> 11) + 0.5) * 0x1.0p-53; };
    for (int64_t i = 0; i < t.numel(); ++i)
        out[i] = float(deviation * std::sqrt(-2 * std::log(uniform())) *
                       std::cos(2 * M_PI * uniform()));
    return t;
}

} // namespace

std::vector<OutgoingTensor> randomWeights(const ModelConfig &config, uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::vector<OutgoingTensor> tensors;
    const int64_t h = config.hidden, q = config.heads * config.headDim,
                  kv = config.kvHeads * config.headDim;
    const double residual = 0.02 / std::sqrt(2.0 * double(config.blocks));
    auto add = [&](const std::string &name, at::IntArrayRef shape, double deviation) {
        tensors.push_back(outgoing(name + ".weight", normal(shape, deviation, random)));
    };
    auto addOnes = [&](const std::string &name) {
        tensors.push_back(outgoing(name + ".weight", at::ones({h}, at::kFloat)));
    };
    add("model.embed_tokens", {config.vocab, h}, 0.02);
    for (int64_t b = 0; b < config.blocks; ++b) {
        const std::string prefix = fmt::format("model.layers.{}.", b);
        const int64_t width = config.blockIntermediate[size_t(b)];
        addOnes(prefix + "input_layernorm");
        add(prefix + "self_attn.q_proj", {q, h}, 0.02);
        add(prefix + "self_attn.k_proj", {kv, h}, 0.02);
        add(prefix + "self_attn.v_proj", {kv, h}, 0.02);
        add(prefix + "self_attn.o_proj", {h, q}, residual);
        addOnes(prefix + "post_attention_layernorm");
        add(prefix + "mlp.gate_proj", {width, h}, 0.02);
        add(prefix + "mlp.up_proj", {width, h}, 0.02);
        add(prefix + "mlp.down_proj", {h, width}, residual);
    }
    addOnes("model.norm");
    return tensors;
}

std::vector<OutgoingTensor> trainedWeights(const Transformer &model)
{
    const Transformer::Weights &w = model.weights();
    std::vector<OutgoingTensor> tensors{outgoing("model.embed_tokens.weight", w.embed),
                                        outgoing("model.norm.weight", w.finalNorm)};
    for (size_t b = 0; b < w.blocks.size(); ++b) {
        const std::string prefix = fmt::format("model.layers.{}.", b);
        const BlockWeights &block = w.blocks[b];
        const std::pair<const char *, const at::Tensor *> parts[] = {
            {"input_layernorm", &block.inputNorm},
            {"post_attention_layernorm", &block.postNorm},
            {"self_attn.q_proj", &block.q.factors.at(0)},
            {"self_attn.k_proj", &block.k.factors.at(0)},
            {"self_attn.v_proj", &block.v.factors.at(0)},
            {"self_attn.o_proj", &block.o.factors.at(0)},
            {"mlp.gate_proj", &block.gate.factors.at(0)},
            {"mlp.up_proj", &block.up.factors.at(0)},
            {"mlp.down_proj", &block.down.factors.at(0)}};
        for (const auto &[name, values] : parts)
            tensors.push_back(outgoing(prefix + name + ".weight", *values));
    }
    return tensors;
}

} // namespace lapidary
