#include "app/cli/budget_options.h"
#include "app/cli/cli.h"
#include "app/cli/table.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/plugin/loader.h"
#include "core/report/facts.h"
#include "core/run/stages.h"

namespace lapidary::cli {

namespace {

struct RecipeArgs {
    std::string model, recipe, store, name, evaluateText, calibration;
    BudgetArgs budget;
    double damageLimit = 0; ///< 0: the recipe's
};

std::string totals(int64_t parametersBefore, int64_t parametersAfter, int64_t bytesBefore,
                   int64_t bytesAfter)
{
    const double change =
        bytesBefore > 0 ? static_cast<double>(bytesAfter - bytesBefore) / bytesBefore : 0.0;
    return fmt::format("{} → {} parameters, {} → {} ({}{})", formatCount(parametersBefore),
                       formatCount(parametersAfter), formatBytes(bytesBefore),
                       formatBytes(bytesAfter), change > 0 ? "+" : "", formatPercent(change));
}

std::string planText(const Plan &plan)
{
    std::string out;
    for (const std::string &error : plan.errors)
        out += "error: " + error + "\n";
    for (const std::string &warning : plan.warnings)
        out += "warning: " + warning + "\n";
    std::vector<std::vector<std::string>> rows{
        {"layer", "actions", "parameters", "after", "bytes", "after", "error"}};
    for (const PlannedLayer &layer : plan.layers) {
        std::string actions;
        for (const PlannedAction &action : layer.actions)
            actions += (actions.empty() ? "" : ", ") + action.method + " " + action.params.dump();
        rows.push_back({layer.name, actions, formatExact(layer.parametersBefore),
                        formatExact(layer.parametersAfter), formatBytes(layer.bytesBefore),
                        formatBytes(layer.bytesAfter),
                        layer.predictedError ? formatPercent(*layer.predictedError) : "-"});
    }
    std::string stages;
    for (size_t i = 0; i < plan.stages.size(); ++i)
        stages += fmt::format("stage {} of {}: {} ({} steps)\n", i + 1, plan.stages.size(),
                              plan.stages[i].name, plan.stages[i].steps.size());
    if (plan.recipe.damageLimit)
        stages += fmt::format("damage limit: perplexity {} times the original's\n",
                              *plan.recipe.damageLimit);
    return out + formatTable(rows, {0, 1}) + stages +
           totals(plan.parametersBefore, plan.parametersAfter, plan.bytesBefore,
                  plan.bytesAfter);
}

Result<CalibrationPtr> openCalibration(const std::string &path)
{
    if (path.empty())
        return nullptr;
    return Calibration::open(path);
}

Result<Output> plan(Cli &cli, const RecipeArgs &args)
{
    LAPIDARY_ASSIGN(const Recipe recipe, readRecipe(args.recipe));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const CalibrationPtr calibration, openCalibration(args.calibration));
    if (calibration)
        LAPIDARY_TRY(calibration->requireFor(*model));
    LAPIDARY_ASSIGN(const BudgetOutcome budget,
                    resolveBudget(cli, model, recipe, args.budget, calibration, {}));
    const Plan result =
        makePlan(*model, budget.recipe, plugins().methods, nullptr, calibration.get());
    Output out;
    out.json = toJson(result);
    if (!budget.json.is_null())
        out.json["budget"] = budget.json;
    out.text = budget.text + planText(result);
    out.status = result.errors.empty() ? 0 : exitStatus(ErrorCode::Usage);
    return out;
}

Result<RunOptions> runOptions(const Cli &cli, const RecipeArgs &args)
{
    RunOptions options;
    options.name = args.name;
    options.seed = cli.common.seed;
    options.compute = cli.common.compute;
    if (!cli.common.memoryLimit.empty()) {
        LAPIDARY_ASSIGN(options.memoryLimit, parseSize(cli.common.memoryLimit));
    }
    LAPIDARY_ASSIGN(options.calibration, openCalibration(args.calibration));
    if (!args.evaluateText.empty()) {
        LAPIDARY_ASSIGN(options.evaluateText, readTextFile(args.evaluateText));
    }
    return options;
}

nlohmann::json runJson(const RunRecord &record)
{
    nlohmann::json json = toJson(record);
    auto value = [](const std::optional<Perplexity> &p) {
        return p ? nlohmann::json(p->value) : nlohmann::json();
    };
    json["perplexity_before"] = value(record.perplexityBefore);
    json["perplexity_after"] = value(record.perplexityAfter);
    return json;
}

std::string stagesText(const RunRecord &record)
{
    if (record.stages.empty())
        return {};
    std::vector<std::vector<std::string>> rows{stageTitles()};
    for (std::string &title : rows.front())
        if (title.starts_with('>'))
            title.erase(0, 1);
    for (auto &row : stageRows(record))
        rows.push_back(std::move(row));
    return formatTable(rows, {0, rows.front().size() - 1}) + '\n';
}

std::string runText(const RunRecord &record)
{
    std::string out;
    for (const std::string &warning : record.warnings)
        out += "warning: " + warning + "\n";
    out += stagesText(record);
    out += fmt::format("{}\n{}\n", record.run,
                       totals(record.parametersBefore, record.parametersAfter,
                              record.bytesBefore, record.bytesAfter));
    if (record.perplexityBefore && record.perplexityAfter)
        out += fmt::format("perplexity {} → {}\n",
                           formatMeasured(record.perplexityBefore->value,
                                          record.perplexityBefore->standardError),
                           formatMeasured(record.perplexityAfter->value,
                                          record.perplexityAfter->standardError));
    return out + fmt::format("{} layers in {:.1f} s, {} at most", record.layers.size(),
                             record.seconds, formatBytes(record.peakRssBytes));
}

Result<Recipe> recipeToRun(const RecipeArgs &args)
{
    LAPIDARY_ASSIGN(Recipe recipe, readRecipe(args.recipe));
    if (args.damageLimit == 0)
        return recipe;
    if (!isDamageLimit(args.damageLimit))
        return fail(ErrorCode::Usage,
                    "--damage-limit {} is no limit: it is perplexity against the original's, a "
                    "number above 1 such as 1.5",
                    args.damageLimit);
    recipe.damageLimit = args.damageLimit;
    return recipe;
}

Result<Output> run(Cli &cli, const RecipeArgs &args)
{
    LAPIDARY_ASSIGN(const Recipe recipe, recipeToRun(args));
    LAPIDARY_ASSIGN(const RunOptions options, runOptions(cli, args));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    if (options.calibration)
        LAPIDARY_TRY(options.calibration->requireFor(*model));
    LAPIDARY_ASSIGN(const BudgetOutcome budget,
                    resolveBudget(cli, model, recipe, args.budget, options.calibration,
                                  std::filesystem::path(args.store) / "cache"));
    LAPIDARY_ASSIGN(const RunRecord record, executeRun(model, budget.recipe, plugins().methods,
                                                       args.store, options, cli.job));
    Output out{runJson(record), budget.text + runText(record)};
    if (!budget.json.is_null())
        out.json["budget"] = budget.json;
    return out;
}

} // namespace

void addRecipeCommands(Cli &cli)
{
    auto a = std::make_shared<RecipeArgs>();
    CLI::App *sub = cli.add("plan", "What a recipe would do, exactly, without doing it",
                            [&cli, a] { return plan(cli, *a); });
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--recipe", a->recipe, "R.json")->required();
    a->budget.addTo(sub);
    sub->add_option("--calibration", a->calibration, "CAL.h5, made with calibrate");

    sub = cli.add("run", "Execute a recipe; the same command again resumes an unfinished run",
                  [&cli, a] { return run(cli, *a); }, true);
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--recipe", a->recipe, "R.json")->required();
    sub->add_option("--store", a->store, "Folder of runs")->required();
    sub->add_option("--name", a->name, "Name of the run");
    sub->add_option("--evaluate-text", a->evaluateText,
                    "UTF-8 text to measure perplexity on, before and after");
    a->budget.addTo(sub);
    sub->add_option("--calibration", a->calibration, "CAL.h5, made with calibrate");
    sub->add_option("--damage-limit", a->damageLimit,
                    "Stop before the stage after which perplexity is more than so many times the "
                    "original's (1.5); in place of the recipe's");
}

} // namespace lapidary::cli
