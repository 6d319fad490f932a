#include "core/nn/attention.h"
#include "core/nn/kernels.h"
#include "core/nn/transformer_p.h"

// Rows are batch * positions. Intermediate results live in buffers that every block uses again:
// fresh ones would cost more in page faults than the element-wise work itself.

namespace lapidary {
namespace {

/// Memory for one [rows, columns] result at a time.
class Buffer {
public:
    at::Tensor get(int64_t rows, int64_t columns, const at::TensorOptions &options)
    {
        if (!m_memory.defined() || m_memory.numel() < rows * columns)
            m_memory = at::empty({rows * columns}, options);
        return m_memory.narrow(0, 0, rows * columns).view({rows, columns});
    }

private:
    at::Tensor m_memory;
};

class FusedPass {
public:
    FusedPass(const Transformer::Private &d, const ForwardInput &input)
        : m_d(d), m_input(input), m_batch(input.ids.size(0)), m_positions(input.ids.size(1)),
          m_rotation(Rotation::at(d.frequencies, input.past(), m_positions))
    {
    }

    at::Tensor run()
    {
        const ModelConfig &config = m_d.config();
        m_h = at::embedding(m_d.weights.embed, m_input.ids).flatten(0, 1);
        if (config.embeddingMultiplier != 1.0)
            m_h.mul_(config.embeddingMultiplier);
        if (m_input.hook)
            report("model.embed_tokens", m_h.clone());
        for (size_t i = 0; i < m_d.weights.blocks.size(); ++i) {
            m_input.checkCancelled();
            block(i);
        }
        const at::Tensor out = at::empty_like(m_h);
        addRmsNorm(m_h, m_pending, config.residualMultiplier, m_d.weights.finalNorm,
                   config.normEps, out);
        if (m_input.hook)
            report("model.norm", out.clone());
        return out.view({m_batch, m_positions, -1});
    }

private:
    void block(size_t index)
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        if (w.o.present()) {
            m_pending = attention(index, normalized(w.inputNorm));
            if (m_input.hook)
                report(blockName(index) + ".self_attn", m_pending.clone());
        }
        if (w.hasMlp()) {
            const at::Tensor x = normalized(w.postNorm);
            m_pending = w.experts.empty() ? mlp(index, x) : experts(index, x);
            if (m_input.hook)
                report(blockName(index) + ".mlp", m_pending.clone());
        }
        if (m_input.hook) {
            addPending();
            report(blockName(index), m_h.clone());
        }
    }

    /// Adds what the last part left to the residual stream and normalizes, in one pass.
    at::Tensor normalized(const at::Tensor &weight)
    {
        const at::Tensor out = buffer(m_normed, m_h.size(1));
        addRmsNorm(m_h, m_pending, m_d.config().residualMultiplier, weight,
                   m_d.config().normEps, out);
        m_pending = at::Tensor();
        return out;
    }

    void addPending()
    {
        if (m_pending.defined())
            m_h.add_(m_d.config().residualMultiplier == 1.0
                         ? m_pending
                         : m_pending * m_d.config().residualMultiplier);
        m_pending = at::Tensor();
    }

    at::Tensor attention(size_t index, const at::Tensor &x)
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        if (!w.q.present()) // linear attention
            return apply(w.o, x, m_result);
        auto [q, k, v] = projections(index, x);
        const double eps = m_d.config().normEps;
        const int64_t headDim = m_d.config().headDim;
        const auto rotate = [&](const at::Tensor &rows, const at::Tensor &norm) {
            rotateHeads(rows, rows.size(1) / headDim, m_rotation.cosine, m_rotation.sine, norm,
                        eps);
        };
        rotate(q, w.qNorm);
        rotate(k, w.kNorm);
        at::Tensor keys = heads(k), values = heads(v);
        if (m_input.cache)
            std::tie(keys, values) = extendCache(*m_input.cache, index, keys, values);
        const at::Tensor y = buffer(m_attended, q.size(1));
        attentionInto(heads(q), keys, values, m_d.attentionScale(), m_d.window(index), y);
        return apply(w.o, y, m_result);
    }

