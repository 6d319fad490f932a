#pragma once

#include "core/export/export_tensor.h"
#include "core/export/exporter.h"

namespace lapidary {

/// Everything a GGUF export will hold, decided from headers alone.
struct GgufLayout {
    std::vector<ExportTensor> tensors;
    ModelConfig config;             ///< as the file will describe it
    bool padded = false; ///< every block is made as large as the largest, by zeros
    std::vector<std::string> notes; ///< fallbacks and costs, in sentences
};

/// Fails when stock llama.cpp cannot hold the model (factored layers, or blocks of different sizes
/// in an architecture that has none, without densify; no known architecture), saying what to do.
Result<GgufLayout> layOutGguf(const Model &model, const ExportOptions &options);

} // namespace lapidary
