#include "core/calibrate/block_pass.h"

#include "core/calibrate/sample_chunks.h"
#include "core/model/tensor_names.h"
#include "core/nn/experts.h"
#include "core/nn/guard.h"

#include <algorithm>

namespace lapidary {
namespace {

double cosineSum(const at::Tensor &a, const at::Tensor &b)
{
    return at::cosine_similarity(a.to(at::kFloat), b.to(at::kFloat), -1).sum(at::kDouble)
        .item<double>();
}

/// How often each expert is chosen by logits [rows, experts], and how much it counts.
RouterCounts countsOf(const at::Tensor &logits, const ModelConfig &config)
{
    const int64_t experts = logits.size(-1);
    const Routing routing = routeTokens(logits, std::min(config.expertsActive, experts),
                                        config.normalizedExperts);
    const at::Tensor chosen = routing.experts.flatten();
    const at::Tensor number = at::bincount(chosen, {}, experts).to(at::kCPU);
    const at::Tensor weight =
        at::zeros({experts}, chosen.options().dtype(at::kDouble))
            .index_add(0, chosen, routing.weights.flatten().to(at::kDouble)).to(at::kCPU);
    const int64_t *numbers = number.const_data_ptr<int64_t>();
    const double *weights = weight.const_data_ptr<double>();
    return {{numbers, numbers + experts}, {weights, weights + experts}};
}

/// An expert that no token went to: gate and up are given the inputs of all experts of the block.
void adoptInputs(const Transformer &model, size_t block, const std::string &router,
                 const RouterCounts &counts, BlockStatistics &statistics)
{
    for (size_t expert = 0; expert < counts.chosen.size(); ++expert) {
        if (counts.chosen[expert] > 0)
            continue;
        for (const Role role : {Role::ExpertGate, Role::ExpertUp})
            statistics.inputOf[model.partName(block, role, int64_t(expert))] = router;
    }
}

/// Names the input after the first layer that reads it.
class InputCollector {
public:
    InputCollector(std::string prefix, const ModelConfig &config, BlockStatistics &statistics)
        : m_prefix(std::move(prefix)), m_config(config), m_statistics(statistics)
    {
    }

    void see(const char *part, const at::Tensor &input, const at::Tensor &output)
    {
        const std::string layer = m_prefix + part;
        if (!m_last.is_same(input)) {
            m_last = input;
            m_name = layer;
            m_statistics.moments[m_name].add(input);
        }
        m_statistics.inputOf[layer] = m_name;
        if (layer.ends_with("o_proj"))
            attention = output;
        if (guessRole(layer, {}, true) == Role::Router)
            m_statistics.routers[layer].add(countsOf(output, m_config));
    }

    at::Tensor attention; ///< what it adds to the residual stream

private:
    std::string m_prefix, m_name;
    const ModelConfig &m_config;
    BlockStatistics &m_statistics;
    at::Tensor m_last;
};

} // namespace

Status BlockStatistics::write(Hdf5File &file, const std::string &group, const std::string &leaf,
                              bool withMean) const
{
    for (const auto &[name, moment] : moments) {
        LAPIDARY_ASSIGN(const auto packed, moment.packed(name));
        const std::string path = group + "/" + name;
        LAPIDARY_TRY(file.write(path + "/" + leaf, std::span<const float>(packed)));
        if (withMean)
            LAPIDARY_TRY(file.write(path + "/mean", moment.mean()));
    }
    return {};
}

Result<BlockStatistics> forwardPass(const Transformer &model, size_t block, at::Tensor &hidden,
                                    const JobContext &job)
{
    const at::NoGradGuard noGrad;
    BlockStatistics statistics;
    const double residual = model.config().residualMultiplier;
    double block_ = 0, attention = 0, mlp = 0;
    LAPIDARY_TRY(inChunks(hidden, job, [&](int64_t first, int64_t count) {
        at::Tensor part = hidden.narrow(0, first, count);
        InputCollector collector("model.layers." + std::to_string(block) + ".", model.config(),
                                 statistics);
        const LayerTap tap = [&](const char *name, const at::Tensor &x, const at::Tensor &y) {
            collector.see(name, x, y);
        };
        const at::Tensor after = model.forwardBlock(block, part, &tap);
        const at::Tensor middle =
            collector.attention.defined() ? part + residual * collector.attention : part;
        block_ += cosineSum(part, after);
        attention += cosineSum(part, middle);
        mlp += cosineSum(middle, after);
        part.copy_(after);
    }));
    for (const auto &[router, counts] : statistics.routers)
        adoptInputs(model, block, router, counts, statistics);
    const double rows = double(hidden.size(0) * hidden.size(1));
    statistics.influence = {1 - block_ / rows, 1 - attention / rows, 1 - mlp / rows};
    return statistics;
}

Result<BlockStatistics> backwardPass(const Transformer &model, size_t block,
                                     const at::Tensor &hidden, at::Tensor &gradient,
                                     const JobContext &job)
{
    BlockStatistics statistics;
    const std::string prefix = "model.layers." + std::to_string(block) + ".";
    const LayerTap tap = [&](const char *part, const at::Tensor &, const at::Tensor &y) {
        SecondMoment *moment = &statistics.moments[prefix + part];
        y.register_hook([moment](const at::Tensor &g) {
            const at::NoGradGuard noGrad;
            moment->add(g);
        });
    };
    LAPIDARY_TRY(inChunks(hidden, job, [&](int64_t first, int64_t count) {
        at::AutoGradMode withGradients(true);
        const at::Tensor part =
            hidden.narrow(0, first, count).detach().clone().set_requires_grad(true);
        const at::Tensor after = model.forwardBlock(block, part, &tap);
        at::Tensor upstream = gradient.narrow(0, first, count);
        after.backward(upstream.clone());
        const at::NoGradGuard noGrad;
        upstream.copy_(part.grad());
    }));
    return statistics;
}

Result<TailGradient> tailPass(const Transformer &model, const at::Tensor &hidden,
                              const at::Tensor &ids, const JobContext &job)
{
    TailGradient tail;
    tail.gradient = at::empty_like(hidden);
    // One sample at a time: logits are as wide as the vocabulary.
    for (int64_t i = 0; i < hidden.size(0); ++i) {
        LAPIDARY_TRY(job.checkCancelled());
        at::AutoGradMode withGradients(true);
        const at::Tensor h = hidden[i].detach().clone().set_requires_grad(true);
        const at::Tensor logits = model.logits(model.finalNorm(h.unsqueeze(0)))[0];
        const at::Tensor loss = at::cross_entropy_loss(
            logits.slice(0, 0, -1).to(at::kFloat), ids[i].slice(0, 1).to(logits.device()), {},
            at::Reduction::Sum);
        loss.backward();
        const at::NoGradGuard noGrad;
        tail.gradient[i].copy_(h.grad());
        tail.meanLoss += loss.item<double>();
    }
    tail.meanLoss /= double(hidden.size(0) * (hidden.size(1) - 1));
    if (!std::isfinite(tail.meanLoss))
        return fail(ErrorCode::Numerical, "the loss on the calibration text is not finite; compute "
                                          "in f32, or check the model with the verify command");
    return tail;
}

} // namespace lapidary
