#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace lapidary {

/// Long arrays of a run: "layers/<module>/<method>/<name>" (spectra, kept indices), and one value
/// per changed layer under "errors", "parameters", "bytes" with their names in "names" (lines).
/// Written to a temporary name, closed, flushed, renamed. Equal content gives equal bytes.
Status writeRunArrays(const std::filesystem::path &path, const std::vector<LayerRecord> &layers,
                      const nlohmann::json &arrays);

/// One array of a finished run, by the path that a record's details name.
Result<std::vector<double>> readRunArray(const std::filesystem::path &arraysFile,
                                         const std::string &path);
/// Paths that readRunArray understands, sorted.
Result<std::vector<std::string>> runArrayNames(const std::filesystem::path &arraysFile);

} // namespace lapidary
