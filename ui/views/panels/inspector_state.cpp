#include "ui/views/panels/inspector_state.h"

#include "core/surgery/layer_spectra.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

std::vector<int64_t> integers(const nlohmann::json &params, const char *key)
{
    std::vector<int64_t> values;
    if (const auto it = params.find(key); it != params.end() && it->is_array())
        for (const auto &value : *it)
            if (value.is_number_integer())
                values.push_back(value.get<int64_t>());
    return values;
}

void describeAction(const PlannedLayer &planned, SelectionResult &result)
{
    for (const PlannedAction &action : planned.actions) {
        if (!action.params.is_object())
            continue;
        for (const auto &[key, value] : action.params.items())
            result.derived[key] = value;
        if (const auto bonds = integers(action.params, "bonds"); !bonds.empty()) {
            result.bonds = bonds;
            result.outFactorList = integers(action.params, "out_factors");
            result.inFactorList = integers(action.params, "in_factors");
        }
    }
    if (planned.parametersBefore > 0)
        result.derived["keep"] = std::round(1000.0 * double(planned.parametersAfter)
                                            / double(planned.parametersBefore))
            / 1000;
    if (planned.predictedError)
        result.derived["error"] = std::round(*planned.predictedError * 1000) / 1000;
}

} // namespace

SlotState slotState(const RecipeEditor &editor, const std::vector<int> &layers, int current,
                    Slot slot)
{
    SlotState state;
    std::set<int> steps;
    for (int layer : layers)
        steps.insert(editor.stepOf(layer, slot));
    const Recipe &recipe = editor.recipe();
    bool first = true;
    for (int index : steps) {
        const std::string method = index < 0 ? "" : recipe.steps[index].method;
        const nlohmann::json params
            = index < 0 ? nlohmann::json::object() : recipe.steps[index].params;
        if (first) {
            state.method = method;
            state.params = params;
            first = false;
            continue;
        }
        if (method != state.method) {
            state.mixedMethod = true;
            continue;
        }
        const nlohmann::json &common = state.params;
        for (const nlohmann::json *side : {&params, &common})
            for (const auto &[key, value] : side->items())
                if (!params.contains(key) || !state.params.contains(key)
                    || params[key] != state.params[key])
                    state.mixedParams.insert(key);
    }
    for (size_t i = 0; i < recipe.steps.size(); ++i) {
        const std::vector<int> &covered = editor.layersOf(int(i));
        if (recipe.steps[i].enabled && editor.slotOf(recipe.steps[i].method) == slot
            && std::binary_search(covered.begin(), covered.end(), current))
            ++state.steps;
    }
    return state;
}

SelectionResult selectionResult(const Model &model, const Plan &plan,
                                const std::vector<int> &layers, int current)
{
    SelectionResult result;
    double squares = 0, weights = 0;
    bool known = true;
    std::set<std::string> seen;
    for (int index : layers) {
        const Layer &layer = model.layers[index];
        const PlannedLayer *planned = plan.find(index);
        result.parametersBefore += layer.parameters();
        result.bytesBefore += layer.bytes();
        result.parametersAfter += planned ? planned->parametersAfter : layer.parameters();
        result.bytesAfter += planned ? planned->bytesAfter : layer.bytes();
        const double weight = double(layer.parameters());
        weights += weight;
        if (!planned)
            continue;
        result.changed = result.changed || !planned->actions.empty();
        if (planned->predictedError)
            squares += *planned->predictedError * *planned->predictedError * weight;
        else
            known = false;
        for (const PlannedAction &action : planned->actions)
            for (const std::string &warning : action.warnings)
                if (seen.insert(warning).second)
                    result.warnings.push_back(warning);
    }
    if (result.changed && known && weights > 0)
        result.predictedError = std::sqrt(squares / weights);
    if (const PlannedLayer *planned = plan.find(current))
        describeAction(*planned, result);
    return result;
}

double naturalMaximum(const Layer &layer, const std::string &key, const nlohmann::json &params)
{
    const int64_t out = layer.form.out, in = layer.form.in;
    if (in <= 0)
        return 0;
    if (key == "rank")
        return double(std::min(out, in));
    if (key == "width") // neurons: rows of gate and up, columns of down
        return double(layer.role == Role::Down ? in : out);
    if (key != "chi")
        return 0;
    std::vector<int64_t> outFactors = integers(params, "out_factors");
    std::vector<int64_t> inFactors = integers(params, "in_factors");
    const int sites = !outFactors.empty() ? int(outFactors.size())
        : !inFactors.empty()              ? int(inFactors.size())
                                          : int(params.value("sites", int64_t(3)));
    if (outFactors.empty())
        outFactors = defaultSiteFactors(out, sites);
    if (inFactors.empty())
        inFactors = defaultSiteFactors(in, sites);
    if (outFactors.size() != inFactors.size())
        return 0;
    const auto bonds = clampedBonds(outFactors, inFactors, out * in);
    return bonds.empty() ? 0 : double(*std::max_element(bonds.begin(), bonds.end()));
}

} // namespace lapidary
