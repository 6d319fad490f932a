#pragma once

#include "core/base/atomic_file.h"
#include "core/base/job_context.h"
#include "core/checkpoint/gguf_value.h"
#include "core/checkpoint/tensor_info.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace lapidary {

/// A tensor to be written: its header entry and, later, its bytes, delivered in pieces.
struct OutgoingTensor {
    std::string name;
    DType dtype = DType::F32;
    Shape shape;
    /// Calls `sink` with consecutive pieces that add up to exactly the tensor's bytes.
    std::function<Status(const std::function<Status(std::span<const std::byte>)> &sink)> produce;
};

/// Writes one .safetensors file atomically, streaming tensor by tensor in the reference order
/// (alignment descending, then name). Block types are stored as U8 [rows, bytes per row].
Status writeSafetensors(const std::filesystem::path &path, std::vector<OutgoingTensor> tensors,
                        const std::map<std::string, std::string> &metadata, JobContext &job);

/// Writes one GGUF v3 file atomically, in the given tensor order.
Status writeGguf(const std::filesystem::path &path, const GgufMetadata &metadata,
                 std::vector<OutgoingTensor> tensors, JobContext &job);

} // namespace lapidary
