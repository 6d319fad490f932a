#include "core/report/html_sections.h"

#include "core/base/format.h"
#include "core/report/escape.h"
#include "core/report/facts.h"
#include "core/report/html_table.h"
#include "core/report/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace lapidary {

namespace {

std::string figure(const std::string &chart, const std::string &caption)
{
    if (chart.empty())
        return {};
    return "<figure>" + chart + "<figcaption>" + htmlEscape(caption) + "</figcaption></figure>\n";
}

std::string heading(int level, const std::string &text)
{
    return fmt::format("<h{0}>{1}</h{0}>\n", level, htmlEscape(text));
}

std::string paragraph(const std::string &text, const char *classes = "")
{
    return fmt::format("<p class=\"{}\">{}</p>\n", classes, htmlEscape(text));
}

std::string bytesTick(double bytes)
{
    return formatBytes(static_cast<int64_t>(bytes));
}

std::vector<ScatterPoint> qualityPoints(const std::vector<RunRecord> &runs)
{
    std::vector<ScatterPoint> points;
    std::set<std::string> originals;
    for (const RunRecord &run : runs)
        if (run.perplexityBefore && originals.insert(run.sourceIdentity).second) {
            const Perplexity &p = *run.perplexityBefore;
            points.push_back({"original", static_cast<double>(run.bytesBefore), p.value,
                              p.standardError, true, false});
        }
    for (const RunRecord &run : runs)
        if (run.perplexityAfter)
            points.push_back({runTitle(run), static_cast<double>(run.bytesAfter),
                              run.perplexityAfter->value, run.perplexityAfter->standardError, false,
                              false});
    std::erase_if(points, [](const ScatterPoint &p) { return !std::isfinite(p.y); });
    for (ScatterPoint &p : points)
        if (!std::isfinite(p.error))
            p.error = 0;
    std::vector<std::pair<double, double>> plane;
    for (const ScatterPoint &p : points)
        plane.emplace_back(p.x, p.y);
    const auto front = paretoFront(plane);
    for (size_t i = 0; i < points.size(); ++i)
        points[i].front = front[i];
    return points;
}

std::vector<Bar> roleBars(const RunRecord &run)
{
    std::vector<Bar> bars;
    for (const RoleTotals &role : run.roles)
        bars.push_back({fmt::format("{} ({})", role.role, role.layers),
                        static_cast<double>(role.bytesBefore),
                        static_cast<double>(role.bytesAfter),
                        fmt::format("{} ({})", formatBytes(role.bytesAfter),
                                    changeText(role.bytesBefore, role.bytesAfter))});
    return bars;
}

std::string errorHeat(const RunRecord &run)
{
    std::vector<std::string> roles;
    std::vector<HeatCell> cells;
    int blocks = 0;
    for (const LayerRecord &layer : run.layers) {
        if (layer.block < 0)
            continue;
        const auto at = std::find(roles.begin(), roles.end(), layer.role);
        const auto row = static_cast<int>(at - roles.begin());
        if (at == roles.end())
            roles.push_back(layer.role);
        blocks = std::max(blocks, layer.block + 1);
        cells.push_back({row, layer.block, layer.error,
                         fmt::format("{}: {:.4f} ({})", layer.name, layer.error, layer.method)});
    }
    return heatChart(roles, blocks, cells, "block; relative Frobenius error");
}

std::string worstLayers(const RunRecord &run)
{
    std::vector<const LayerRecord *> order;
    for (const LayerRecord &layer : run.layers)
        order.push_back(&layer);
    std::stable_sort(order.begin(), order.end(), [](const LayerRecord *a, const LayerRecord *b) {
        return a->error > b->error;
    });
    std::vector<Bar> bars;
    for (size_t i = 0; i < std::min<size_t>(order.size(), 15); ++i)
        bars.push_back({order[i]->name, 0, order[i]->error,
                        fmt::format("{:.4f}  {}", order[i]->error, order[i]->method)});
    return barChart(bars);
}

std::string recipeTable(const RunRecord &run)
{
    HtmlTable table({"", "Layers", "Step"});
    int number = 0;
    for (const Step &step : run.recipe.steps)
        table.row({std::to_string(++number), describe(step.select), stepText(step)});
    return table.html();
}

std::string layersTable(const RunRecord &run)
{
    HtmlTable table({"Layer", "Method", ">Parameters", ">Bytes", ">Change", ">Error", ">Seconds"});
    for (const LayerRecord &layer : run.layers)
        table.row({layer.name, paramsText(layer).empty() ? layer.method : paramsText(layer),
                   formatExact(layer.parameters), formatExact(layer.bytes),
                   changeText(layer.bytesBefore, layer.bytes), fmt::format("{:.5f}", layer.error),
                   fmt::format("{:.2f}", layer.seconds)});
    return "<details><summary>Every changed layer (" + std::to_string(run.layers.size())
           + ")</summary>" + table.html() + "</details>\n";
}

std::string stagesTable(const RunRecord &run)
{
    if (run.stages.empty())
        return {};
    HtmlTable table(stageTitles());
    for (const auto &row : stageRows(run))
        table.row(row);
    return heading(3, "Stages")
           + paragraph("Each row is the whole model after all stages up to it. "
                       + damageLimitText(run))
           + table.html();
}

std::string warningList(const RunRecord &run)
{
    if (run.warnings.empty())
        return {};
    std::string html = "<ul class=\"warnings\">";
    for (const std::string &warning : run.warnings)
        html += "<li>" + htmlEscape(warning) + "</li>";
    return html + "</ul>\n";
}

bool hasBlock(const RunRecord &run, size_t block)
{
    return run.blocksKept.empty()
        || std::find(run.blocksKept.begin(), run.blocksKept.end(), static_cast<int>(block))
            != run.blocksKept.end();
}

/// "576", "removed" for a part that is gone.
std::string sizeText(const std::vector<int64_t> &sizes, size_t block)
{
    if (block >= sizes.size())
        return {};
    return sizes[block] > 0 ? std::to_string(sizes[block]) : "removed";
}

std::string headsText(const std::vector<int64_t> &heads, const std::vector<int64_t> &kvHeads,
                      size_t block)
{
    if (block >= heads.size() || block >= kvHeads.size())
        return {};
    if (heads[block] > 0 && kvHeads[block] == 0)
        return "one matrix";
    return heads[block] > 0 ? fmt::format("{} / {}", heads[block], kvHeads[block]) : "removed";
}

/// Heads before and after, and which blocks are gone, where the run changed them.
std::string blocksTable(const RunRecord &run)
{
    const size_t blocks = run.headsBefore.size();
    const bool dropped = !run.blocksKept.empty() && run.blocksKept.size() < blocks;
    if (!dropped && run.headsAfter == run.headsBefore)
        return {};
    std::string html = heading(3, "Blocks and heads");
    if (dropped)
        html += paragraph(fmt::format("{} of {} blocks are left; they are numbered anew in the "
                                      "run's checkpoint.",
                                      run.blocksKept.size(), blocks));
    HtmlTable table({">Block", ">Query / key-value heads before", ">After"});
    for (size_t i = 0; i < blocks; ++i)
        table.row({std::to_string(i), headsText(run.headsBefore, run.kvHeadsBefore, i),
                   hasBlock(run, i) ? headsText(run.headsAfter, run.kvHeadsAfter, i)
                                    : "whole block removed"});
    return html + "<details><summary>Heads of every block</summary>" + table.html()
           + "</details>\n";
}

std::string expertsTable(const RunRecord &run)
{
    if (run.expertsAfter == run.expertsBefore)
        return {};
    HtmlTable table({">Block", ">Experts before", ">After"});
    for (size_t i = 0; i < run.expertsBefore.size() && i < run.expertsAfter.size(); ++i)
        table.row({std::to_string(i), std::to_string(run.expertsBefore[i]),
                   std::to_string(run.expertsAfter[i])});
    return heading(3, "Experts") + "<details><summary>Experts of every block</summary>"
           + table.html() + "</details>\n";
}

std::string widthsTable(const RunRecord &run)
{
    if (!changesWidths(run))
        return {};
    const auto rate = expansionRate(run);
    std::string html = heading(3, "MLP widths");
    if (rate.is_object())
        html += paragraph(fmt::format("Mean expansion rate {:.1f} % of the hidden size; {} unique "
                                      "parameters ({:.2f} % fewer).",
                                      rate["expansion_rate"].get<double>(),
                                      formatExact(run.parametersUniqueAfter),
                                      rate["percentage_reduction"].get<double>()));
    HtmlTable table({">Block", ">Before", ">After"});
    for (size_t i = 0; i < run.widthsAfter.size(); ++i)
        table.row({std::to_string(i),
                   i < run.widthsBefore.size() ? std::to_string(run.widthsBefore[i]) : "",
                   hasBlock(run, i) ? sizeText(run.widthsAfter, i) : "whole block removed"});
    return html + "<details><summary>Width of every block</summary>" + table.html()
           + "</details>\n";
}

} // namespace

