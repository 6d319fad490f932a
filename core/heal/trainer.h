#pragma once

#include "core/base/job_context.h"
#include "core/heal/train_result.h"
#include "core/nn/transformer.h"

#include <cstdint>
#include <vector>

namespace lapidary {

struct TrainOptions {
    int64_t steps = 1000;
    int64_t batch = 16;
    int64_t window = 128; ///< tokens per sample; predictions are window - 1 each
    double learningRate = 3e-3;
    double warmup = 0.05;      ///< fraction of the steps with a rising rate; then cosine to 10 %
    double weightDecay = 0.05; ///< on matrices only
    double clip = 1.0;         ///< largest gradient norm
    uint64_t seed = 0;
};

/// Trains all weights of `model` on next-token prediction over random windows of `ids` with AdamW
/// (Loshchilov & Hutter 2019, alg. 2). The model must be loaded in f32. Single-threaded caller;
/// torch uses its own threads. Deterministic for a seed and thread count. Cancellable per step.
Result<TrainResult> trainLanguageModel(Transformer &model, const std::vector<int32_t> &ids,
                                       const TrainOptions &options, JobContext &job);

} // namespace lapidary
