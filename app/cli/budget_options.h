#pragma once

#include "app/cli/cli.h"

#include "core/allocate/option_table.h"
#include "core/model/model.h"
#include "core/surgery/recipe.h"

namespace lapidary::cli {

/// --budget SIZE and --budget-of of plan and run.
struct BudgetArgs {
    std::string budget, of = "bytes";
    int corrections = 3; ///< rounds

    void addTo(CLI::App *command);
};

/// A recipe whose `auto` step has become what the budget allows, and what that promises.
struct BudgetOutcome {
    Recipe recipe;
    nlohmann::json json; ///< null without a budget
    std::string text;
};

/// `recipe` as it is without a budget (then an `auto` step is an error). Measured options are kept
/// in `cacheFolder`, when there is one, so that another budget is resolved in no time.
Result<BudgetOutcome> resolveBudget(Cli &cli, const ModelPtr &model, const Recipe &recipe,
                                    const BudgetArgs &args, const CalibrationPtr &calibration,
                                    const std::filesystem::path &cacheFolder);

} // namespace lapidary::cli
