#pragma once

#include "core/run/executor.h"

namespace lapidary {

/// What the record of a run says before anything is done: identity, source, sizes as planned.
RunRecord newRunRecord(const Model &model, const Plan &plan, const Recipe &recipe,
                       const RunOptions &options, const ComputeChoice &compute,
                       const std::string &planHash);

/// plan.json: its presence makes a folder a run.
Status writeRunPlan(const std::filesystem::path &folder, const RunRecord &record,
                    const Plan &plan);
/// record.json: its presence makes the run a finished one.
Status writeRunRecord(const std::filesystem::path &folder, const RunRecord &record);

/// Removes what a killed process left half written in `folder`; it has a temporary name.
void removeLeftovers(const std::filesystem::path &folder);

} // namespace lapidary
