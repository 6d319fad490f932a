#pragma once

#include "core/base/job_context.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace lapidary {

/// Calls body(first, count) over all samples of states [samples, window, ...], a few at a time:
/// enough rows for a matrix product to be fast, few enough for the intermediate results of wide
/// MLPs. Stops when the job is cancelled.
template <class Body>
Status inChunks(const at::Tensor &states, const JobContext &job, Body body)
{
    constexpr int64_t kRowsAtOnce = 4096;
    const int64_t step = std::max<int64_t>(1, kRowsAtOnce / states.size(1));
    for (int64_t first = 0; first < states.size(0); first += step) {
        LAPIDARY_TRY(job.checkCancelled());
        body(first, std::min(step, states.size(0) - first));
    }
    return {};
}

} // namespace lapidary
