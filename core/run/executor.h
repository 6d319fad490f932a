#pragma once

#include "core/nn/compute.h"
#include "core/run/run_store.h"

namespace lapidary {

struct RunOptions {
    std::string name;
    uint64_t seed = 0;
    ComputeOptions compute;
    int64_t memoryLimit = 0;
    std::optional<std::string> evaluateText; ///< text to measure perplexity on, before and after
    PerplexityProtocol protocol;
};

/// Executes a recipe into the store, streaming, parallel over layers. A finished part is a file
/// that carries the plan hash; the same call again resumes an unfinished run of the same plan
/// (same store, recipe, source, seed) and gives bit-identical results. Cancelling leaves a
/// resumable run and fails with ErrorCode::Cancelled.
/// Refused before any work: plan errors, too little disk, read-only store.
Result<RunRecord> executeRun(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                             const std::filesystem::path &store, const RunOptions &options,
                             JobContext &job);

} // namespace lapidary
