#pragma once

#include "core/run/executor.h"

namespace lapidary {

/// Where one stage of a run is executed; internal to core/run.
struct StagePlace {
    std::filesystem::path measurements; ///< folder of measurements that stages and runs share
    std::filesystem::path donor;        ///< run folder of the stage before, or empty
};

/// executeRun() of a recipe as a whole, without regard to stages. With a place, progress covers
/// making and measuring in one go, a recipe without steps gives a copy of the model, and parts that
/// are those of the stage before are taken over.
Result<RunRecord> executeWhole(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                               const std::filesystem::path &store, const RunOptions &options,
                               const StagePlace *place, JobContext &job);

} // namespace lapidary