std::string qualitySection(const std::vector<RunRecord> &runs)
{
    const auto points = qualityPoints(runs);
    std::string html = heading(2, "Quality against size");
    if (points.empty())
        return html + paragraph(describeProtocols(runs), "soft");
    if (!sameProtocol(runs))
        return html + paragraph(describeProtocols(runs));
    return html
           + figure(scatterChart(points, "bytes of all tensors as stored", "perplexity", bytesTick),
                    "Perplexity against size; left and low is better. The dashed line is the "
                    "Pareto front, the diamond the original. "
                        + describeProtocols(runs));
}

std::string runsTable(const std::vector<RunRecord> &runs)
{
    const auto front = paretoFront(sizeAndLoss(runs));
    HtmlTable table({"Run", ">Parameters", ">Bytes", ">Change", ">Perplexity before",
                     ">Perplexity after", "Front", ">Seconds"});
    for (size_t i = 0; i < runs.size(); ++i) {
        const RunRecord &run = runs[i];
        table.row({run.run, formatExact(run.parametersAfter), formatBytes(run.bytesAfter),
                   changeText(run.bytesBefore, run.bytesAfter), perplexityText(run.perplexityBefore),
                   perplexityText(run.perplexityAfter), front[i] ? "yes" : "",
                   fmt::format("{:.1f}", run.seconds)});
    }
    return heading(2, "Runs") + table.html() + paragraph(describeProtocols(runs), "soft");
}

