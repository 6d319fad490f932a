#pragma once

#include "core/calibrate/calibration.h"
#include "core/nn/compute.h"

namespace lapidary {

struct CalibrationOptions {
    std::filesystem::path text; ///< UTF-8 text, or .jsonl whose rows have a "text" field
    int64_t samples = 128;
    int64_t window = 512; ///< tokens per sample
    /// Further samples of the text that no statistics see: losses are measured on them. Fewer when
    /// the text is short; -1: an eighth of `samples`, at least 4.
    int64_t heldOut = -1;
    uint64_t seed = 0;
    bool gradients = false; ///< also the gradients' second moments of layer outputs
    ComputeOptions compute;
    int64_t memoryLimit = 0;
};

/// Makes a calibration of `model` into the file `out`, block by block: all samples go through one
/// block before the next is loaded, so that peak memory is embedding, head, one block, the
/// samples' hidden states and one block's statistics. With gradients the blocks are gone through
/// backwards a second time. Finished blocks lie in "<out>.partial" until the end: the same call
/// resumes there and gives the same bytes. Samples are windows of the text chosen by the seed
/// without overlap; with a tokenizer that adds BOS each begins with it.
/// Refused: unknown architectures, a text with too few tokens (ErrorCode::Usage with both
/// numbers), activations that are not finite (ErrorCode::Numerical names the layer).
/// Gradients are those of the summed next-token losses.
Result<CalibrationInfo> calibrate(ModelPtr model, const CalibrationOptions &options,
                                  const std::filesystem::path &out, JobContext &job);

} // namespace lapidary