    /// Queries, keys and values [rows, heads * d]; ranges of one tensor when stacked.
    std::tuple<at::Tensor, at::Tensor, at::Tensor> projections(size_t index, const at::Tensor &x)
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        const FusedWeight &fused = m_d.fused[index].qkv;
        if (!fused.valid({&w.q, &w.k, &w.v}))
            return {apply(w.q, x, m_q), apply(w.k, x, m_k), apply(w.v, x, m_v)};
        const at::Tensor all = applyLinear(x, fused.weight, fused.bias,
                                      buffer(m_q, fused.weight.size(0)));
        const int64_t q = w.q.form.out, k = w.k.form.out;
        return {all.narrow(1, 0, q), all.narrow(1, q, k), all.narrow(1, q + k, w.v.form.out)};
    }

    at::Tensor mlp(size_t index, const at::Tensor &x)
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        return gated(w.gate, w.up, w.down, m_d.fused[index].gateUp, x, m_result);
    }

    at::Tensor experts(size_t index, const at::Tensor &x)
    {
        const BlockWeights &w = m_d.weights.blocks[index];
        const std::vector<FusedWeight> &fused = m_d.fused[index].experts;
        const Routing routing = m_d.route(apply(w.router, x, m_gate));
        return mixExperts(x, routing, int64_t(w.experts.size()),
                          [&](int64_t number, const at::Tensor &rows) {
                              const ExpertWeights &expert = w.experts[size_t(number)];
                              Buffer result; // all of them are needed at the end
                              return gated(expert.gate, expert.up, expert.down,
                                           size_t(number) < fused.size() ? fused[size_t(number)]
                                                                         : FusedWeight(),
                                           rows, result);
                          });
    }

    at::Tensor gated(const CompressedLayer &gateLayer, const CompressedLayer &upLayer,
                     const CompressedLayer &down, const FusedWeight &fused, const at::Tensor &x,
                     Buffer &result)
    {
        at::Tensor gate, up;
        if (fused.valid({&gateLayer, &upLayer})) {
            const at::Tensor both =
                applyLinear(x, fused.weight, fused.bias,
                            m_gate.get(x.size(0), fused.weight.size(0), m_h.options()));
            gate = both.narrow(1, 0, gateLayer.form.out);
            up = both.narrow(1, gateLayer.form.out, upLayer.form.out);
        } else {
            gate = apply(gateLayer, x, m_gate);
            up = apply(upLayer, x, m_up);
        }
        const at::Tensor activated = m_activated.get(x.size(0), gate.size(1), m_h.options());
        siluMultiply(gate, up, activated);
        return apply(down, activated, result);
    }

    at::Tensor apply(const CompressedLayer &layer, const at::Tensor &x, Buffer &target)
    {
        if (layer.form.kind == FormKind::Dense)
            return applyLinear(x, layer.factors[0], layer.bias,
                               target.get(x.size(0), layer.factors[0].size(0), m_h.options()));
        return layer.apply(x).contiguous();
    }

    /// [rows, n * d] -> view [batch, n, positions, d].
    at::Tensor heads(const at::Tensor &x) const
    {
        return x.unflatten(1, {-1, m_d.config().headDim})
            .unflatten(0, {m_batch, m_positions})
            .transpose(1, 2);
    }

    at::Tensor buffer(Buffer &target, int64_t columns)
    {
        return target.get(m_batch * m_positions, columns, m_h.options());
    }

    void report(const std::string &name, const at::Tensor &rows) const
    {
        m_input.report(name, rows.view({m_batch, m_positions, -1}));
    }

    const Transformer::Private &m_d;
    const ForwardInput &m_input;
    const int64_t m_batch, m_positions;
    const Rotation m_rotation;
    at::Tensor m_h;       ///< residual stream
    at::Tensor m_pending; ///< still to be added to it
    Buffer m_normed, m_q, m_k, m_v, m_attended, m_result, m_gate, m_up, m_activated;
};

} // namespace

at::Tensor forwardFused(const Transformer::Private &d, const ForwardInput &input)
{
    return FusedPass(d, input).run();
}

} // namespace lapidary
