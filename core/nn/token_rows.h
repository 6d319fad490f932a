#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <vector>

namespace lapidary {

/// Rows of token ids, all of one length and at least one of them, as [rows, length], i64.
at::Tensor idsTensor(const std::vector<std::vector<int32_t>> &rows);

} // namespace lapidary
