#pragma once

#include "core/checkpoint/file_bytes.h"
#include "core/checkpoint/gguf_value.h"
#include "core/checkpoint/tensor_info.h"

#include <string>
#include <vector>

namespace lapidary {

struct GgufHeader {
    uint32_t version = 0;
    GgufMetadata metadata;
    std::vector<TensorInfo> tensors; ///< in file order; `file` is 0, offsets are absolute
    std::string hash;                ///< of all bytes before the tensor data
};

/// Reads metadata and tensor list of one GGUF file (version 2 or 3, little endian) as strictly as
/// llama.cpp does: offsets are the running sum of padded sizes, keys and names are unique.
/// Errors: Io; Input (names file, tensor or key, expected, found); Unsupported (version, type).
Result<GgufHeader> readGgufHeader(const FileBytes &file);

} // namespace lapidary
