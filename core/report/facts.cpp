#include "core/report/facts.h"

#include "core/base/format.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <set>

namespace lapidary {

using nlohmann::json;

namespace {

std::string valueText(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array() && value.size() > 8)
        return fmt::format("[{} values]", value.size());
    if (value.is_number_float())
        return fmt::format("{:.6g}", value.get<double>());
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string joinParams(const json &params)
{
    std::string text;
    if (!params.is_object())
        return text;
    for (const auto &[key, value] : params.items())
        if (!value.is_null())
            text += fmt::format("{}{}={}", text.empty() ? "" : " ", key, valueText(value));
    return text;
}

// What must agree before two perplexities may stand in one chart.
std::string comparableKey(const Perplexity &p)
{
    return fmt::format("{}/{}/{}/{}/{}/{}", p.protocol, p.window, p.stride, p.windows, p.bos,
                       p.textHash);
}

std::vector<const Perplexity *> measured(const std::vector<RunRecord> &runs)
{
    std::vector<const Perplexity *> all;
    for (const RunRecord &run : runs) {
        if (run.perplexityBefore)
            all.push_back(&*run.perplexityBefore);
        if (run.perplexityAfter)
            all.push_back(&*run.perplexityAfter);
    }
    return all;
}

} // namespace

std::string describeProtocol(const Perplexity &p)
{
    return fmt::format("{}, window {}, stride {}, {} windows, {} positions scored, BOS {}, {} on {}, "
                       "text {}",
                       p.protocol, p.window, p.stride, p.windows, formatExact(p.scored),
                       p.bos ? "yes" : "no", p.compute.dtype, p.compute.device,
                       p.textHash.substr(0, 8));
}

bool sameProtocol(const std::vector<RunRecord> &runs)
{
    std::set<std::string> keys;
    for (const Perplexity *perplexity : measured(runs))
        keys.insert(comparableKey(*perplexity));
    return keys.size() <= 1;
}

std::string describeProtocols(const std::vector<RunRecord> &runs)
{
    const auto all = measured(runs);
    if (all.empty())
        return "No perplexity was measured; run with a text to evaluate.";
    if (sameProtocol(runs))
        return fmt::format("Protocol: {}. Intervals are one standard error.",
                           describeProtocol(*all.front()));
    return "These perplexities were measured on different texts or by different protocols and must "
           "not be compared with each other; each run names its own.";
}

std::string perplexityText(const std::optional<Perplexity> &perplexity)
{
    return perplexity ? formatMeasured(perplexity->value, perplexity->standardError)
                      : std::string("not measured");
}

std::string changeText(int64_t before, int64_t after)
{
    if (before <= 0)
        return "-";
    const double change = static_cast<double>(after - before) / static_cast<double>(before);
    return fmt::format("{}{}", change > 0 ? "+" : "", formatPercent(change));
}

std::string paramsText(const LayerRecord &layer)
{
    std::string text;
    if (!layer.params.is_object())
        return text;
    for (const auto &[method, params] : layer.params.items())
        text += fmt::format("{}{} {}", text.empty() ? "" : " · ", method, joinParams(params));
    return text;
}

std::string stepText(const Step &step)
{
    return step.method + " " + joinParams(step.params) + (step.enabled ? "" : " (off)");
}

std::string runTitle(const RunRecord &run)
{
    return run.name.empty() ? run.run : run.name;
}

std::string modelTitle(const RunRecord &run)
{
    const std::filesystem::path path(run.source);
    const auto last = path.filename();
    return last.empty() ? path.parent_path().filename().string() : last.string();
}

std::vector<std::string> stageTitles()
{
    return {"Stage", ">Layers", ">Parameters", ">Size", ">Change", ">Perplexity", ">Ratio",
            ">Seconds", "Result"};
}

std::vector<std::vector<std::string>> stageRows(const RunRecord &run)
{
    std::vector<std::vector<std::string>> rows;
    for (const StageRecord &stage : run.stages)
        rows.push_back({fmt::format("{}. {}", rows.size() + 1, stage.name),
                        std::to_string(stage.layers), formatExact(stage.parameters),
                        formatBytes(stage.bytes), changeText(run.bytesBefore, stage.bytes),
                        perplexityText(stage.perplexity),
                        stage.ratio ? fmt::format("{:.3f}", *stage.ratio) : "-",
                        fmt::format("{:.1f}", stage.seconds),
                        stage.accepted ? "kept" : "taken back"});
    return rows;
}

std::string damageLimitText(const RunRecord &run)
{
    if (!run.recipe.damageLimit)
        return {};
    return fmt::format("A stage is taken back, and ends the run, when its perplexity is more than {} "
                       "times the original's.",
                       *run.recipe.damageLimit);
}

bool changesWidths(const RunRecord &run)
{
    return !run.widthsAfter.empty() && run.widthsAfter != run.widthsBefore;
}

/// MLP widths of the blocks that the run keeps, in its own numbering.
static std::vector<int64_t> keptWidths(const RunRecord &run)
{
    if (run.blocksKept.empty())
        return run.widthsAfter;
    std::vector<int64_t> widths;
    for (const int block : run.blocksKept)
        if (block >= 0 && static_cast<size_t>(block) < run.widthsAfter.size())
            widths.push_back(run.widthsAfter[static_cast<size_t>(block)]);
    return widths;
}

json expansionRate(const RunRecord &run)
{
    const int64_t hidden = run.architecture.is_object()
                               ? run.architecture.value("hidden", int64_t{0}) : 0;
    if (run.widthsAfter.empty() || hidden <= 0)
        return nullptr;
    const std::vector<int64_t> widths = keptWidths(run);
    if (widths.empty())
        return nullptr;
    const bool uniform = std::adjacent_find(widths.begin(), widths.end(), std::not_equal_to<>())
                         == widths.end();
    const double mean = static_cast<double>(std::accumulate(widths.begin(), widths.end(), int64_t{0}))
                        / static_cast<double>(widths.size());
    const int64_t before = run.parametersUniqueBefore, after = run.parametersUniqueAfter;
    json rate = {{"run", run.run},
                 {"model", modelTitle(run)},
                 {"expansion_rate", 100.0 * mean / static_cast<double>(hidden)},
                 {"intermediate_size", uniform ? json(widths.front()) : json(nullptr)},
                 {"hidden_size", hidden},
                 {"parameters", after},
                 {"original_parameters", before},
                 {"reduction", before - after},
                 {"percentage_reduction",
                  before > 0 ? 100.0 * static_cast<double>(before - after) / static_cast<double>(before)
                             : 0.0},
                 {"bytes", run.bytesAfter}};
    if (!uniform)
        rate["block_intermediate_sizes"] = widths;
    return rate;
}

} // namespace lapidary
