#pragma once

#include "core/run/executor.h"

namespace lapidary {

/// executeRun() of a recipe with stages: each is all stages up to it, done on the original, so that
/// names, calibration and errors mean what they do in any run; what a stage does not touch is taken
/// over from the one before. After each the model is measured on options.evaluateText. A stage whose
/// perplexity is more than recipe.damageLimit times the original's, or is no number, is rejected:
/// the run is finished then and its checkpoint is the last good stage's (a copy of the original when
/// the first one is rejected); the record says so. RUN/stages.json and RUN/stages/ hold what is
/// done while the run goes on; killed, it resumes at its stage and ends with the same bytes.
/// Disk: at most two stages at a time. Fails with ErrorCode::Usage for a limit without a text.
Result<RunRecord> executeStages(ModelPtr model, const Recipe &recipe,
                                const MethodRegistry &methods, const std::filesystem::path &store,
                                const RunOptions &options, JobContext &job);

/// Stages that an unfinished run has behind it; empty when there are none.
std::vector<StageRecord> finishedStages(const std::filesystem::path &runFolder);

/// What the limit did to a run, in one sentence; empty when every stage was accepted.
std::string stoppedBecause(const RunRecord &record);

} // namespace lapidary
