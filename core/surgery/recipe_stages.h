#pragma once

#include "core/surgery/recipe.h"

namespace lapidary {

/// Steps that are done, and judged, together.
struct RecipeStage {
    std::string name;       ///< as the recipe says: "MLP", "2"; the recipe's name when it has none
    std::vector<int> steps; ///< indices of enabled steps, ascending
};

/// True when the recipe is run stage by stage: a step names one, or there is a damage limit.
bool hasStages(const Recipe &recipe);

/// The stages in the order of the steps; a step without one belongs to that of the step before,
/// the first steps to the first one named. Stages of which every step is disabled are left out.
/// Fails with ErrorCode::Usage when a stage comes back after another one.
Result<std::vector<RecipeStage>> stagesOf(const Recipe &recipe);

/// The recipe of the first `count` stages as an ordinary one, without stages and limit.
Recipe recipeOfStages(const Recipe &recipe, const std::vector<RecipeStage> &stages, size_t count);

} // namespace lapidary
