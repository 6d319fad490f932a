#pragma once

#include "core/allocate/option_table.h"
#include "core/allocate/probe.h"

namespace lapidary {

/// What the layers of a unit become under an option (nothing for the one that leaves them as they
/// are), with the statistics of the calibration. Uses the calling thread's torch threads.
Result<Probe::Changes> applyOption(const Model &model, const MethodRegistry &methods,
                                   const AutoOptions &options, const UnitOption &option,
                                   JobContext &job);

} // namespace lapidary
