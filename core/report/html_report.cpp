#include "core/report/escape.h"
#include "core/report/facts.h"
#include "core/report/formats.h"
#include "core/report/html_sections.h"
#include "core/report/html_style.h"

#include <set>

namespace lapidary {

std::string htmlReport(const std::vector<RunRecord> &runs)
{
    std::set<std::string> models;
    std::string modelNames;
    for (const RunRecord &run : runs)
        if (models.insert(modelTitle(run)).second)
            modelNames += (modelNames.empty() ? "" : ", ") + modelTitle(run);
    std::string body = "<h1>" + htmlEscape(modelNames) + "</h1>\n<p class=\"soft\">"
                       + htmlEscape(fmt::format("Compression report of {} {}", runs.size(),
                                                runs.size() == 1 ? "run" : "runs"))
                       + "</p>\n";
    body += runsTable(runs) + qualitySection(runs) + comparisonSection(runs);
    for (const RunRecord &run : runs)
        body += runSection(run);
    std::set<std::string> sources;
    for (const RunRecord &run : runs)
        if (sources.insert(run.sourceIdentity).second)
            body += architectureSection(run);
    body += provenanceSection(runs);
    return "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\"><head>"
           "<meta charset=\"utf-8\"/>"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/><title>"
           + htmlEscape("Lapidary: " + modelNames) + "</title><style>" + kReportStyle
           + "</style></head><body><main>\n" + body + "</main></body></html>\n";
}

} // namespace lapidary
