#pragma once

#include "core/surgery/recipe_stages.h"
#include "core/surgery/registry.h"

namespace lapidary {

struct PlannedLayer {
    int layer = -1; ///< index into model.layers
    std::string name;
    std::vector<PlannedAction> actions; ///< in order of the steps
    std::vector<int> steps;             ///< index of the recipe step of each action
    int64_t parametersBefore = 0, parametersAfter = 0; ///< weight and bias
    int64_t bytesBefore = 0, bytesAfter = 0;
    std::optional<double> predictedError; ///< combined: root of the sum of squares
    LayerForm form;                       ///< final
    int group = -1; ///< layers with the same group are worked on together
};

/// The recipe resolved on one checkpoint: pure, fast, no weights read.
struct Plan {
    Recipe recipe;
    std::vector<PlannedLayer> layers; ///< changed layers only, in model order
    /// MLP widths after the plan, one per block of the checkpoint; 0 where the MLP is removed.
    std::vector<int64_t> blockIntermediate;
    /// The blocks that stay, in order: which they were and what they have become.
    std::vector<BlockShape> blocks;
    int64_t parametersBefore = 0, parametersAfter = 0; ///< stored
    int64_t parametersUniqueBefore = 0, parametersUniqueAfter = 0;
    int64_t bytesBefore = 0, bytesAfter = 0;
    std::vector<std::string> warnings; ///< sentences; those that make the model larger come first
    std::vector<std::string> errors;   ///< steps that match nothing or cannot be: no run then
    std::vector<std::string> stepSummaries; ///< "Width 1152 (MAW)" per recipe step
    struct StepTotals {
        int layers = 0;
        int64_t bytesBefore = 0, bytesAfter = 0;
    };
    std::vector<StepTotals> stepTotals; ///< per recipe step
    std::vector<RecipeStage> stages; ///< of a recipe that is run stage by stage, else empty
    std::string calibration; ///< identity of the calibration it was made with, or empty

    const PlannedLayer *find(int layer) const;
    /// Identity of what would be computed: recipe actions, source identity, seed.
    std::string hash(const Model &model, uint64_t seed) const;
};

/// Never fails as a whole: problems go to Plan::errors, with the step's number.
Plan makePlan(const Model &model, const Recipe &recipe, const MethodRegistry &methods,
              const SpectrumSource *spectra = nullptr,
              const Calibration *calibration = nullptr);

/// Keys of the headless tool's `plan` command.
nlohmann::json toJson(const Plan &plan);

} // namespace lapidary
