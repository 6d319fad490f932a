#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace lapidary {

/// One self-contained XHTML-style document.
std::string htmlReport(const std::vector<RunRecord> &runs);
std::string markdownReport(const std::vector<RunRecord> &runs);
/// {"lapidary": "report", "version": 1, "runs": [records], "comparison", "expansion_rates"}
nlohmann::json jsonReport(const std::vector<RunRecord> &runs);

struct CsvTables {
    std::string runs, layers;
    std::string widths;         ///< empty when no run changes an MLP width
    std::string expansionRates; ///< JSON; empty like widths
};
CsvTables csvReport(const std::vector<RunRecord> &runs);

} // namespace lapidary
