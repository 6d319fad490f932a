#include "core/heal/trainer.h"

#include <c10/core/GradMode.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <random>

namespace lapidary {

namespace {

/// The weights as autograd leaves, each once even when tied, with their AdamW state.
struct AdamW {
    std::vector<at::Tensor> parameters, mean, square, steps;
    std::vector<double> decay;

    void add(at::Tensor &weight, double weightDecay)
    {
        if (!weight.defined())
            return;
        for (const at::Tensor &known : parameters)
            if (known.is_same(weight))
                return;
        weight = weight.detach().clone().set_requires_grad(true);
        parameters.push_back(weight);
        mean.push_back(at::zeros_like(weight));
        square.push_back(at::zeros_like(weight));
        steps.push_back(at::zeros({}, at::kFloat));
        decay.push_back(weight.dim() > 1 ? weightDecay : 0.0);
    }

    void update(double rate, double gradientScale)
    {
        c10::AutoGradMode noGradients(false);
        for (size_t i = 0; i < parameters.size(); ++i) {
            at::Tensor gradient = parameters[i].grad();
            if (!gradient.defined())
                continue;
            if (gradientScale != 1.0)
                gradient.mul_(gradientScale);
            at::_fused_adamw_({parameters[i].detach()}, {gradient}, {mean[i]}, {square[i]}, {},
                              {steps[i].add_(1)}, rate, 0.9, 0.99, decay[i], 1e-8, false, false);
            parameters[i].mutable_grad() = at::Tensor();
        }
    }

    double gradientNorm() const
    {
        double sum = 0;
        for (const at::Tensor &p : parameters)
            if (p.grad().defined())
                sum += p.grad().detach().square().sum().item<double>();
        return std::sqrt(sum);
    }
};

void addLayer(AdamW &optimizer, CompressedLayer &layer, double decay)
{
    for (at::Tensor &factor : layer.factors)
        optimizer.add(factor, decay);
    optimizer.add(layer.bias, 0);
}

AdamW makeOptimizer(Transformer &model, double decay)
{
    AdamW optimizer;
    Transformer::Weights &w = model.mutableWeights();
    const bool tied = !w.head.factors.empty() && w.head.factors[0].is_same(w.embed);
    optimizer.add(w.embed, decay);
    if (tied)
        w.head.factors[0] = w.embed;
    else
        addLayer(optimizer, w.head, decay);
    optimizer.add(w.finalNorm, 0);
    for (BlockWeights &block : w.blocks) {
        for (at::Tensor *norm : {&block.inputNorm, &block.postNorm, &block.qNorm, &block.kNorm})
            optimizer.add(*norm, 0);
        for (CompressedLayer *layer : block.matrices())
            addLayer(optimizer, *layer, decay);
    }
    return optimizer;
}

at::Tensor randomWindows(const std::vector<int32_t> &ids, const TrainOptions &options,
                         std::mt19937_64 &random)
{
    at::Tensor batch = at::empty({options.batch, options.window}, at::kLong);
    auto out = batch.accessor<int64_t, 2>();
    const uint64_t starts = ids.size() - static_cast<size_t>(options.window) + 1;
    for (int64_t b = 0; b < options.batch; ++b) {
        const size_t start = random() % starts;
        for (int64_t t = 0; t < options.window; ++t)
            out[b][t] = ids[start + static_cast<size_t>(t)];
    }
    return batch;
}

double rateAt(int64_t step, const TrainOptions &options)
{
    const double warm = std::max(1.0, options.warmup * double(options.steps));
    if (double(step) < warm)
        return options.learningRate * double(step + 1) / warm;
    const double x = (double(step) - warm) / std::max(1.0, double(options.steps) - warm);
    return options.learningRate * (0.1 + 0.45 * (1 + std::cos(std::numbers::pi * x)));
}

at::Tensor nextTokenLoss(const Transformer &model, const at::Tensor &ids)
{
    const at::Tensor logits = model.logits(model.hidden(ids));
    const int64_t vocab = logits.size(-1);
    return at::cross_entropy_loss(logits.slice(1, 0, -1).reshape({-1, vocab}),
                                  ids.slice(1, 1).reshape({-1}));
}

double meanOf(std::vector<double>::const_iterator begin, std::vector<double>::const_iterator end)
{
    double sum = 0;
    for (auto i = begin; i != end; ++i)
        sum += *i;
    return sum / double(end - begin);
}

} // namespace

Result<TrainResult> trainLanguageModel(Transformer &model, const std::vector<int32_t> &ids,
                                       const TrainOptions &options, JobContext &job)
try {
    if (options.window < 2 || options.batch < 1 || options.steps < 1 ||
        ids.size() < static_cast<size_t>(options.window))
        return fail(ErrorCode::Usage,
                    "training needs at least one window of {} tokens, but the text has {}",
                    options.window, ids.size());
    c10::AutoGradMode gradients(true);
    AdamW optimizer = makeOptimizer(model, options.weightDecay);
    std::mt19937_64 random(options.seed);
    TrainResult result;
    const auto started = std::chrono::steady_clock::now();
    for (int64_t step = 0; step < options.steps; ++step) {
        LAPIDARY_TRY(job.checkCancelled());
        const at::Tensor loss = nextTokenLoss(model, randomWindows(ids, options, random));
        loss.backward();
        const double value = loss.item<double>();
        if (!std::isfinite(value))
            return fail(ErrorCode::Numerical,
                        "the loss became {} at step {}; lower the learning rate", value, step);
        const double norm = optimizer.gradientNorm();
        optimizer.update(rateAt(step, options), norm > options.clip ? options.clip / norm : 1.0);
        result.losses.push_back(value);
        result.tokens += options.batch * options.window;
        job.progress(double(step + 1), double(options.steps),
                     fmt::format("step {} of {}, loss {:.3f}", step + 1, options.steps, value));
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const auto few = std::max<ptrdiff_t>(1, options.steps / 50);
    result.lossFirst = meanOf(result.losses.begin(), result.losses.begin() + few);
    result.lossLast = meanOf(result.losses.end() - few, result.losses.end());
    result.tokensPerSecond = double(result.tokens) / std::max(seconds, 1e-9);
    return result;
} catch (const std::exception &e) {
    return fail(ErrorCode::Internal, "training: {}", e.what());
}

} // namespace lapidary
