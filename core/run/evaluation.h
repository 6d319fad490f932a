#pragma once

#include "core/run/executor.h"

namespace lapidary {

/// Identity of one measurement: model, text, protocol, device and dtype.
std::string measurementKey(const std::string &modelIdentity, const RunOptions &options,
                           const ComputeChoice &compute);

/// Fails before any work when the text cannot be measured on this model, saying why.
Status requireMeasurable(const Model &model);

/// Perplexity of a model on options.evaluateText, kept in `cacheFile` under the measurement's key
/// so that it is made once: runs of one model share the one of the original.
Result<PerplexityResult> measureCached(ModelPtr model, const std::string &key,
                                       const std::filesystem::path &cacheFile,
                                       const RunOptions &options, ModelPtr reference,
                                       JobContext &job);

/// Perplexity of a run's original, kept in `folder` for all runs of the model.
Result<PerplexityResult> measureOriginal(ModelPtr model, const std::filesystem::path &folder,
                                         const RunOptions &options, const ComputeChoice &compute,
                                         JobContext &job);

/// True when `cacheFile` holds the measurement with this key.
bool isMeasured(const std::filesystem::path &cacheFile, const std::string &key);

} // namespace lapidary
