#include "app/cli/cli.h"

#include "core/base/format.h"
#include "core/export/exporter.h"
#include "core/plugin/loader.h"

namespace lapidary::cli {

namespace {

struct ExportArgs {
    std::string model, format, out;
    ExportOptions options;
};

Result<const Exporter *> findExporter(const std::string &id)
{
    std::vector<std::string> known;
    for (const auto &exporter : plugins().exporters) {
        if (exporter->id() == id)
            return exporter.get();
        known.push_back(exporter->id());
    }
    return fail(ErrorCode::Usage, "--format {}: this version exports {}", id,
                fmt::join(known, ", "));
}

Result<Output> exportModel(Cli &cli, ExportArgs args)
{
    args.options.threads = cli.common.compute.threads;
    LAPIDARY_ASSIGN(const Exporter *exporter, findExporter(args.format));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const auto notes, exporter->preview(*model, args.options));
    for (const std::string &note : notes)
        cli.job.log(LogLevel::Info, note);
    LAPIDARY_ASSIGN(const ExportResult result,
                    exporter->write(*model, args.options, args.out, cli.job));
    Output out;
    out.json = {{"files", nlohmann::json::array()},
                {"bytes", result.bytes},
                {"types", result.types},
                {"notes", result.notes}};
    for (const auto &file : result.files) {
        out.json["files"].push_back(file.string());
        out.text += file.string() + "\n";
    }
    out.text += formatBytes(result.bytes) + "\n";
    for (const std::string &note : result.notes)
        out.text += note + "\n";
    return out;
}

} // namespace

void addExportCommand(Cli &cli)
{
    auto a = std::make_shared<ExportArgs>();
    CLI::App *sub = cli.add("export", "A checkpoint that other runtimes load",
                            [&cli, a] { return exportModel(cli, *a); }, true);
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--format", a->format, "hf or gguf")->required();
    sub->add_option("--type", a->options.type,
                    "Store as f32, f16, bf16, q8_0 or q4_0 (gguf); default: as it is");
    sub->add_flag("--densify", a->options.densify,
                  "Multiply factors out and pad narrower blocks with zeros");
    sub->add_option("-o,--output", a->out, "File or folder to make")->required();
    laterOption(sub, "--imatrix");
}

} // namespace lapidary::cli
