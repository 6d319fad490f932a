#pragma once

#include "core/export/exporter.h"

namespace lapidary {

/// A Hugging Face folder: stock where the model fits the stock architecture, otherwise with a
/// modeling file of its own that loads by trust_remote_code. With densify always stock.
class HfExporter : public Exporter {
public:
    std::string id() const override { return "hf"; }
    std::string title() const override { return "Hugging Face folder (transformers)"; }
    std::string summary() const override;
    std::vector<std::string> types() const override;
    bool isFolder() const override { return true; }
    std::string suffix() const override { return {}; }
    Result<std::vector<std::string>> preview(const Model &model,
                                             const ExportOptions &options) const override;
    Result<ExportResult> write(const Model &model, const ExportOptions &options,
                               const std::filesystem::path &out, JobContext &job) const override;
};

} // namespace lapidary
