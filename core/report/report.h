#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace lapidary {

/// A self-contained report of one or more runs, from their records alone. `format` is html, md,
/// json or csv. HTML holds its charts as inline SVG and loads nothing from elsewhere. csv writes
/// into the folder `out`: runs.csv, layers.csv and, where a run changes MLP widths, widths.csv and
/// expansion_rates.json; `out` ending in .csv names the runs' table and the others stand beside
/// it (NAME-layers.csv, ...). Returns what was written. Missing folders are made.
Result<std::vector<std::filesystem::path>> writeReport(const std::vector<RunRecord> &runs,
                                                       const std::string &format,
                                                       const std::filesystem::path &out);

} // namespace lapidary
