#include "app/cli/cli.h"
#include "app/cli/table.h"

#include "core/base/format.h"
#include "core/report/report.h"
#include "core/run/comparison.h"
#include "core/run/run_store.h"

#include <cmath>

namespace lapidary::cli {

namespace {

double perplexityOf(const RunRecord &r)
{
    return r.perplexityAfter ? r.perplexityAfter->value : std::nan("");
}

Result<RunRecord> loadRun(const std::string &where)
{
    LAPIDARY_ASSIGN(const auto split, splitRunName(where));
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(split.first, false));
    return store.load(split.second);
}

Result<std::vector<RunRecord>> loadRuns(const std::vector<std::string> &names)
{
    std::vector<RunRecord> runs;
    for (const std::string &name : names) {
        LAPIDARY_ASSIGN(RunRecord record, loadRun(name));
        runs.push_back(std::move(record));
    }
    return runs;
}

const char *stateName(RunState state)
{
    return state == RunState::Finished ? "finished" : "unfinished";
}

Result<Output> listRuns(Cli &cli, const std::string &folder)
{
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(folder, false));
    std::vector<std::string> problems;
    LAPIDARY_ASSIGN(const std::vector<RunRecord> runs, store.list(&problems));
    for (const std::string &problem : problems)
        cli.job.log(LogLevel::Warning, problem);
    std::vector<std::pair<double, double>> points;
    for (const RunRecord &r : runs)
        points.emplace_back(r.bytesAfter, perplexityOf(r));
    const std::vector<bool> front = paretoFront(points);

    Output out;
    out.json["runs"] = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows{
        {"run", "state", "created", "parameters", "size", "perplexity", "front"}};
    for (size_t i = 0; i < runs.size(); ++i) {
        const RunRecord &r = runs[i];
        const bool measured = r.perplexityAfter.has_value();
        out.json["runs"].push_back(
            {{"run", r.run},
             {"name", r.name},
             {"created", r.created},
             {"state", stateName(r.state)},
             {"parent", r.parent.empty() ? nlohmann::json() : nlohmann::json(r.parent)},
             {"parameters", r.parametersAfter},
             {"bytes", r.bytesAfter},
             {"perplexity", measured ? nlohmann::json(perplexityOf(r)) : nlohmann::json()},
             {"pareto", static_cast<bool>(front[i])}});
        rows.push_back({r.run, stateName(r.state), r.created, formatCount(r.parametersAfter),
                        formatBytes(r.bytesAfter),
                        measured ? formatMeasured(perplexityOf(r),
                                                  r.perplexityAfter->standardError)
                                 : "-",
                        front[i] ? "*" : ""});
    }
    out.text = formatTable(rows, {0, 1, 2});
    return out;
}

Result<Output> show(const std::string &where)
{
    LAPIDARY_ASSIGN(const RunRecord r, loadRun(where));
    Output out;
    out.json = toJson(r);
    std::vector<std::vector<std::string>> rows{
        {"layer", "method", "parameters", "size", "error", "seconds"}};
    for (const LayerRecord &layer : r.layers)
        rows.push_back({layer.name, layer.method, formatExact(layer.parameters),
                        formatBytes(layer.bytes), formatPercent(layer.error, 2),
                        fmt::format("{:.2f}", layer.seconds)});
    out.text = fmt::format("{} ({}), made {} from {}\n", r.run, stateName(r.state), r.created,
                           r.source) +
               formatTable(rows, {0, 1});
    return out;
}

Result<Output> compare(const std::vector<std::string> &names)
{
    LAPIDARY_ASSIGN(std::vector<RunRecord> runs, loadRuns(names));
    const Comparison comparison = compareRuns(std::move(runs));
    Output out;
    out.json = toJson(comparison);
    std::vector<std::vector<std::string>> rows{{"layer"}};
    for (const RunRecord &r : comparison.runs)
        rows[0].push_back(r.run);
    rows[0].push_back("difference");
    for (const ComparedLayer &layer : comparison.layers) {
        std::vector<std::string> row{layer.name};
        for (const auto &error : layer.errors)
            row.push_back(error ? formatPercent(*error) : "-");
        row.push_back(formatPercent(layer.difference));
        rows.push_back(std::move(row));
    }
    for (const RecipeDifference &d : comparison.recipe)
        out.text += fmt::format("{}: {}\n", d.selector, fmt::join(d.perRun, " | "));
    out.text += formatTable(rows);
    return out;
}

struct ReportArgs {
    std::vector<std::string> runs;
    std::string format = "html", out;
};

Result<Output> report(const ReportArgs &args)
{
    LAPIDARY_ASSIGN(const std::vector<RunRecord> runs, loadRuns(args.runs));
    LAPIDARY_ASSIGN(const auto files, writeReport(runs, args.format, args.out));
    Output out;
    out.json["files"] = nlohmann::json::array();
    for (const auto &file : files) {
        out.json["files"].push_back(file.string());
        out.text += file.string() + "\n";
    }
    return out;
}

} // namespace

void addStoreCommands(Cli &cli)
{
    auto folder = std::make_shared<std::string>();
    cli.add("runs", "List the runs of a store", [&cli, folder] { return listRuns(cli, *folder); })
        ->add_option("STORE", *folder)
        ->required();

    auto where = std::make_shared<std::string>();
    cli.add("show", "One run, layer by layer", [where] { return show(*where); })
        ->add_option("STORE#RUN", *where)
        ->required();

    auto names = std::make_shared<std::vector<std::string>>();
    cli.add("compare", "Differences of recipe, layers and figures",
            [names] { return compare(*names); })
        ->add_option("STORE#RUN", *names)
        ->required()
        ->expected(1, 64);

    auto r = std::make_shared<ReportArgs>();
    CLI::App *sub = cli.add("report", "A self-contained report of one or more runs",
                            [r] { return report(*r); });
    sub->add_option("STORE#RUN", r->runs)->required()->expected(1, 256);
    sub->add_option("--format", r->format)
        ->check(CLI::IsMember({"html", "md", "json", "csv"}))
        ->capture_default_str();
    sub->add_option("-o,--output", r->out, "File (csv: file or folder)")->required();
}

} // namespace lapidary::cli
