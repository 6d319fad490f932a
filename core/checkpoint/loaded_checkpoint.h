#pragma once

#include "core/checkpoint/checkpoint_source.h"
#include "core/checkpoint/file_bytes.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lapidary {

/// What the readers of the formats put together.
struct CheckpointParts {
    CheckpointFormat format = CheckpointFormat::Safetensors;
    std::filesystem::path path;   ///< what the user opened
    std::filesystem::path folder; ///< where documents and side files lie; empty for none
    std::vector<FileBytes> files;
    std::vector<TensorInfo> tensors;
    std::vector<std::string> headerHashes; ///< one per file
    std::optional<GgufMetadata> gguf;
};

/// The one CheckpointSource: headers in memory, bytes by position.
class LoadedCheckpoint final : public CheckpointSource {
public:
    /// Fails with ErrorCode::Input when a tensor name appears twice.
    static Result<std::shared_ptr<const CheckpointSource>> make(CheckpointParts parts);

    CheckpointFormat format() const override { return m_parts.format; }
    const std::filesystem::path &path() const override { return m_parts.path; }
    const std::vector<std::filesystem::path> &files() const override { return m_paths; }
    const std::vector<TensorInfo> &tensors() const override { return m_parts.tensors; }
    int find(std::string_view name) const override;
    Status read(const TensorInfo &tensor, int64_t begin,
                std::span<std::byte> target) const override;
    Result<std::optional<nlohmann::json>> document(std::string_view name) const override;
    std::vector<std::filesystem::path> sideFiles() const override;
    const GgufMetadata *gguf() const override { return m_parts.gguf ? &*m_parts.gguf : nullptr; }
    std::string identity() const override { return m_identity; }

private:
    explicit LoadedCheckpoint(CheckpointParts parts);
    Status index();
    Status computeIdentity();

    CheckpointParts m_parts;
    std::vector<std::filesystem::path> m_paths;
    std::unordered_map<std::string_view, int> m_index;
    std::string m_identity;
};

// Readers of the formats; see openCheckpoint.
Result<CheckpointParts> openHuggingFaceFolder(const std::filesystem::path &folder, JobContext &job);
Result<CheckpointParts> openSafetensorsFile(const std::filesystem::path &path);
Result<CheckpointParts> openGgufFile(const std::filesystem::path &path, JobContext &job);

/// Applies the "tensors" of a lapidary.json: arrays that are stored as U8 [rows, bytes per row]
/// get their logical dtype and shape. In a whole checkpoint every named tensor must exist; in a
/// single file others are skipped. Fails with Input on contradictions, Unsupported on a newer
/// version.
Status applyOverlay(std::vector<TensorInfo> &tensors, const nlohmann::json &document,
                    const std::string &where, bool whole);

} // namespace lapidary
