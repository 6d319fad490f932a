#pragma once

#include "core/export/export_tensor.h"
#include "core/export/exporter.h"

namespace lapidary {

/// Everything a GGUF export will hold, decided from headers alone.
struct GgufLayout {
    std::vector<ExportTensor> tensors;
    ModelConfig config;             ///< as the file will describe it (uniform width)
    std::vector<std::string> notes; ///< fallbacks and costs, in sentences
};

/// Fails when stock llama.cpp cannot hold the model (factored layers or differing widths without
/// densify, no known architecture), saying what to do.
Result<GgufLayout> layOutGguf(const Model &model, const ExportOptions &options);

} // namespace lapidary
