#pragma once

#include "core/checkpoint/file_bytes.h"
#include "core/checkpoint/tensor_info.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lapidary {

/// Largest header that the format allows.
inline constexpr int64_t safetensorsHeaderLimit = 100'000'000;

struct SafetensorsHeader {
    std::vector<TensorInfo> tensors; ///< by offset; `file` is 0, offsets are absolute
    std::map<std::string, std::string> metadata;
    std::string text; ///< the JSON as stored
};

/// Reads and checks a whole header: size limit, JSON without repeated keys, known dtypes, sizes
/// that match shapes, data without holes or overlaps that ends with the file.
/// Errors: Io; Input (names file, tensor, expected, found); Unsupported for an unknown dtype.
Result<SafetensorsHeader> readSafetensorsHeader(const FileBytes &file);

/// The format's word for a type that it can hold ("BF16"); block types and Other: null.
const char *safetensorsDtypeName(DType type);
/// Order of the reference writer: types of higher rank come first in the file.
int safetensorsDtypeRank(DType type);

} // namespace lapidary
