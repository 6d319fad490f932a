#pragma once

#include "core/base/job_context.h"
#include "core/checkpoint/gguf_value.h"
#include "core/checkpoint/tensor_info.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lapidary {

enum class CheckpointFormat { HuggingFace, Safetensors, Gguf };
const char *formatName(CheckpointFormat format); ///< "huggingface", "safetensors", "gguf"

/// An opened checkpoint: headers only, byte ranges on demand. Immutable after opening; every
/// const member may be called from several threads at once.
class CheckpointSource {
public:
    virtual ~CheckpointSource() = default;

    virtual CheckpointFormat format() const = 0;
    virtual const std::filesystem::path &path() const = 0; ///< what the user opened
    virtual const std::vector<std::filesystem::path> &files() const = 0;
    virtual const std::vector<TensorInfo> &tensors() const = 0;
    /// Index by stored name; -1 when there is none. O(1).
    virtual int find(std::string_view name) const = 0;

    /// Copies bytes [begin, begin + target.size()) of the tensor. Checked against its size.
    virtual Status read(const TensorInfo &tensor, int64_t begin,
                        std::span<std::byte> target) const = 0;

    /// Parsed JSON file beside the weights ("config.json", "tokenizer.json", "lapidary.json",
    /// ...), limited in size; nothing when absent. GGUF has none.
    virtual Result<std::optional<nlohmann::json>> document(std::string_view name) const = 0;
    /// Absolute paths of side files that belong to the checkpoint (tokenizer, licences, code).
    virtual std::vector<std::filesystem::path> sideFiles() const { return {}; }
    /// GGUF metadata; null for the other formats.
    virtual const GgufMetadata *gguf() const { return nullptr; }

    /// Identity of the content for caches and resume: hash over names, shapes, dtypes, file
    /// sizes and modification times, and the headers. Cheap.
    virtual std::string identity() const = 0;
};

/// Opens a Hugging Face folder (config.json + *.safetensors by index or single; symlinks inside a
/// hub cache are followed), a bare .safetensors or a .gguf (v2, v3). Reads headers only.
/// Errors: Io when unreadable; Input when corrupt or hostile (names file, tensor, expected,
/// found); Unsupported for a format that is known but not readable (pickle .bin).
Result<std::shared_ptr<const CheckpointSource>> openCheckpoint(const std::filesystem::path &path,
                                                               JobContext &job);

/// Whole tensor decoded to f32 (block types too), in row-major order.
Result<std::vector<float>> readTensorF32(const CheckpointSource &source, const TensorInfo &tensor,
                                         const JobContext &job);

} // namespace lapidary
