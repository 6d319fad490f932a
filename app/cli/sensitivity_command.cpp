#include "app/cli/cli.h"
#include "app/cli/selector_option.h"
#include "app/cli/table.h"

#include "core/allocate/sensitivity.h"
#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/plugin/loader.h"

namespace lapidary::cli {

namespace {

struct SensitivityArgs {
    std::string model, select, method, text, calibration, out;
    std::vector<std::string> params;
    SensitivityOptions options;
};

/// "keep=0.5,0.25" gives two settings; several parameters give all combinations.
Result<std::vector<nlohmann::json>> settings(const std::vector<std::string> &params)
{
    std::vector<nlohmann::json> all{nlohmann::json::object()};
    for (const std::string &param : params) {
        const size_t equals = param.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(ErrorCode::Usage, "--param {}: expected NAME=VALUE", param);
        const std::string name = param.substr(0, equals), list = param.substr(equals + 1);
        nlohmann::json values = nlohmann::json::parse("[" + list + "]", nullptr, false);
        if (!values.is_array())
            values = nlohmann::json::array({list}); // a word
        std::vector<nlohmann::json> next;
        for (const nlohmann::json &setting : all)
            for (const nlohmann::json &value : values) {
                next.push_back(setting);
                next.back()[name] = value;
            }
        all = std::move(next);
    }
    return all;
}

Result<Output> run(Cli &cli, const SensitivityArgs &args)
{
    SensitivityOptions options = args.options;
    options.select = parseSelector(args.select);
    LAPIDARY_ASSIGN(options.params, settings(args.params));
    options.method = args.method;
    options.text = args.text;
    options.seed = cli.common.seed;
    options.compute = cli.common.compute;
    if (!args.out.empty())
        options.resumeFile = args.out + ".partial";
    if (!args.calibration.empty()) {
        LAPIDARY_ASSIGN(options.calibration, Calibration::open(args.calibration));
    }
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    if (options.calibration)
        LAPIDARY_TRY(options.calibration->requireFor(*model));
    LAPIDARY_ASSIGN(const Sensitivity result,
                    measureSensitivity(model, plugins().methods, options, cli.job));
    Output out;
    out.json = toJson(result);
    if (!args.out.empty()) {
        LAPIDARY_TRY(writeFileAtomically(args.out, out.json.dump(1) + "\n"));
        std::error_code ignored;
        std::filesystem::remove(options.resumeFile, ignored);
    }
    std::vector<std::vector<std::string>> rows{
        {"layer", "setting", "KL", "loss", "estimate", "bytes saved", "error"}};
    for (const LayerSensitivity &layer : result.layers)
        rows.push_back({layer.name, layer.params.dump(), fmt::format("{:.5f}", layer.kl),
                        fmt::format("{:+.5f}", layer.lossIncrease),
                        layer.estimate ? fmt::format("{:.5f}", *layer.estimate) : "-",
                        formatBytes(layer.bytesSaved), formatPercent(layer.error)});
    out.text = formatTable(rows, {0, 1})
        + fmt::format("{} predicted tokens, original loss {:.4f} nats, {:.0f} s", result.positions,
                      result.originalLoss, result.seconds);
    return out;
}

} // namespace

void addSensitivityCommand(Cli &cli)
{
    auto a = std::make_shared<SensitivityArgs>();
    CLI::App *sub =
        cli.add("sensitivity", "What each layer costs when only it is changed, ranked",
                [&cli, a] { return run(cli, *a); }, true);
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--select", a->select, kSelectorHelp)->required();
    sub->add_option("--method", a->method, "Method id, as in recipes")->required();
    sub->add_option("--param", a->params,
                    "NAME=VALUE; NAME=V1,V2 measures at several sizes; may be repeated");
    sub->add_option("--text-file", a->text, "UTF-8 text or .jsonl to measure on")->required();
    sub->add_option("--samples", a->options.samples)->capture_default_str();
    sub->add_option("--window", a->options.window)->capture_default_str();
    sub->add_option("--calibration", a->calibration, "CAL.h5, made with calibrate");
    sub->add_option("-o,--out", a->out, "JSON file; an interrupted work goes on beside it");
}

} // namespace lapidary::cli
