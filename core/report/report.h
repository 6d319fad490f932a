#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace lapidary {

/// A self-contained report of one or more runs, from their records alone. `format` is html, md,
/// json or csv. HTML holds its charts as inline SVG and loads nothing from elsewhere. csv writes
/// a folder or file set beside `out` (runs, layers, widths with expansion_rates.json).
Result<std::vector<std::filesystem::path>> writeReport(const std::vector<RunRecord> &runs,
                                                       const std::string &format,
                                                       const std::filesystem::path &out);

} // namespace lapidary
