#include "core/base/hash.h"
#include "core/surgery/plan.h"

namespace lapidary {
namespace {

using nlohmann::json;

json toJson(const PlannedAction &action)
{
    json object = {{"method", action.method},
                   {"params", action.params},
                   {"parameters", action.parameters},
                   {"bytes", action.bytes},
                   {"form", formName(action.form.kind)},
                   {"predicted_error", nullptr}};
    if (action.predictedError)
        object["predicted_error"] = *action.predictedError;
    if (!action.warnings.empty())
        object["warnings"] = action.warnings;
    return object;
}

json toJson(const PlannedLayer &layer)
{
    json actions = json::array();
    for (const PlannedAction &action : layer.actions)
        actions.push_back(toJson(action));
    json object = {{"name", layer.name},
                   {"actions", std::move(actions)},
                   {"steps", json::array()},
                   {"predicted_error", nullptr},
                   {"parameters_before", layer.parametersBefore},
                   {"parameters_after", layer.parametersAfter},
                   {"bytes_before", layer.bytesBefore},
                   {"bytes_after", layer.bytesAfter},
                   {"form", toJson(layer.form)}};
    for (int step : layer.steps)
        object["steps"].push_back(step + 1);
    if (layer.predictedError)
        object["predicted_error"] = *layer.predictedError;
    return object;
}

json blocksJson(const Plan &plan)
{
    json blocks = json::array();
    for (const BlockShape &block : plan.blocks) {
        blocks.push_back({{"source", block.source},
                          {"heads", block.heads},
                          {"kv_heads", block.kvHeads},
                          {"width", block.width}});
        if (block.experts > 0)
            blocks.back()["experts"] = block.experts;
    }
    return blocks;
}

json stagesJson(const Plan &plan)
{
    json stages = json::array();
    for (const RecipeStage &stage : plan.stages) {
        json steps = json::array();
        for (const int step : stage.steps)
            steps.push_back(step + 1);
        stages.push_back({{"name", stage.name}, {"steps", std::move(steps)}});
    }
    return stages;
}

} // namespace

json toJson(const Plan &plan)
{
    json layers = json::array(), steps = json::array();
    for (const PlannedLayer &layer : plan.layers)
        layers.push_back(toJson(layer));
    for (size_t i = 0; i < plan.recipe.steps.size(); ++i) {
        const Step &step = plan.recipe.steps[i];
        const auto &totals = plan.stepTotals[i];
        steps.push_back({{"step", i + 1},
                         {"select", describe(step.select)},
                         {"method", step.method},
                         {"summary", plan.stepSummaries[i]},
                         {"enabled", step.enabled},
                         {"layers", totals.layers},
                         {"bytes_before", totals.bytesBefore},
                         {"bytes_after", totals.bytesAfter}});
    }
    return {{"name", plan.recipe.name},
            {"parameters_before", plan.parametersBefore},
            {"parameters_after", plan.parametersAfter},
            {"parameters_unique_before", plan.parametersUniqueBefore},
            {"parameters_unique_after", plan.parametersUniqueAfter},
            {"bytes_before", plan.bytesBefore},
            {"bytes_after", plan.bytesAfter},
            {"block_intermediate", plan.blockIntermediate},
            {"blocks", blocksJson(plan)},
            {"steps", std::move(steps)},
            {"layers", std::move(layers)},
            {"stages", stagesJson(plan)},
            {"damage_limit", plan.recipe.damageLimit ? json(*plan.recipe.damageLimit) : json()},
            {"warnings", plan.warnings},
            {"errors", plan.errors}};
}

std::string Plan::hash(const Model &model, uint64_t seed) const
{
    Hasher hasher;
    hasher.update(fmt::format("lapidary plan 1\n{}\n{}\n",
                              model.source ? model.source->identity() : "", seed));
    if (!calibration.empty())
        hasher.update("calibration " + calibration + "\n");
    if (recipe.sequential)
        hasher.update("sequential\n");
    for (const PlannedLayer &layer : layers) {
        hasher.update(layer.name + "\n");
        for (const PlannedAction &action : layer.actions) {
            hasher.update(action.method + " " + action.params.dump() + " "
                          + lapidary::toJson(action.form).dump() + "\n");
        }
    }
    return hasher.hex();
}

} // namespace lapidary
