#pragma once

#include "core/tensor/dtype.h"

#include <string>
#include <vector>

namespace lapidary {

/// Row-major dimensions, PyTorch order ([out, in] for a linear layer). Empty = scalar.
using Shape = std::vector<int64_t>;

/// Product of dimensions; fails with ErrorCode::Input on negatives and overflow.
Result<int64_t> elementCount(const Shape &shape);
/// Stored bytes of a tensor; block types split the last dimension. Fails like elementCount, and
/// when the last dimension is no multiple of the block.
Result<int64_t> tensorBytes(const Shape &shape, DType type);
/// "576 × 1536"
std::string formatShape(const Shape &shape);

} // namespace lapidary
