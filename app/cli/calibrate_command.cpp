#include "app/cli/cli.h"
#include "app/cli/table.h"

#include "core/base/format.h"
#include "core/calibrate/calibrate.h"

namespace lapidary::cli {

namespace {

struct CalibrateArgs {
    std::string model, text, out;
    CalibrationOptions options;
};

Result<Output> run(Cli &cli, const CalibrateArgs &args)
{
    CalibrationOptions options = args.options;
    options.text = args.text;
    options.seed = cli.common.seed;
    options.compute = cli.common.compute;
    if (!cli.common.memoryLimit.empty()) {
        LAPIDARY_ASSIGN(options.memoryLimit, parseSize(cli.common.memoryLimit));
    }
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const CalibrationInfo info, calibrate(model, options, args.out, cli.job));
    LAPIDARY_ASSIGN(const CalibrationPtr made, Calibration::open(args.out));
    Output out;
    out.json = toJson(info);
    int64_t layers = 0;
    for (const Layer &layer : model->layers)
        layers += made->has(layer.name) ? 1 : 0;
    out.json["layers"] = layers;
    out.json["file"] = args.out;
    out.json["experts"] = nlohmann::json::object();
    for (const auto &[router, counts] : made->routers())
        out.json["experts"][router] = toJson(counts);
    out.json["warnings"] = made->expertWarnings(*model);
    out.text = formatPairs(
        {{"calibration", args.out},
         {"layers", formatExact(layers)},
         {"text", fmt::format("{}, {} samples of {} tokens and {} held out, seed {}",
                              info.textName, info.samples, info.window, info.heldOut,
                              info.seed)},
         {"gradients", info.gradients ? "yes" : "no"},
         {"took", fmt::format("{:.1f} s in {} on {}", info.seconds, info.dtype, info.device)}});
    for (const std::string &warning : made->expertWarnings(*model))
        out.text += warning + "\n";
    return out;
}

} // namespace

void addCalibrateCommand(Cli &cli)
{
    auto a = std::make_shared<CalibrateArgs>();
    CLI::App *sub = cli.add("calibrate", "Statistics of layer inputs on sample text, block by block",
                            [&cli, a] { return run(cli, *a); }, true);
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--text-file", a->text,
                    "UTF-8 text, or .jsonl with a \"text\" field in each row")->required();
    sub->add_option("--samples", a->options.samples, "Windows of the text")
        ->capture_default_str();
    sub->add_option("--window", a->options.window, "Tokens in each")->capture_default_str();
    sub->add_option("--held-out", a->options.heldOut,
                    "Further windows that only losses are measured on; -1: an eighth")
        ->capture_default_str();
    sub->add_flag("--gradients", a->options.gradients,
                  "Also the gradients at layer outputs; takes about four times as long");
    sub->add_option("-o,--out", a->out, "CAL.h5")->required();
}

} // namespace lapidary::cli
