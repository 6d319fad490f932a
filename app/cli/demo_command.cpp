#include "app/cli/cli.h"
#include "app/cli/table.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/resources.h"
#include "core/export/exporter.h"
#include "core/heal/demo_model.h"
#include "core/model/inspect.h"
#include "core/plugin/loader.h"
#include "core/report/report.h"
#include "core/run/executor.h"

namespace lapidary::cli {

namespace {

struct DemoArgs {
    std::string out = "lapidary-demo";
    std::string remake;
};

Result<Output> remake(Cli &cli, const std::string &folder)
{
    LAPIDARY_ASSIGN(const auto grammar, findResource("demo/grammar.json"));
    LAPIDARY_ASSIGN(const DemoReport report,
                    makeDemoModel(grammar, folder, cli.common.seed, cli.job));
    Output out;
    out.json = {{"parameters", report.parameters},
                {"loss_first", report.training.lossFirst},
                {"loss_last", report.training.lossLast},
                {"tokens", report.training.tokens},
                {"tokens_per_s", report.training.tokensPerSecond}};
    out.text = fmt::format("{} parameters, loss {:.3f} → {:.3f} after {} tokens ({:.0f} tokens/s)",
                           formatExact(report.parameters), report.training.lossFirst,
                           report.training.lossLast, formatExact(report.training.tokens),
                           report.training.tokensPerSecond);
    return out;
}

/// A store of its own for each tour, so that a second one starts afresh.
Result<std::filesystem::path> freshStore(const std::filesystem::path &out)
{
    std::error_code error;
    std::filesystem::remove_all(out / "runs", error);
    std::filesystem::create_directories(out, error);
    if (error)
        return fail(ErrorCode::Io, "{}: {}; choose another folder with --out", out.string(),
                    error.message());
    return out / "runs";
}

Result<std::vector<RunRecord>> runRecipes(Cli &cli, const ModelPtr &model,
                                          const std::filesystem::path &store)
{
    RunOptions options;
    options.compute = cli.common.compute;
    options.seed = cli.common.seed;
    LAPIDARY_ASSIGN(const auto text, findResource("demo/test.txt"));
    LAPIDARY_ASSIGN(options.evaluateText, readTextFile(text));
    options.protocol.name = "strided";
    options.protocol.window = 512;
    std::vector<RunRecord> runs;
    for (const char *name : {"mixed", "packed"}) {
        LAPIDARY_ASSIGN(const auto file, findResource(fmt::format("demo/recipes/{}.json", name)));
        LAPIDARY_ASSIGN(const Recipe recipe, readRecipe(file));
        cli.job.log(LogLevel::Info, "Recipe: " + recipe.name);
        options.name = recipe.name;
        LAPIDARY_ASSIGN(RunRecord record, executeRun(model, recipe, plugins().methods, store,
                                                     options, cli.job));
        runs.push_back(std::move(record));
    }
    return runs;
}

Result<std::filesystem::path> exportSmallest(Cli &cli, const std::vector<RunRecord> &runs,
                                             const std::filesystem::path &store,
                                             const std::filesystem::path &out)
{
    const auto smallest = std::min_element(runs.begin(), runs.end(), [](auto &a, auto &b) {
        return a.bytesAfter < b.bytesAfter;
    });
    LAPIDARY_ASSIGN(const ModelPtr model,
                    openModel(fmt::format("{}#{}", store.string(), smallest->run), cli.job));
    for (const auto &exporter : plugins().exporters) {
        if (exporter->id() != "gguf")
            continue;
        ExportOptions options;
        options.densify = true;
        const auto file = out / "demo.gguf";
        LAPIDARY_ASSIGN(const ExportResult result,
                        exporter->write(*model, options, file, cli.job));
        for (const std::string &note : result.notes)
            cli.job.log(LogLevel::Info, note);
        return file;
    }
    return fail(ErrorCode::Internal, "the GGUF export plugin is missing");
}

std::string table(const std::vector<RunRecord> &runs)
{
    auto measured = [](const std::optional<Perplexity> &p) {
        return p ? formatMeasured(p->value, p->standardError) : std::string("-");
    };
    std::vector<std::vector<std::string>> rows{{"", "parameters", "size", "perplexity"}};
    const RunRecord &first = runs.front();
    rows.push_back({"original", formatExact(first.parametersBefore),
                    formatBytes(first.bytesBefore), measured(first.perplexityBefore)});
    for (const RunRecord &r : runs)
        rows.push_back({r.name, formatExact(r.parametersAfter), formatBytes(r.bytesAfter),
                        measured(r.perplexityAfter)});
    return formatTable(rows);
}

Result<Output> tour(Cli &cli, const DemoArgs &args)
{
    LAPIDARY_ASSIGN(const auto where, findResource("demo/model"));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(where.string(), cli.job));
    const std::filesystem::path out = args.out;
    LAPIDARY_ASSIGN(const auto store, freshStore(out));
    LAPIDARY_ASSIGN(const std::vector<RunRecord> runs, runRecipes(cli, model, store));
    LAPIDARY_ASSIGN(const auto exported, exportSmallest(cli, runs, store, out));
    const auto report = std::filesystem::absolute(out / "report.html");
    LAPIDARY_TRY(writeReport(runs, "html", report));

    Output result;
    result.json = {{"model", inspectModel(*model, false)},
                   {"report", report.string()},
                   {"export", exported.string()},
                   {"runs", nlohmann::json::array()}};
    for (const RunRecord &run : runs)
        result.json["runs"].push_back(toJson(run));
    result.text = table(runs) + "\nexported to " + exported.string() + "\nreport in " +
                  report.string();
    return result;
}

} // namespace

void addDemoCommand(Cli &cli)
{
    auto a = std::make_shared<DemoArgs>();
    CLI::App *sub = cli.add("demo", "The whole tour on the built-in model", [&cli, a] {
        return a->remake.empty() ? tour(cli, *a) : remake(cli, a->remake);
    }, true);
    sub->add_option("--out", a->out, "Folder for runs, report and export")
        ->capture_default_str();
    sub->add_option("--remake", a->remake,
                    "Instead, train the built-in model anew into this folder (resources/demo)");
}

} // namespace lapidary::cli
