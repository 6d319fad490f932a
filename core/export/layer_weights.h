#pragma once

#include "core/base/job_context.h"
#include "core/model/model.h"

namespace lapidary {

/// The matrix [out, in] (or vector) that a layer represents, factors multiplied out, in f32,
/// row-major, Hugging Face row order. Memory: three copies of the matrix at most.
Result<std::vector<float>> denseWeightF32(const Model &model, const Layer &layer, JobContext &job);

} // namespace lapidary
