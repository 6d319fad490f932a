#include "core/nn/attention.h"
#include "core/nn/kernels.h"
#include "core/nn/transformer_p.h"

// Only operations that autograd knows where gradients are on; kernels of our own where they are
// off. Nothing that a caller can see is changed in place.

namespace lapidary {
namespace {

/// w * cast(x * rsqrt(mean(x^2) + eps)), the mean in f32 (Zhang and Sennrich 2019; the cast before
/// the weight is Hugging Face's).
at::Tensor rmsNorm(const at::Tensor &x, const at::Tensor &weight, double eps)
{
    if (kernelsUsable(x) && x.is_contiguous() && weight.scalar_type() == x.scalar_type()) {
        const at::Tensor out = at::empty_like(x);
        addRmsNorm(x, {}, 1, weight, eps, out);
        return out;
    }
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

/// silu(gate) * up.
at::Tensor activation(const at::Tensor &gate, const at::Tensor &up)
{
    if (!kernelsUsable(gate) || !gate.is_contiguous() || !up.is_contiguous())
        return at::silu(gate) * up;
    const at::Tensor out = at::empty_like(gate);
    siluMultiply(gate.flatten(0, -2), up.flatten(0, -2), out);
    return out;
}

class GeneralPass {
public:
    GeneralPass(const Transformer::Private &d, int64_t past, int64_t positions, KvCache *cache,
                const LayerTap *tap)
        : m_d(d), m_rotation(Rotation::at(d.frequencies, past, positions)), m_cache(cache),
          m_tap(tap)
    {
    }

    /// The residual stream after a block; `report` is called with the outputs of its two halves.
    at::Tensor block(size_t index, at::Tensor h, const ForwardInput &report) const
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        const ModelConfig &config = m_d.config();
        if (w.o.present()) {
            const at::Tensor y = attention(index, rmsNorm(h, w.inputNorm, config.normEps));
            report.report(blockName(index) + ".self_attn", y);
            h = h + scaled(y);
        }
        if (w.hasMlp()) {
            const at::Tensor y = mlp(w, rmsNorm(h, w.postNorm, config.normEps));
            report.report(blockName(index) + ".mlp", y);
            h = h + scaled(y);
        }
        report.report(blockName(index), h);
        return h;
    }

    /// Heads mixed, before o: [batch, positions, heads * d]; x itself for linear attention.
    at::Tensor attended(size_t index, const at::Tensor &x) const
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        if (!w.q.present())
            return x;
        const at::Tensor q = rotated(linear("self_attn.q_proj", w.q, x), w.qNorm);
        at::Tensor k = rotated(linear("self_attn.k_proj", w.k, x), w.kNorm);
        at::Tensor v = split(linear("self_attn.v_proj", w.v, x), {});
        if (m_cache)
            std::tie(k, v) = extendCache(*m_cache, index, k, v);
        const at::Tensor y =
            attentionSdpa(q, k, v, m_d.attentionScale(), m_d.window(index));
        return y.transpose(1, 2).flatten(2);
    }

    /// What flows into down.
    at::Tensor activated(const BlockWeights &w, const at::Tensor &x) const
    {
        const at::Tensor gate = linear("mlp.gate_proj", w.gate, x);
        const at::Tensor up = linear("mlp.up_proj", w.up, x);
        return activation(gate, up);
    }

