#pragma once

#include "core/base/job_context.h"
#include "core/heal/train_result.h"

#include <filesystem>

namespace lapidary {

struct DemoReport {
    TrainResult training;
    int64_t parameters = 0;
    int64_t trainTokens = 0;
};

/// Makes the built-in model anew in `folder` (resources/demo): stories from `grammar`, a tokenizer
/// trained on them, a LLaMA of about a million parameters trained from `seed`, bf16 weights, and
/// the calibration and test texts (other seeds than the training text's). Minutes on two cores.
/// Existing files of the same names are replaced once everything is done.
Result<DemoReport> makeDemoModel(const std::filesystem::path &grammar,
                                 const std::filesystem::path &folder, uint64_t seed,
                                 JobContext &job);

} // namespace lapidary
