#pragma once

#include "core/eval/windows.h"

#include <ATen/ATen.h>

namespace lapidary {

/// Negative log-likelihoods of the scored positions in order, and beside a reference the
/// divergence at each of them.
struct PositionScores {
    std::vector<float> nll;
    std::vector<float> kl;    ///< KL(reference || model), nats; empty without a reference
    int64_t agreeing = 0;     ///< positions whose most likely token is the reference's
};

/// Runs every window of the plan. Several short windows go through the model together. Logits
/// exist only for a few scored positions at a time. Cancellable per block. Fails with
/// ErrorCode::Numerical on non-finite results.
Result<PositionScores> scoreWindows(const Transformer &model, const std::vector<int32_t> &ids,
                                    const WindowPlan &plan, JobContext &job,
                                    const Transformer *reference = nullptr);

/// Value, standard error and mean of per-position negative log-likelihoods:
/// exp(m), exp(m) * sqrt((E[nll^2] - m^2) / (n - 1)), m.
struct PerplexityFigures {
    double value = 0, standardError = 0, meanNll = 0;
};
PerplexityFigures perplexityOf(const std::vector<float> &nll);
/// Mean, 99th percentile (linear between ranks) and agreement.
Divergence divergenceOf(const PositionScores &scores);

/// Per row KL(p || q) of softmax distributions from logits [rows, vocab] (any float dtype).
at::Tensor rowDivergence(const at::Tensor &p, const at::Tensor &q);

} // namespace lapidary
