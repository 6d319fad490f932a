#pragma once

#include "core/model/model.h"

namespace lapidary {

/// Zeros can pad heads, but no heads can be what one matrix is: fails with ErrorCode::Unsupported,
/// naming the block, when a matrix stands for an attention and stock heads are wanted.
Status requireHeads(const Model &model);

} // namespace lapidary
