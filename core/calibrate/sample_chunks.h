#pragma once

#include "core/calibrate/lanes.h"
#include "core/nn/parallel_torch.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace lapidary {

/// Calls body(first, count) over all samples of states [samples, window, ...], a few at a time.
/// Stops when the job is cancelled.
template <class Body>
Status inChunks(const at::Tensor &states, const JobContext &job, Body body)
{
    const int64_t step = std::max<int64_t>(1, kChunkRows / states.size(1));
    for (int64_t first = 0; first < states.size(0); first += step) {
        LAPIDARY_TRY(job.checkCancelled());
        body(first, std::min(step, states.size(0) - first));
    }
    return {};
}

/// The same with body(lane, first, count), lanes side by side. Which lane has which samples depends
/// on nothing but their numbers.
template <class Body>
Status inLanes(const at::Tensor &states, const Lanes &lanes, const JobContext &job, Body body)
{
    if (lanes.count == 1)
        return inChunks(states, job, [&](int64_t first, int64_t count) { body(0, first, count); });
    const int64_t samples = states.size(0);
    const int64_t even = (samples + lanes.count - 1) / lanes.count;
    const int64_t step = std::clamp<int64_t>(kLaneRows / states.size(1), 1, even);
    return parallelTorch(lanes.count, lanes.count, lanes.threads, job, [&](int64_t lane) -> Status {
        for (int64_t first = lane * step; first < samples; first += lanes.count * step) {
            LAPIDARY_TRY(job.checkCancelled());
            body(lane, first, std::min(step, samples - first));
        }
        return {};
    });
}

} // namespace lapidary
