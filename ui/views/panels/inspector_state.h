#pragma once

#include "core/surgery/plan.h"
#include "ui/bridge/recipe_editor.h"

#include <optional>
#include <set>

namespace lapidary {

/// What the selected layers have in common in one slot: nothing set, one method, or several.
struct SlotState {
    bool mixedMethod = false;
    std::string method; ///< empty: none
    nlohmann::json params = nlohmann::json::object(); ///< common ones (of the first where mixed)
    std::set<std::string> mixedParams;
    int steps = 0; ///< enabled steps of this slot on the current layer (more than one: composed)
};
SlotState slotState(const RecipeEditor &editor, const std::vector<int> &layers, int current,
                    Slot slot);

/// Sums and warnings of the plan over the selected layers.
struct SelectionResult {
    int64_t parametersBefore = 0, parametersAfter = 0;
    int64_t bytesBefore = 0, bytesAfter = 0;
    bool changed = false;
    std::optional<double> predictedError; ///< root of the parameter-weighted mean square
    std::vector<std::string> warnings;    ///< unique
    nlohmann::json derived = nlohmann::json::object(); ///< exact parameters of the current layer
    std::vector<int64_t> bonds;           ///< of the current layer's MPO, clamped
    std::vector<int64_t> outFactorList, inFactorList; ///< of that MPO
};
SelectionResult selectionResult(const Model &model, const Plan &plan,
                                const std::vector<int> &layers, int current);

/// Largest value that makes sense for a size parameter on this layer; 0 when unknown.
double naturalMaximum(const Layer &layer, const std::string &key, const nlohmann::json &params);

} // namespace lapidary
