#include "core/calibrate/block_pass.h"

#include "core/model/tensor_names.h"
#include "core/nn/experts.h"
#include "core/nn/guard.h"
#include "core/nn/kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lapidary {
namespace {

double cosines(const at::Tensor &a, const at::Tensor &b)
{
    if (kernelsUsable(a) && a.scalar_type() == at::kFloat)
        return cosineSum(a.contiguous(), b.contiguous());
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

void BlockStatistics::add(const BlockStatistics &more)
{
    for (const auto &[name, moment] : more.moments)
        moments[name].add(moment);
    inputOf.insert(more.inputOf.begin(), more.inputOf.end());
    for (const auto &[router, counts] : more.routers)
        routers[router].add(counts);
    influence.block += more.influence.block;
    influence.attention += more.influence.attention;
    influence.mlp += more.influence.mlp;
}

namespace {

// A chunk through the block, in place; influences are sums of cosines.
void forwardChunk(const Transformer &model, size_t block, at::Tensor part,
                  BlockStatistics &statistics)
{
    const at::NoGradGuard noGrad;
    InputCollector collector("model.layers." + std::to_string(block) + ".", model.config(),
                             statistics);
    const LayerTap tap = [&](const char *name, const at::Tensor &x, const at::Tensor &y) {
        collector.see(name, x, y);
    };
    const at::Tensor after = model.forwardBlock(block, part, &tap);
    const at::Tensor middle = collector.attention.defined()
        ? part + model.config().residualMultiplier * collector.attention
        : part;
    statistics.influence.block += cosines(part, after);
    statistics.influence.attention += cosines(part, middle);
    statistics.influence.mlp += cosines(middle, after);
    part.copy_(after);
}

// A chunk of the gradient at the block's output becomes that at its input.
void backwardChunk(const Transformer &model, size_t block, const at::Tensor &hidden,
                   at::Tensor upstream, BlockStatistics &statistics)
{
    const std::string prefix = "model.layers." + std::to_string(block) + ".";
    const LayerTap tap = [&](const char *part, const at::Tensor &, const at::Tensor &y) {
        SecondMoment *moment = &statistics.moments[prefix + part];
        y.register_hook([moment](const at::Tensor &g) {
            const at::NoGradGuard noGrad;
            moment->add(g);
        });
    };
    at::AutoGradMode withGradients(true);
    const at::Tensor part = hidden.detach().clone().set_requires_grad(true);
    model.forwardBlock(block, part, &tap).backward(upstream.clone());
    const at::NoGradGuard noGrad;
    upstream.copy_(part.grad());
}

// Gradient of one sample's summed loss; returns the loss.
double tailGradient(const Transformer &model, const at::Tensor &hidden, const at::Tensor &ids,
                    at::Tensor gradient)
{
    at::AutoGradMode withGradients(true);
    const at::Tensor h = hidden.detach().clone().set_requires_grad(true);
    const at::Tensor logits = model.logits(model.finalNorm(h.unsqueeze(0)))[0];
    const at::Tensor loss = at::cross_entropy_loss(
        logits.slice(0, 0, -1).to(at::kFloat), ids.slice(0, 1).to(logits.device()), {},
        at::Reduction::Sum);
    loss.backward();
    const at::NoGradGuard noGrad;
    gradient.copy_(h.grad());
    return loss.item<double>();
}

BlockStatistics sumOf(const std::vector<BlockStatistics> &lanes)
{
    BlockStatistics sum;
    for (const BlockStatistics &lane : lanes)
        sum.add(lane);
    return sum;
}

} // namespace

Result<BlockStatistics> forwardPass(const Transformer &model, size_t block, at::Tensor &hidden,
                                    const Lanes &lanes, const JobContext &job)
{
    std::vector<BlockStatistics> seen(static_cast<size_t>(lanes.count));
    LAPIDARY_TRY(inLanes(hidden, lanes, job, [&](int64_t lane, int64_t first, int64_t count) {
        forwardChunk(model, block, hidden.narrow(0, first, count), seen[size_t(lane)]);
    }));
    BlockStatistics statistics = sumOf(seen);
    for (const auto &[router, counts] : statistics.routers)
        adoptInputs(model, block, router, counts, statistics);
    const double rows = double(hidden.size(0) * hidden.size(1));
    BlockInfluence &influence = statistics.influence;
    influence = {1 - influence.block / rows, 1 - influence.attention / rows,
                 1 - influence.mlp / rows};
    return statistics;
}

Result<BlockStatistics> backwardPass(const Transformer &model, size_t block,
                                     const at::Tensor &hidden, at::Tensor &gradient,
                                     const Lanes &lanes, const JobContext &job)
{
    std::vector<BlockStatistics> seen(static_cast<size_t>(lanes.count));
    LAPIDARY_TRY(inLanes(hidden, lanes, job, [&](int64_t lane, int64_t first, int64_t count) {
        backwardChunk(model, block, hidden.narrow(0, first, count),
                      gradient.narrow(0, first, count), seen[size_t(lane)]);
    }));
    return sumOf(seen);
}

Result<TailGradient> tailPass(const Transformer &model, const at::Tensor &hidden,
                              const at::Tensor &ids, const Lanes &lanes, const JobContext &job)
{
    TailGradient tail;
    tail.gradient = at::empty_like(hidden);
    std::vector<double> losses(size_t(hidden.size(0)));
    // One sample at a time in each lane: logits are as wide as the vocabulary.
    LAPIDARY_TRY(parallelTorch(hidden.size(0), lanes.count, lanes.threads, job,
                               [&](int64_t i) -> Status {
        LAPIDARY_TRY(job.checkCancelled());
        losses[size_t(i)] = tailGradient(model, hidden[i], ids[i], tail.gradient[i]);
        return {};
    }));
    tail.meanLoss = std::accumulate(losses.begin(), losses.end(), 0.0)
        / double(hidden.size(0) * (hidden.size(1) - 1));
    if (!std::isfinite(tail.meanLoss))
        return fail(ErrorCode::Numerical, "the loss on the calibration text is not finite; compute "
                                          "in f32, or check the model with the verify command");
    return tail;
}

} // namespace lapidary
