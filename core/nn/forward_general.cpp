#include "core/nn/attention.h"
#include "core/nn/transformer_p.h"

// Only operations that autograd knows; nothing in place.

namespace lapidary {
namespace {

/// w * cast(x * rsqrt(mean(x^2) + eps)), the mean in f32 (Zhang and Sennrich 2019; the cast before
/// the weight is Hugging Face's).
at::Tensor rmsNorm(const at::Tensor &x, const at::Tensor &weight, double eps)
{
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor scale = at::rsqrt(wide.square().mean(-1, true) + eps);
    return weight * (wide * scale).to(x.scalar_type());
}

/// x [batch, heads, positions, d]; pairs (i, i + d/2) (Su et al. 2021, rotate-half order).
at::Tensor rotate(const at::Tensor &x, const Rotation &rotation)
{
    const int64_t half = x.size(-1) / 2;
    const at::Tensor a = x.narrow(-1, 0, half), b = x.narrow(-1, half, half);
    const at::Tensor cosine = rotation.cosine.to(x.scalar_type());
    const at::Tensor sine = rotation.sine.to(x.scalar_type());
    return at::cat({a * cosine - b * sine, b * cosine + a * sine}, -1);
}

class GeneralPass {
public:
    GeneralPass(const Transformer::Private &d, const ForwardInput &input)
        : m_d(d), m_input(input),
          m_rotation(Rotation::at(d.frequencies, input.past(), input.ids.size(1)))
    {
    }

    at::Tensor run() const
    {
        const ModelConfig &config = m_d.config();
        at::Tensor h = at::embedding(m_d.weights.embed, m_input.ids);
        if (config.embeddingMultiplier != 1.0)
            h = h * config.embeddingMultiplier;
        m_input.report("model.embed_tokens", h);
        for (size_t i = 0; i < m_d.weights.blocks.size(); ++i) {
            m_input.checkCancelled();
            h = block(i, h);
        }
        h = rmsNorm(h, m_d.weights.finalNorm, config.normEps);
        m_input.report("model.norm", h);
        return h;
    }

private:
    at::Tensor block(size_t index, at::Tensor h) const
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        const ModelConfig &config = m_d.config();
        if (w.q.present()) {
            const at::Tensor y = attention(index, rmsNorm(h, w.inputNorm, config.normEps));
            m_input.report(blockName(index) + ".self_attn", y);
            h = h + scaled(y);
        }
        if (w.down.present()) {
            const at::Tensor x = rmsNorm(h, w.postNorm, config.normEps);
            const at::Tensor y = w.down.apply(at::silu(w.gate.apply(x)) * w.up.apply(x));
            m_input.report(blockName(index) + ".mlp", y);
            h = h + scaled(y);
        }
        m_input.report(blockName(index), h);
        return h;
    }

    at::Tensor scaled(const at::Tensor &y) const
    {
        const double multiplier = m_d.config().residualMultiplier;
        return multiplier == 1.0 ? y : y * multiplier;
    }

    /// [batch, positions, heads * d] -> [batch, heads, positions, d], normalized where asked.
    at::Tensor split(const at::Tensor &x, const at::Tensor &norm) const
    {
        const at::Tensor heads = x.unflatten(-1, {-1, m_d.config().headDim});
        return (norm.defined() ? rmsNorm(heads, norm, m_d.config().normEps) : heads)
            .transpose(1, 2);
    }

    at::Tensor attention(size_t index, const at::Tensor &x) const
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        const at::Tensor q = rotate(split(w.q.apply(x), w.qNorm), m_rotation);
        at::Tensor k = rotate(split(w.k.apply(x), w.kNorm), m_rotation);
        at::Tensor v = split(w.v.apply(x), {});
        if (m_input.cache)
            std::tie(k, v) = extendCache(*m_input.cache, index, k, v);
        const at::Tensor y =
            attentionSdpa(q, k, v, m_d.attentionScale(), m_d.window(index));
        return w.o.apply(y.transpose(1, 2).flatten(2));
    }

    const Transformer::Private &m_d;
    const ForwardInput &m_input;
    const Rotation m_rotation;
};

} // namespace

at::Tensor forwardGeneral(const Transformer::Private &d, const ForwardInput &input)
{
    return GeneralPass(d, input).run();
}

} // namespace lapidary
