#pragma once

#include "core/base/job_context.h"
#include "core/model/model.h"

#include <filesystem>

namespace lapidary {

struct ExportOptions {
    std::string type;     ///< storage type: "f32", "f16", "bf16", "q8_0", "q4_0"; empty = as stored
    bool densify = false; ///< multiply factors out, pad narrower blocks with zeros
    int threads = 0;
};

struct ExportResult {
    std::vector<std::filesystem::path> files;
    int64_t bytes = 0;
    std::map<std::string, int64_t> types; ///< stored dtype -> number of tensors
    std::vector<std::string> notes;       ///< sentences: what densifying costs, fallbacks, how to load
};

/// Writes a checkpoint that another runtime loads. Implementations live in plugins.
class Exporter {
public:
    virtual ~Exporter() = default;
    virtual std::string id() const = 0;    ///< "hf", "gguf"
    virtual std::string title() const = 0; ///< "Hugging Face folder"
    virtual std::string summary() const = 0;
    virtual std::vector<std::string> types() const = 0; ///< allowed ExportOptions::type
    virtual bool isFolder() const = 0;
    virtual std::string suffix() const = 0; ///< ".gguf" or empty
    /// Notes and refusals before any work: bytes that densifying will add, layers that the target
    /// cannot hold. Headers only.
    virtual Result<std::vector<std::string>> preview(const Model &model,
                                                     const ExportOptions &options) const = 0;
    /// Temporary name, stream, fsync, reopen and verify, rename. Nothing partial stays.
    virtual Result<ExportResult> write(const Model &model, const ExportOptions &options,
                                       const std::filesystem::path &out, JobContext &job) const = 0;
};

} // namespace lapidary
