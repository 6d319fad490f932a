#pragma once

#include "core/run/run_record.h"

namespace lapidary {

/// Sections of the HTML report. Each returns "" where there is nothing to say.
std::string qualitySection(const std::vector<RunRecord> &runs);
std::string runsTable(const std::vector<RunRecord> &runs);
std::string architectureSection(const RunRecord &run);
std::string runSection(const RunRecord &run);
std::string comparisonSection(const std::vector<RunRecord> &runs);
std::string provenanceSection(const std::vector<RunRecord> &runs);

} // namespace lapidary