    /// What the MLP adds to the residual stream, before its multiplier.
    at::Tensor mlp(const BlockWeights &w, const at::Tensor &x) const
    {
        return w.experts.empty() ? linear("mlp.down_proj", w.down, activated(w, x))
                                 : experts(w, x);
    }

private:
    at::Tensor experts(const BlockWeights &w, const at::Tensor &x) const
    {
        const at::Tensor rows = x.reshape({-1, x.size(-1)});
        const at::Tensor logits =
            linear(m_d.partName(Role::Router).c_str(), w.router, rows);
        const auto apply = [&](int64_t number, const at::Tensor &mine) {
            const ExpertWeights &expert = w.experts[size_t(number)];
            const auto part = [&](Role role, const CompressedLayer &layer, const at::Tensor &in) {
                return linear(m_d.partName(role, number).c_str(), layer, in);
            };
            const at::Tensor gate = part(Role::ExpertGate, expert.gate, mine);
            const at::Tensor up = part(Role::ExpertUp, expert.up, mine);
            return part(Role::ExpertDown, expert.down, activation(gate, up));
        };
        return mixExperts(rows, m_d.route(logits), int64_t(w.experts.size()), apply)
            .view(x.sizes());
    }

    at::Tensor linear(const char *part, const CompressedLayer &layer, const at::Tensor &x) const
    {
        const at::Tensor y = layer.apply(x);
        if (m_tap)
            (*m_tap)(part, x, y);
        return y;
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

    /// The same, turned by its position.
    at::Tensor rotated(const at::Tensor &x, const at::Tensor &norm) const
    {
        const bool typed = !norm.defined() || norm.scalar_type() == x.scalar_type();
        if (!kernelsUsable(x) || !typed)
            return rotate(split(x, norm), m_rotation);
        const at::Tensor rows = x.flatten(0, -2).clone(at::MemoryFormat::Contiguous);
        rotateHeads(rows, rows.size(1) / m_d.config().headDim, m_rotation.cosine, m_rotation.sine,
                    norm, m_d.config().normEps);
        return split(rows.view(x.sizes()), {});
    }

    at::Tensor attention(size_t index, const at::Tensor &x) const
    {
        return linear("self_attn.o_proj", m_d.weights.blocks[index].o, attended(index, x));
    }

    const Transformer::Private &m_d;
    const Rotation m_rotation;
    KvCache *const m_cache;
    const LayerTap *const m_tap;
};

} // namespace

at::Tensor forwardGeneral(const Transformer::Private &d, const ForwardInput &input)
{
    const GeneralPass pass(d, input.past(), input.ids.size(1), input.cache, nullptr);
    at::Tensor h = embedGeneral(d, input.ids);
    input.report("model.embed_tokens", h);
    for (size_t i = 0; i < d.weights.blocks.size(); ++i) {
        input.checkCancelled();
        h = pass.block(i, h, input);
    }
    h = finalNormGeneral(d, h);
    input.report("model.norm", h);
    return h;
}

at::Tensor embedGeneral(const Transformer::Private &d, const at::Tensor &ids)
{
    const at::Tensor h = at::embedding(d.weights.embed, ids.to(d.device));
    const double multiplier = d.config().embeddingMultiplier;
    return multiplier == 1.0 ? h : h * multiplier;
}

at::Tensor blockGeneral(const Transformer::Private &d, size_t index, const at::Tensor &h,
                        const LayerTap *tap)
{
    return GeneralPass(d, 0, h.size(1), nullptr, tap).block(index, h, {});
}

at::Tensor attendedGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x)
{
    return GeneralPass(d, 0, x.size(1), nullptr, nullptr).attended(index, x);
}

at::Tensor activatedGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x)
{
    return GeneralPass(d, 0, x.size(1), nullptr, nullptr).activated(d.weights.blocks[index], x);
}

at::Tensor mlpGeneral(const Transformer::Private &d, size_t index, const at::Tensor &x)
{
    return GeneralPass(d, 0, x.size(1), nullptr, nullptr).mlp(d.weights.blocks[index], x);
}

at::Tensor normGeneral(const Transformer::Private &d, const at::Tensor &h, const at::Tensor &weight)
{
    return rmsNorm(h, weight, d.config().normEps);
}

at::Tensor finalNormGeneral(const Transformer::Private &d, const at::Tensor &h)
{
    return rmsNorm(h, d.weights.finalNorm, d.config().normEps);
}

} // namespace lapidary
