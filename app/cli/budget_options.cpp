#include "app/cli/budget_options.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/hash.h"
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
    // Buffers and second copies of tied matrices are stored but are no parameters of the model.
    return bytes ? size : size + model.parametersStored() - model.parametersUnique();
}

Result<OptionTable> tableFor(Cli &cli, const ModelPtr &model, const Recipe &recipe,
                             const CalibrationPtr &calibration,
                             const std::filesystem::path &cacheFolder)
{
    const Step &step = recipe.steps[size_t(autoStep(recipe))];
    const std::string key = hashHex(toJson(Recipe{{}, {step}, false}).dump()
                                    + (calibration ? calibration->hash() : "")
                                    + model->source->identity() + std::to_string(cli.common.seed));
    const auto file = cacheFolder / ("options-" + key + ".json");
    if (!cacheFolder.empty())
        if (const auto text = readTextFile(file))
            if (auto table = optionTableFromJson(nlohmann::json::parse(*text, nullptr, false)))
                return table;
    AutoOptions options;
    options.calibration = calibration;
    options.compute = cli.common.compute;
    options.seed = cli.common.seed;
    LAPIDARY_ASSIGN(OptionTable table, measureOptions(model, recipe, plugins().methods, options,
                                                      cli.job));
    if (!cacheFolder.empty()) {
        std::error_code ec;
        std::filesystem::create_directories(cacheFolder, ec);
        LAPIDARY_TRY(writeFileAtomically(file, toJson(table).dump() + "\n"));
    }
    return table;
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
    LAPIDARY_ASSIGN(const OptionTable table,
                    tableFor(cli, model, recipe, calibration, cacheFolder));
    const BudgetOf of = args.of == "bytes" ? BudgetOf::Bytes : BudgetOf::Parameters;
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