std::string architectureSection(const RunRecord &run)
{
    std::vector<Share> shares;
    int64_t total = 0;
    for (const RoleTotals &role : run.roles)
        total += role.parametersBefore;
    for (const RoleTotals &role : run.roles)
        shares.push_back({role.role, static_cast<double>(role.parametersBefore),
                          fmt::format("{} · {}", formatCount(role.parametersBefore),
                                      total > 0 ? formatPercent(static_cast<double>(role.parametersBefore)
                                                                / static_cast<double>(total))
                                                : "-")});
    HtmlTable table({"", ">Value"});
    if (run.architecture.is_object())
        for (const auto &[key, value] : run.architecture.items())
            if (key != "shares")
                table.row({key, value.is_string() ? value.get<std::string>() : value.dump()});
    std::string tables;
    for (const FactTable &facts : architectureTables(run)) {
        HtmlTable html(facts.titles);
        for (const auto &row : facts.rows)
            html.row(row);
        tables += heading(3, facts.title) + html.html();
        if (!facts.note.empty())
            tables += paragraph(facts.note, "soft");
    }
    return heading(2, "Architecture") + heading(3, modelTitle(run))
           + figure(shareChart(shares),
                    fmt::format("Share of the original's {} stored parameters by role ({} unique).",
                                formatExact(run.parametersBefore),
                                formatExact(run.parametersUniqueBefore)))
           + table.html() + tables;
}

