#include "core/run/comparison.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

namespace lapidary {

using nlohmann::json;

namespace {

std::string summary(const Step &step)
{
    std::string text = step.method;
    for (const auto &[key, value] : step.params.items())
        text += fmt::format(" {}={}", key,
                            value.is_string() ? value.get<std::string>() : value.dump());
    return step.enabled ? text : text + " (off)";
}

// Steps of the same selection share a row, the n-th with the n-th; rows in order of appearance.
std::vector<RecipeDifference> alignRecipes(const std::vector<RunRecord> &runs)
{
    struct Row {
        std::string selector;
        int occurrence;
    };
    std::vector<Row> keys;
    std::vector<RecipeDifference> rows;
    for (size_t r = 0; r < runs.size(); ++r) {
        std::map<std::string, int> seen;
        for (const Step &step : runs[r].recipe.steps) {
            const std::string selector = describe(step.select);
            const int occurrence = seen[selector]++;
            size_t at = 0;
            while (at < keys.size()
                   && (keys[at].selector != selector || keys[at].occurrence != occurrence))
                ++at;
            if (at == keys.size()) {
                keys.push_back({selector, occurrence});
                rows.push_back({selector, std::vector<std::string>(runs.size())});
            }
            rows[at].perRun[r] = summary(step);
        }
    }
    return rows;
}

ComparedLayer &layerRow(std::map<std::string, size_t> &places, std::vector<ComparedLayer> &layers,
                        const std::string &name, size_t runs)
{
    const auto [at, fresh] = places.try_emplace(name, layers.size());
    if (fresh) {
        ComparedLayer layer;
        layer.name = name;
        layer.errors.resize(runs);
        layer.methods.resize(runs);
        layer.bytes.resize(runs, 0);
        layers.push_back(std::move(layer));
    }
    return layers[at->second];
}

std::vector<ComparedLayer> alignLayers(const std::vector<RunRecord> &runs)
{
    std::map<std::string, size_t> places;
    std::vector<ComparedLayer> layers;
    std::map<std::string, int64_t> untouched;
    for (size_t r = 0; r < runs.size(); ++r)
        for (const LayerRecord &record : runs[r].layers) {
            ComparedLayer &layer = layerRow(places, layers, record.name, runs.size());
            layer.errors[r] = record.error;
            layer.methods[r] = record.method;
            layer.bytes[r] = record.bytes;
            untouched[record.name] = record.bytesBefore;
        }
    for (ComparedLayer &layer : layers) {
        double low = layer.errors[0].value_or(0), high = low;
        for (size_t r = 0; r < runs.size(); ++r) {
            if (!layer.errors[r])
                layer.bytes[r] = untouched[layer.name];
            low = std::min(low, layer.errors[r].value_or(0));
            high = std::max(high, layer.errors[r].value_or(0));
        }
        layer.difference = high - low;
    }
    std::stable_sort(layers.begin(), layers.end(), [](const auto &a, const auto &b) {
        return a.difference > b.difference;
    });
    return layers;
}

json figure(const std::vector<RunRecord> &runs, const std::function<json(const RunRecord &)> &value)
{
    json values = json::array();
    for (const RunRecord &run : runs)
        values.push_back(value(run));
    return values;
}

json perplexityOf(const std::optional<Perplexity> &perplexity)
{
    return perplexity ? perplexityToRecordJson(*perplexity) : json(nullptr);
}

json figuresJson(const std::vector<RunRecord> &runs)
{
    const auto front = paretoFront(sizeAndLoss(runs));
    json onFront = json::array();
    for (const bool on : front)
        onFront.push_back(on);
    return {{"run", figure(runs, [](const RunRecord &r) { return r.run; })},
            {"parameters", figure(runs, [](const RunRecord &r) { return r.parametersAfter; })},
            {"parameters_before",
             figure(runs, [](const RunRecord &r) { return r.parametersBefore; })},
            {"bytes", figure(runs, [](const RunRecord &r) { return r.bytesAfter; })},
            {"bytes_before", figure(runs, [](const RunRecord &r) { return r.bytesBefore; })},
            {"perplexity",
             figure(runs, [](const RunRecord &r) { return perplexityOf(r.perplexityAfter); })},
            {"perplexity_before",
             figure(runs, [](const RunRecord &r) { return perplexityOf(r.perplexityBefore); })},
            {"seconds", figure(runs, [](const RunRecord &r) { return r.seconds; })},
            {"pareto", std::move(onFront)}};
}

json layerJson(const ComparedLayer &layer)
{
    json errors = json::array(), methods = json::array();
    for (const auto &error : layer.errors)
        errors.push_back(error ? json(*error) : json(nullptr));
    for (const std::string &method : layer.methods)
        methods.push_back(method.empty() ? json(nullptr) : json(method));
    return {{"name", layer.name},
            {"errors", std::move(errors)},
            {"methods", std::move(methods)},
            {"bytes", layer.bytes},
            {"difference", layer.difference}};
}

} // namespace

std::vector<std::pair<double, double>> sizeAndLoss(const std::vector<RunRecord> &runs)
{
    std::vector<std::pair<double, double>> points;
    for (const RunRecord &run : runs)
        points.emplace_back(static_cast<double>(run.bytesAfter),
                            run.perplexityAfter ? run.perplexityAfter->value
                                                : std::numeric_limits<double>::quiet_NaN());
    return points;
}

Comparison compareRuns(std::vector<RunRecord> runs)
{
    Comparison comparison;
    comparison.recipe = alignRecipes(runs);
    comparison.layers = alignLayers(runs);
    comparison.runs = std::move(runs);
    return comparison;
}

json toJson(const Comparison &comparison)
{
    json recipe = json::array(), layers = json::array(), names = json::array();
    for (const RunRecord &run : comparison.runs)
        names.push_back(run.run);
    for (const RecipeDifference &row : comparison.recipe) {
        const bool same = std::all_of(row.perRun.begin(), row.perRun.end(), [&](const auto &text) {
            return text == row.perRun.front();
        });
        json steps = json::array();
        for (const std::string &step : row.perRun)
            steps.push_back(step.empty() ? json(nullptr) : json(step));
        recipe.push_back({{"select", row.selector}, {"steps", std::move(steps)}, {"same", same}});
    }
    for (const ComparedLayer &layer : comparison.layers)
        layers.push_back(layerJson(layer));
    return {{"runs", std::move(names)},
            {"recipe_diff", std::move(recipe)},
            {"layers", std::move(layers)},
            {"figures", figuresJson(comparison.runs)}};
}

} // namespace lapidary
