#pragma once

#include "core/export/export_tensor.h"
#include "core/export/exporter.h"

namespace lapidary {

/// Everything an HF export will hold, decided from headers alone.
struct HfLayout {
    std::vector<ExportTensor> tensors;
    nlohmann::json config; ///< config.json
    bool remoteCode = false;
    std::string storedDtype; ///< "float32", "bfloat16", "float16"
    std::vector<std::string> notes;
};

Result<HfLayout> layOutHf(const Model &model, const ExportOptions &options);

} // namespace lapidary
