#include "core/surgery/recipe_stages.h"

#include <algorithm>

namespace lapidary {

bool hasStages(const Recipe &recipe)
{
    return recipe.damageLimit
        || std::any_of(recipe.steps.begin(), recipe.steps.end(),
                       [](const Step &step) { return !step.stage.empty(); });
}

Result<std::vector<RecipeStage>> stagesOf(const Recipe &recipe)
{
    const auto named = std::find_if(recipe.steps.begin(), recipe.steps.end(),
                                    [](const Step &step) { return !step.stage.empty(); });
    std::vector<RecipeStage> stages;
    stages.push_back({named == recipe.steps.end() ? recipe.name : named->stage, {}});
    for (size_t i = 0; i < recipe.steps.size(); ++i) {
        const Step &step = recipe.steps[i];
        if (!step.stage.empty() && step.stage != stages.back().name) {
            for (const RecipeStage &earlier : stages)
                if (earlier.name == step.stage)
                    return fail(ErrorCode::Usage,
                                "step {} goes back to stage \"{}\" after stage \"{}\"; put the "
                                "steps of one stage together",
                                i + 1, step.stage, stages.back().name);
            stages.push_back({step.stage, {}});
        }
        if (step.enabled)
            stages.back().steps.push_back(static_cast<int>(i));
    }
    std::erase_if(stages, [](const RecipeStage &stage) { return stage.steps.empty(); });
    return stages;
}

Recipe recipeOfStages(const Recipe &recipe, const std::vector<RecipeStage> &stages, size_t count)
{
    Recipe part;
    part.name = count > 0 ? stages[count - 1].name : recipe.name;
    part.sequential = recipe.sequential;
    for (size_t s = 0; s < count; ++s)
        for (const int index : stages[s].steps) {
            part.steps.push_back(recipe.steps[static_cast<size_t>(index)]);
            part.steps.back().stage.clear();
        }
    return part;
}

} // namespace lapidary
