#pragma once

#include "core/calibrate/calibration.h"
#include "core/nn/compute.h"
#include "core/run/run_store.h"

#include <functional>

namespace lapidary {

struct RunOptions {
    std::string name;
    uint64_t seed = 0;
    ComputeOptions compute;
    int64_t memoryLimit = 0;
    std::optional<std::string> evaluateText; ///< text to measure perplexity on, before and after
    PerplexityProtocol protocol;
    CalibrationPtr calibration; ///< statistics of layer inputs; methods weigh errors by them
    bool divergence = false; ///< also measure KL against the original (holds both models)
    /// Called in the thread of the run with the stages done so far: after each, and once at the
    /// beginning of a run that is resumed. May be empty.
    std::function<void(const std::vector<StageRecord> &)> onStages{};
};

/// Name of the run folder that executeRun() uses: a slug of the given name (or the recipe's) and
/// eight digits of the plan hash.
std::string runFolderName(const std::string &name, const std::string &planHash);


/// Executes a recipe into the store, streaming, parallel over layers. A finished part is a file
/// that carries the plan hash; the same call again resumes an unfinished run of the same plan
/// (same store, recipe, source, seed) and gives bit-identical results. Cancelling leaves a
/// resumable run and fails with ErrorCode::Cancelled.
/// The same call on a finished run returns its record without doing anything again; when it asks
/// for a measurement that the record does not have, only that is made and the record replaced.
/// Refused before any work: plan errors, too little disk, read-only store, memory limit, a run
/// that somebody else is working on, a measurement that is not possible.
/// A recipe with stages (core/surgery/recipe_stages.h) is run as core/run/stages.h says.
/// Threads: `options.compute.threads` workers, each with one torch thread, so that the numbers do
/// not depend on how many there are.
Result<RunRecord> executeRun(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                             const std::filesystem::path &store, const RunOptions &options,
                             JobContext &job);

} // namespace lapidary
