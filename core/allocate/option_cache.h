#pragma once

#include "core/allocate/correct.h"
#include "core/model/model.h"

#include <filesystem>

namespace lapidary {

/// measureOptions(), unless `folder` holds the answer to the same question already (auto step,
/// calibration, model, seed, samples); what was measured is kept there. An empty folder: no cache.
/// A damaged entry is measured again. Fails as measureOptions() does, and with ErrorCode::Io when
/// the folder cannot be written.
Result<OptionTable> cachedOptions(const ModelPtr &model, const Recipe &recipe,
                                  const MethodRegistry &methods, const AutoOptions &options,
                                  const std::filesystem::path &folder, JobContext &job);

/// The table of corrected(), cached in the same way.
Result<OptionTable> cachedCorrection(const ModelPtr &model, const OptionTable &table,
                                     const MethodRegistry &methods, const AutoOptions &options,
                                     const CorrectionTarget &target,
                                     const std::filesystem::path &folder, JobContext &job);

/// What everybody calls the size of a model, counted as allocate() counts it: buffers and second
/// copies of tied matrices are stored but are no parameters of the model.
int64_t storedSize(const Model &model, int64_t size, BudgetOf of);
/// The way back.
int64_t namedSize(const Model &model, int64_t stored, BudgetOf of);

} // namespace lapidary
