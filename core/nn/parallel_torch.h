#pragma once

#include "core/base/parallel.h"

namespace lapidary {

/// parallelFor for bodies that call LibTorch: `workers` of them at a time, each on up to `each`
/// threads. The caller's own number of threads is the same afterwards. Gradients are a setting of
/// each thread: the body sets its own.
Status parallelTorch(int64_t count, int workers, int each, const JobContext &job,
                     const std::function<Status(int64_t)> &body);

} // namespace lapidary