std::string runSection(const RunRecord &run)
{
    std::string html = heading(2, "Run " + run.run);
    html += "<div class=\"cards\">";
    const auto card = [&](const std::string &value, const std::string &label) {
        html += "<div class=\"card\"><b>" + htmlEscape(value) + "</b><span>" + htmlEscape(label)
                + "</span></div>";
    };
    card(formatBytes(run.bytesAfter),
         fmt::format("{} from {}", changeText(run.bytesBefore, run.bytesAfter),
                     formatBytes(run.bytesBefore)));
    card(formatCount(run.parametersAfter),
         fmt::format("stored parameters, {}",
                     changeText(run.parametersBefore, run.parametersAfter)));
    card(perplexityText(run.perplexityAfter),
         "perplexity, original " + perplexityText(run.perplexityBefore));
    html += "</div>\n" + warningList(run);
    if (run.perplexityAfter)
        html += paragraph("Protocol: " + describeProtocol(*run.perplexityAfter) + ".", "soft");
    if (run.divergence)
        html += paragraph(fmt::format("Divergence from the original on {} positions: mean KL {:.5f}, "
                                      "99th percentile {:.4f}, same first token {}.",
                                      formatExact(run.divergence->positions), run.divergence->klMean,
                                      run.divergence->klP99,
                                      formatPercent(run.divergence->top1Agreement)));
    html += stagesTable(run) + heading(3, "Recipe") + recipeTable(run);
    html += heading(3, "Size by role")
            + figure(barChart(roleBars(run)), "Stored bytes by role: pale before, strong after. "
                                              "The number in brackets counts layers.");
    html += heading(3, "Error by layer")
            + figure(errorHeat(run), "Relative Frobenius error of the values as stored; removed rows "
                                     "and columns count as zeros.")
            + figure(worstLayers(run), "The layers with the largest error.");
    return html + blocksTable(run) + widthsTable(run) + expertsTable(run) + layersTable(run);
}

std::string comparisonSection(const std::vector<RunRecord> &runs)
{
    if (runs.size() < 2)
        return {};
    const Comparison comparison = compareRuns(runs);
    std::vector<std::string> titles = {"Layers"};
    std::vector<std::string> layerTitles = {"Layer"};
    for (const RunRecord &run : runs) {
        titles.push_back(run.run);
        layerTitles.push_back(">" + run.run);
    }
    layerTitles.push_back(">Difference");
    HtmlTable recipes(titles), layers(layerTitles);
    for (const RecipeDifference &row : comparison.recipe) {
        std::vector<std::string> cells = {row.selector};
        for (const std::string &step : row.perRun)
            cells.push_back(step.empty() ? "–" : step);
        recipes.row(cells);
    }
    for (size_t i = 0; i < std::min<size_t>(comparison.layers.size(), 40); ++i) {
        const ComparedLayer &layer = comparison.layers[i];
        std::vector<std::string> cells = {layer.name};
        for (const auto &error : layer.errors)
            cells.push_back(error ? fmt::format("{:.5f}", *error) : "untouched");
        cells.push_back(fmt::format("{:.5f}", layer.difference));
        layers.row(cells);
    }
    return heading(2, "Comparison") + heading(3, "Recipes") + recipes.html()
           + heading(3, "Layers that differ most")
           + paragraph("Relative Frobenius error, largest difference first (at most 40 layers).", "soft")
           + layers.html();
}

std::string provenanceSection(const std::vector<RunRecord> &runs)
{
    HtmlTable table({"Run", "Made", "Program", "Source", "Source identity", "Plan", ">Seed", "Device"});
    for (const RunRecord &run : runs)
        table.row({run.run, run.created, run.program, run.source, run.sourceIdentity.substr(0, 16),
                   run.planHash.substr(0, 16), std::to_string(run.seed),
                   run.device.is_object() ? run.device.value("device", "") : ""});
    return heading(2, "Where the numbers come from") + table.html();
}

} // namespace lapidary
