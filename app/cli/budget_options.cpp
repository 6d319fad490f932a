#include "app/cli/budget_options.h"

#include "core/allocate/option_cache.h"
#include "core/base/format.h"
#include "core/plugin/loader.h"

namespace lapidary::cli {

namespace {

/// "0.6" and "60%" are of what the model has; anything else is a size in bytes or a count.
Result<int64_t> budgetOf(const BudgetArgs &args, const Model &model)
{
    const bool bytes = args.of == "bytes";
    const int64_t whole = bytes ? model.bytes() : model.parametersUnique();
    LAPIDARY_ASSIGN(const int64_t size, parseSize(args.budget, whole));
    if (size <= 0)
        return fail(ErrorCode::Usage, "a budget of {} leaves nothing", args.budget);
    return storedSize(model, size, bytes ? BudgetOf::Bytes : BudgetOf::Parameters);
}

nlohmann::json frontierJson(const std::vector<Allocation> &points)
{
    nlohmann::json rows = nlohmann::json::array();
    for (const Allocation &point : points)
        rows.push_back({{"size", point.size}, {"loss", point.loss}});
    return rows;
}

} // namespace

void BudgetArgs::addTo(CLI::App *command)
{
    command->add_option("--budget", budget,
                        "Size of the result (500MB, 60%, 0.6) that an \"auto\" step keeps");
    command->add_option("--budget-of", of, "What the budget counts")
        ->check(CLI::IsMember({"bytes", "parameters"}))
        ->capture_default_str();
    command->add_option("--corrections", corrections,
                        "Rounds of measuring the whole allocation and correcting what was "
                        "predicted; 0: none")
        ->check(CLI::Range(0, 20))
        ->capture_default_str();
}

Result<BudgetOutcome> resolveBudget(Cli &cli, const ModelPtr &model, const Recipe &recipe,
                                    const BudgetArgs &args, const CalibrationPtr &calibration,
                                    const std::filesystem::path &cacheFolder)
{
    if (args.budget.empty()) {
        if (autoStep(recipe) >= 0)
            return fail(ErrorCode::Usage, "the \"auto\" step needs --budget SIZE");
        return BudgetOutcome{recipe, nullptr, {}};
    }
    if (autoStep(recipe) < 0)
        return fail(ErrorCode::Usage, "--budget needs a recipe with an \"auto\" step");
    LAPIDARY_ASSIGN(const int64_t budget, budgetOf(args, *model));
    AutoOptions options;
    options.calibration = calibration;
    options.compute = cli.common.compute;
    options.seed = cli.common.seed;
    const BudgetOf of = args.of == "bytes" ? BudgetOf::Bytes : BudgetOf::Parameters;
    LAPIDARY_ASSIGN(OptionTable table,
                    cachedOptions(model, recipe, plugins().methods, options, cacheFolder, cli.job));
    if (args.corrections > 0) {
        LAPIDARY_ASSIGN(table, cachedCorrection(model, table, plugins().methods, options,
                                                {budget, of, args.corrections}, cacheFolder,
                                                cli.job));
    }
    LAPIDARY_ASSIGN(const Allocation chosen, allocate(table, budget, of));
    LAPIDARY_ASSIGN(const auto points, frontier(table, of));
    BudgetOutcome outcome;
    outcome.recipe = resolved(recipe, table, chosen);
    outcome.json = {{"budget", budget},          {"of", args.of},
                    {"size", chosen.size},       {"predicted_loss", chosen.loss},
                    {"exact", chosen.exact},     {"frontier", frontierJson(points)},
                    {"notes", table.notes},      {"recipe", toJson(outcome.recipe)}};
    outcome.text = fmt::format("budget {} {}: {} reached, {:.4f} nats of loss expected\n",
                               formatExact(budget), args.of, formatExact(chosen.size), chosen.loss);
    return outcome;
}

} // namespace lapidary::cli
