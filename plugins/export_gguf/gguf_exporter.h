#pragma once

#include "core/export/exporter.h"

namespace lapidary {

/// One .gguf file with the stock architecture of the model's family.
class GgufExporter : public Exporter {
public:
    std::string id() const override { return "gguf"; }
    std::string title() const override { return "GGUF (llama.cpp)"; }
    std::string summary() const override;
    std::vector<std::string> types() const override;
    bool isFolder() const override { return false; }
    std::string suffix() const override { return ".gguf"; }
    Result<std::vector<std::string>> preview(const Model &model,
                                             const ExportOptions &options) const override;
    Result<ExportResult> write(const Model &model, const ExportOptions &options,
                               const std::filesystem::path &out, JobContext &job) const override;
};

} // namespace lapidary
