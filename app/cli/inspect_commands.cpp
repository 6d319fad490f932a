#include "app/cli/cli.h"
#include "app/cli/selector_option.h"
#include "app/cli/table.h"

#include "core/base/format.h"
#include "core/model/diff.h"
#include "core/model/inspect.h"
#include "core/model/verify.h"
#include "core/model/weight_stats.h"
#include "core/surgery/layer_spectra.h"

#include <cmath>

namespace lapidary::cli {

namespace {

std::string tensorTable(const nlohmann::json &tensors)
{
    std::vector<std::vector<std::string>> rows{
        {"tensor", "role", "shape", "dtype", "parameters", "size"}};
    for (const auto &t : tensors)
        rows.push_back({t.at("name"), t.at("role"), formatShape(t.at("shape").get<Shape>()),
                        t.at("dtype"), formatExact(t.at("parameters")),
                        formatBytes(t.at("bytes"))});
    return formatTable(rows, {0, 1, 2, 3});
}

Result<Output> inspect(Cli &cli, const std::string &where, bool tensors)
{
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(where, cli.job));
    Output out;
    out.json = inspectModel(*model, tensors);
    const auto &attention = out.json.at("attention");
    std::vector<std::pair<std::string, std::string>> rows{
        {"format", out.json.value("format", "")},
        {"architecture", model->config.architecture},
        {"parameters", formatExact(model->parametersUnique())},
        {"size", formatBytes(model->bytes())},
        {"blocks", std::to_string(model->config.blocks)},
        {"attention", fmt::format("{} ({} query heads, {} key-value heads)",
                                  attention.value("kind", ""), attention.value("heads", 0),
                                  attention.value("kv_heads", 0))}};
    for (const auto &[type, count] : out.json.at("dtypes").items())
        rows.emplace_back("dtype " + type, count.dump());
    for (const auto &role : out.json.at("shares").at("roles"))
        rows.emplace_back("role " + role.value("role", ""),
                          fmt::format("{} parameters, {}",
                                      formatExact(role.value("parameters", int64_t{0})),
                                      formatPercent(role.value("share", 0.0))));
    rows.emplace_back("advice", out.json.at("strategy").value("summary", ""));
    out.text = formatPairs(rows);
    for (const std::string &warning : model->warnings)
        out.text += "warning: " + warning + "\n";
    if (tensors)
        out.text += tensorTable(out.json.at("tensors"));
    return out;
}

struct StatsArgs {
    std::string model, select;
    int bins = 64;
    bool spectrum = false;
};

/// exp of the entropy of the normalised squared spectrum (Roy & Vetterli 2007): how many
/// directions carry the energy.
double effectiveRank(const std::vector<double> &values)
{
    double total = 0, entropy = 0;
    for (const double v : values)
        total += v * v;
    for (const double v : values)
        if (const double p = v * v / total; total > 0 && p > 0)
            entropy -= p * std::log(p);
    return std::exp(entropy);
}

Result<nlohmann::json> layerStats(Cli &cli, const Model &model, const Layer &layer,
                                  const StatsArgs &args)
{
    StatsOptions options;
    options.bins = args.bins;
    options.threads = cli.common.compute.threads;
    LAPIDARY_ASSIGN(const WeightStats stats, weightStats(model, layer, options, cli.job));
    nlohmann::json json = toJson(stats);
    json["name"] = layer.name;
    json["role"] = roleName(layer.role);
    json["singular_values"] = nullptr;
    json["effective_rank"] = nullptr;
    if (args.spectrum && layer.form.in > 0) {
        LAPIDARY_ASSIGN(const auto values, layerSingularValues(model, layer, cli.job));
        json["singular_values"] = values;
        json["effective_rank"] = effectiveRank(values);
    }
    return json;
}

Result<Output> stats(Cli &cli, const StatsArgs &args)
{
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const auto layers, selectLayers(*model, parseSelector(args.select)));
    if (layers.empty())
        return fail(ErrorCode::Usage, "--select {}: no layer of this model matches; {}",
                    args.select, kSelectorHelp);
    Output out;
    out.json["layers"] = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {"layer", "shape", "min", "max", "mean", "std", "kurtosis", "effective rank"}};
    for (size_t i = 0; i < layers.size(); ++i) {
        const Layer &layer = model->layers[size_t(layers[i])];
        cli.job.progress(double(i), double(layers.size()), layer.name);
        LAPIDARY_ASSIGN(nlohmann::json json, layerStats(cli, *model, layer, args));
        auto number = [&](const char *key) {
            return json.at(key).is_number() ? fmt::format("{:.4g}", json.at(key).get<double>())
                                            : std::string("-");
        };
        rows.push_back({layer.name, formatShape(json.at("shape").get<Shape>()), number("min"),
                        number("max"), number("mean"), number("std"), number("kurtosis"),
                        number("effective_rank")});
        out.json["layers"].push_back(std::move(json));
    }
    out.text = formatTable(rows, {0, 1});
    return out;
}

