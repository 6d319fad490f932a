#include "core/base/format.h"
#include "core/report/escape.h"
#include "core/report/facts.h"
#include "core/report/formats.h"

#include <set>

namespace lapidary {

namespace {

std::string row(const std::vector<std::string> &cells)
{
    std::string line = "|";
    for (const std::string &cell : cells)
        line += fmt::format(" {} |", markdownEscape(cell));
    return line + "\n";
}

/// `align`: one letter a column, l or r.
std::string head(const std::vector<std::string> &titles, const std::string &align)
{
    std::string rule = "|";
    for (const char a : align)
        rule += a == 'r' ? "---:|" : "---|";
    return row(titles) + rule + "\n";
}

std::string runsTableMarkdown(const std::vector<RunRecord> &runs)
{
    const auto front = paretoFront(sizeAndLoss(runs));
    std::string md = head({"Run", "Parameters", "Bytes", "Change", "Perplexity before",
                           "Perplexity after", "Pareto front"},
                          "lrrrrrl");
    for (size_t i = 0; i < runs.size(); ++i)
        md += row({runs[i].run, formatExact(runs[i].parametersAfter), formatExact(runs[i].bytesAfter),
                   changeText(runs[i].bytesBefore, runs[i].bytesAfter),
                   perplexityText(runs[i].perplexityBefore), perplexityText(runs[i].perplexityAfter),
                   front[i] ? "yes" : ""});
    return md + "\n" + markdownEscape(describeProtocols(runs)) + "\n\n";
}

/// A table whose titles of columns of numbers start with '>'.
std::string tableMarkdown(std::vector<std::string> titles,
                          const std::vector<std::vector<std::string>> &rows)
{
    std::string align;
    for (std::string &title : titles) {
        align += title.starts_with('>') ? 'r' : 'l';
        title.erase(0, title.starts_with('>') ? 1 : 0);
    }
    std::string md = head(titles, align);
    for (const auto &cells : rows)
        md += row(cells);
    return md;
}

std::string stagesMarkdown(const RunRecord &run)
{
    if (run.stages.empty())
        return {};
    return "\nStages; each row is the whole model after all stages up to it. "
        + markdownEscape(damageLimitText(run)) + "\n\n"
        + tableMarkdown(stageTitles(), stageRows(run));
}

std::string architectureMarkdown(const std::vector<RunRecord> &runs)
{
    std::string md;
    std::set<std::string> sources;
    for (const RunRecord &run : runs) {
        if (!sources.insert(run.sourceIdentity).second)
            continue;
        for (const FactTable &facts : architectureTables(run))
            md += fmt::format("## {}: {}\n\n{}\n", markdownEscape(modelTitle(run)), facts.title,
                              tableMarkdown(facts.titles, facts.rows))
                + (facts.note.empty() ? "" : markdownEscape(facts.note) + "\n\n");
    }
    return md;
}

std::string runMarkdown(const RunRecord &run)
{
    std::string md = "## Run " + markdownEscape(run.run) + "\n\n";
    for (const std::string &warning : run.warnings)
        md += "- Warning: " + markdownEscape(warning) + "\n";
    if (run.perplexityAfter)
        md += "\nProtocol: " + markdownEscape(describeProtocol(*run.perplexityAfter)) + ".\n";
    md += stagesMarkdown(run) + "\n" + head({"", "Layers", "Step"}, "rll");
    int number = 0;
    for (const Step &step : run.recipe.steps)
        md += row({std::to_string(++number), describe(step.select), stepText(step)});
    md += "\n" + head({"Role", "Layers", "Bytes before", "Bytes after", "Change"}, "lrrrr");
    for (const RoleTotals &role : run.roles)
        md += row({role.role, std::to_string(role.layers), formatExact(role.bytesBefore),
                   formatExact(role.bytesAfter), changeText(role.bytesBefore, role.bytesAfter)});
    md += "\n" + head({"Layer", "Method", "Parameters", "Bytes", "Error"}, "llrrr");
    for (const LayerRecord &layer : run.layers)
        md += row({layer.name, paramsText(layer).empty() ? layer.method : paramsText(layer),
                   formatExact(layer.parameters), formatExact(layer.bytes),
                   fmt::format("{:.5f}", layer.error)});
    return md + "\n";
}

std::string comparison(const std::vector<RunRecord> &runs)
{
    if (runs.size() < 2)
        return {};
    std::vector<std::string> titles = {"Layers"};
    for (const RunRecord &run : runs)
        titles.push_back(run.run);
    std::string md = "## Recipes compared\n\n" + head(titles, std::string(titles.size(), 'l'));
    for (const RecipeDifference &difference : compareRuns(runs).recipe) {
        std::vector<std::string> cells = {difference.selector};
        for (const std::string &step : difference.perRun)
            cells.push_back(step.empty() ? "–" : step);
        md += row(cells);
    }
    return md + "\n";
}

} // namespace

std::string markdownReport(const std::vector<RunRecord> &runs)
{
    std::string md = "# Compression report: " + markdownEscape(modelTitle(runs.front())) + "\n\n";
    md += runsTableMarkdown(runs) + comparison(runs);
    for (const RunRecord &run : runs)
        md += runMarkdown(run);
    md += architectureMarkdown(runs);
    md += "## Where the numbers come from\n\n"
          + head({"Run", "Made", "Program", "Source", "Source identity", "Plan", "Seed"}, "llllllr");
    for (const RunRecord &run : runs)
        md += row({run.run, run.created, run.program, run.source, run.sourceIdentity, run.planHash,
                   std::to_string(run.seed)});
    return md;
}

} // namespace lapidary
