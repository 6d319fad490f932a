#pragma once

#include "core/base/job_context.h"

#include <cstdint>
#include <functional>

namespace lapidary {

/// Hardware threads, at least 1.
int hardwareThreads();

/// True on a thread that works for a parallelFor with several threads: what is called from there
/// should not start threads of its own.
bool insideParallelFor();

/// Calls body(i) for i in [0, count) on up to `threads` threads (0 = all cores, or one inside
/// another parallelFor), handing out indices in order. Stops handing out at the first failure or
/// cancel and returns that failure (the one with the smallest index, so that the result does not
/// depend on timing). An exception from body becomes ErrorCode::Internal.
Status parallelFor(int64_t count, int threads, const JobContext &job,
                   const std::function<Status(int64_t)> &body);

} // namespace lapidary