Result<Output> verify(Cli &cli, const std::string &where)
{
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(where, cli.job));
    LAPIDARY_ASSIGN(const VerifyReport report, verifyModel(*model, cli.job));
    const bool ok = report.problems.empty();
    Output out;
    out.json = {{"ok", ok},
                {"problems", report.problems},
                {"tensors", report.tensors},
                {"bytes", report.bytes},
                {"hash", report.contentHash}};
    for (const std::string &problem : report.problems)
        out.text += problem + "\n";
    out.text += fmt::format("{} tensors, {}: {}", report.tensors, formatBytes(report.bytes),
                            ok ? "everything reads and is finite"
                               : fmt::format("{} problems", report.problems.size()));
    out.status = ok ? 0 : exitStatus(ErrorCode::Input);
    return out;
}

nlohmann::json changedJson(const ChangedTensor &c)
{
    auto number = [](const std::optional<double> &v) {
        return v ? nlohmann::json(*v) : nlohmann::json();
    };
    return {{"name", c.name},
            {"rmse", number(c.rmse)},
            {"relative_error", number(c.relativeError)},
            {"shape_a", c.shapeA},
            {"shape_b", c.shapeB},
            {"dtype_a", dtypeName(c.dtypeA)},
            {"dtype_b", dtypeName(c.dtypeB)}};
}

Result<Output> diff(Cli &cli, const std::string &whereA, const std::string &whereB)
{
    LAPIDARY_ASSIGN(const ModelPtr a, openModel(whereA, cli.job));
    LAPIDARY_ASSIGN(const ModelPtr b, openModel(whereB, cli.job));
    LAPIDARY_ASSIGN(const ModelDiff result, diffModels(*a, *b, cli.job));
    Output out;
    out.json = {{"only_a", result.onlyA},
                {"only_b", result.onlyB},
                {"changed", nlohmann::json::array()},
                {"same", result.same},
                {"identical", result.identical()}};
    std::vector<std::vector<std::string>> rows{{"tensor", "a", "b", "relative error"}};
    for (const ChangedTensor &c : result.changed) {
        out.json["changed"].push_back(changedJson(c));
        rows.push_back({c.name, fmt::format("{} {}", dtypeName(c.dtypeA), formatShape(c.shapeA)),
                        fmt::format("{} {}", dtypeName(c.dtypeB), formatShape(c.shapeB)),
                        c.relativeError ? fmt::format("{:.3g}", *c.relativeError) : "-"});
    }
    for (const std::string &name : result.onlyA)
        rows.push_back({name, "only here", "", ""});
    for (const std::string &name : result.onlyB)
        rows.push_back({name, "", "only here", ""});
    out.text = result.identical() ? std::string("identical")
                                  : formatTable(rows, {0, 1, 2}) +
                                        fmt::format("{} tensors are the same", result.same);
    return out;
}

} // namespace

void addInspectCommands(Cli &cli)
{
    auto where = std::make_shared<std::string>();
    auto tensors = std::make_shared<bool>(false);
    CLI::App *sub = cli.add("inspect", "What a checkpoint is, from its headers alone",
                            [&cli, where, tensors] { return inspect(cli, *where, *tensors); });
    sub->add_option("MODEL", *where, "Folder, .safetensors, .gguf or STORE#RUN")->required();
    sub->add_flag("--tensors", *tensors, "List every tensor");

    auto s = std::make_shared<StatsArgs>();
    sub = cli.add("stats", "Distribution and spectrum of weights",
                  [&cli, s] { return stats(cli, *s); }, true);
    sub->add_option("MODEL", s->model)->required();
    sub->add_option("--select", s->select, kSelectorHelp)->required();
    sub->add_option("--bins", s->bins)->check(CLI::Range(1, 65536))->capture_default_str();
    sub->add_flag("--spectrum", s->spectrum, "Singular values and effective rank");

    auto v = std::make_shared<std::string>();
    cli.add("verify", "Read everything: sizes, hashes, non-finite values",
            [&cli, v] { return verify(cli, *v); })
        ->add_option("MODEL", *v)
        ->required();

    auto a = std::make_shared<std::string>();
    auto b = std::make_shared<std::string>();
    sub = cli.add("diff", "Compare two checkpoints tensor by tensor",
                  [&cli, a, b] { return diff(cli, *a, *b); });
    sub->add_option("MODEL_A", *a)->required();
    sub->add_option("MODEL_B", *b)->required();
}

} // namespace lapidary::cli
