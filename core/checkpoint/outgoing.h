#pragma once

#include "core/checkpoint/tensor_writer.h"

#include <string_view>

namespace lapidary {

/// Names are not empty and unique. Fails with ErrorCode::Internal naming the tensor.
Status requireUniqueNames(const std::vector<OutgoingTensor> &tensors);

/// Streams one tensor into `file`, polling `job`; what produce() delivers must be exactly `bytes`
/// (ErrorCode::Internal). An exception from produce() becomes an error.
Status streamTensor(AtomicFile &file, const OutgoingTensor &tensor, int64_t bytes, JobContext &job);

/// Writes `count` bytes of value `fill`.
Status writePadding(AtomicFile &file, int64_t count, char fill);

} // namespace lapidary
