#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <span>

namespace lapidary {

/// Decode `count` elements of any floating DType to f32. `source` holds exactly their bytes (whole
/// blocks). Layouts: facts in docs/formats.md. Pure, thread-safe.
Status decodeToF32(DType type, std::span<const std::byte> source, std::span<float> target);

/// Encode f32 to F32, F16, BF16 (round to nearest even), Q8_0 or Q4_0 (byte for byte what
/// llama.cpp's reference quantizer makes). Fails with ErrorCode::Unsupported for other types and
/// ErrorCode::Numerical on non-finite input to a block type.
Status encodeFromF32(DType type, std::span<const float> source, std::span<std::byte> target);

} // namespace lapidary
