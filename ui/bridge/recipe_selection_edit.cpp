// Editing the method of a selection: how steps are amended, shrunk and added.
#include "ui/bridge/recipe_editor.h"

#include <algorithm>
#include <map>
#include <set>

namespace lapidary {

namespace {

constexpr size_t kFewExceptions = 3;

std::vector<int> minus(const std::vector<int> &a, const std::vector<int> &b)
{
    std::vector<int> rest;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
    return rest;
}

bool matches(const Model &model, const Selector &selector, const std::vector<int> &layers)
{
    const auto found = selectLayers(model, selector);
    return found && *found == layers;
}

bool isGatedMlp(Role role)
{
    return role == Role::Gate || role == Role::Up || role == Role::Down || role == Role::GateUp;
}

/// What a method with this coupling may take of a block, where a user has selected a part of it.
bool belongsTo(Coupling coupling, const Layer &layer)
{
    if (layer.block < 0 || layer.form.in <= 0 || layer.buffer)
        return false;
    const bool attention = layer.role == Role::Q || layer.role == Role::K
        || layer.role == Role::V || layer.role == Role::O;
    const bool expert = layer.role == Role::Router || layer.role == Role::ExpertGate
        || layer.role == Role::ExpertUp || layer.role == Role::ExpertDown;
    switch (coupling) {
    case Coupling::Mlp:
        return isGatedMlp(layer.role);
    case Coupling::WholeMlp:
        return isGatedMlp(layer.role) || expert;
    case Coupling::Attention:
    case Coupling::WholeAttention:
        return attention;
    case Coupling::Experts:
        return expert;
    case Coupling::Block:
        return true;
    case Coupling::None:
        break;
    }
    return false;
}

std::vector<std::string> names(const Model &model, const std::vector<int> &layers)
{
    std::vector<std::string> out;
    for (int layer : layers)
        out.push_back(model.layers[layer].name);
    return out;
}

/// Takes layers out of a selector, keeping it short.
Selector without(const Model &model, const Selector &selector, const std::vector<int> &rest,
                 const std::vector<int> &removed)
{
    Selector compact = compactSelector(model, rest);
    if (compact.layers.empty() || removed.size() >= rest.size())
        return compact;
    Selector except = selector; // many names are longer than the old selector and a few exceptions
    for (const std::string &name : names(model, removed))
        except.except.push_back(name);
    return matches(model, except, rest) ? except : compact;
}

} // namespace

std::string blockRanges(const std::vector<int> &blocks)
{
    std::string text;
    for (size_t i = 0; i < blocks.size();) {
        size_t j = i;
        while (j + 1 < blocks.size() && blocks[j + 1] == blocks[j] + 1)
            ++j;
        text += (text.empty() ? "" : ",") + std::to_string(blocks[i]);
        if (j > i)
            text += "-" + std::to_string(blocks[j]);
        i = j + 1;
    }
    return text;
}

Selector compactSelector(const Model &model, const std::vector<int> &layers)
{
    std::set<Role> roles;
    std::set<int> blocks;
    for (int layer : layers) {
        roles.insert(model.layers[layer].role);
        blocks.insert(model.layers[layer].block);
    }
    Selector all;
    all.roles = {"*"};
    if (matches(model, all, layers))
        return all;
    Selector byRole;
    for (Role role : roles)
        byRole.roles.push_back(roleName(role));
    if (matches(model, byRole, layers))
        return byRole;
    Selector byBlock = byRole;
    if (!blocks.contains(-1))
        byBlock.blocks = blockRanges({blocks.begin(), blocks.end()});
    if (matches(model, byBlock, layers))
        return byBlock;
    if (layers.size() > 2 * kFewExceptions) {
        for (Selector candidate : {byRole, byBlock}) {
            const auto covered = selectLayers(model, candidate);
            if (!covered || covered->size() > layers.size() + kFewExceptions)
                continue;
            candidate.except = names(model, minus(*covered, layers));
            if (matches(model, candidate, layers))
                return candidate;
        }
    }
    Selector explicitly;
    explicitly.layers = names(model, layers);
    return explicitly;
}

std::vector<int> RecipeEditor::wholeGroups(const std::vector<int> &layers,
                                           const std::string &method) const
{
    const Method *found = m_methods.find(method);
    if (!found || found->info().coupling == Coupling::None || !m_model)
        return layers;
    const Coupling coupling = found->info().coupling;
    std::set<int> blocks;
    for (int layer : layers)
        if (belongsTo(coupling, m_model->layers[layer]))
            blocks.insert(m_model->layers[layer].block);
    std::vector<int> whole;
    for (int i = 0; i < int(m_model->layers.size()); ++i)
        if (belongsTo(coupling, m_model->layers[i]) && blocks.contains(m_model->layers[i].block))
            whole.push_back(i);
    return whole;
}

Recipe RecipeEditor::withMethod(const std::vector<int> &layers, Slot slot,
                                const std::string &method, const nlohmann::json &params) const
{
    Recipe recipe = m_recipe;
    const std::vector<int> wanted = wholeGroups(layers, method);
    if (wanted.empty())
        return recipe;
    // What each step loses: the layers for which it is the one that the inspector shows.
    std::map<int, std::vector<int>> losses;
    for (int layer : wanted)
        if (const int step = stepOf(layer, slot); step >= 0)
            losses[step].push_back(layer);

    if (losses.size() == 1) {
        const int only = losses.begin()->first;
        Step &step = recipe.steps[only];
        if (wholeGroups(layers, step.method) == layersOf(only)) {
            if (method.empty()) {
                recipe.steps.erase(recipe.steps.begin() + only);
                return recipe;
            }
            step.method = method;
            step.params = params;
            if (layersOf(only) != wanted)
                step.select = compactSelector(*m_model, wanted);
            return recipe;
        }
    }
    int insertAt = -1;
    std::set<int, std::greater<>> emptied;
    for (const auto &[index, lost] : losses) {
        Step &step = recipe.steps[index];
        const std::vector<int> removed = wholeGroups(lost, step.method);
        const std::vector<int> rest = minus(layersOf(index), removed);
        insertAt = index + 1;
        if (rest.empty())
            emptied.insert(index);
        else
            step.select = without(*m_model, step.select, rest, removed);
    }
    if (insertAt < 0) { // precision goes last: it also stores the factors
        insertAt = int(recipe.steps.size());
        if (slot == Slot::Form)
            while (insertAt > 0 && slotOf(recipe.steps[insertAt - 1].method) == Slot::Precision)
                --insertAt;
    }
    if (!method.empty())
        recipe.steps.insert(recipe.steps.begin() + insertAt,
                            Step{compactSelector(*m_model, wanted), method, params, true});
    for (int index : emptied)
        recipe.steps.erase(recipe.steps.begin() + index);
    return recipe;
}

void RecipeEditor::setMethod(const std::vector<int> &layers, Slot slot, const std::string &method,
                             const nlohmann::json &params, int mergeId)
{
    if (!m_model || layers.empty())
        return;
    const QString text = method.empty() ? tr("Reset Layers") : tr("Change Method");
    setRecipe(withMethod(layers, slot, method, params), text, mergeId);
}

void RecipeEditor::resetLayers(const std::vector<int> &layers)
{
    m_undo.beginMacro(tr("Reset Layers"));
    setMethod(layers, Slot::Form, {}, {});
    setMethod(layers, Slot::Precision, {}, {});
    m_undo.endMacro();
}

std::vector<int> matricesInBlocks(const Model &model)
{
    std::vector<int> layers;
    for (int i = 0; i < int(model.layers.size()); ++i)
        if (model.layers[size_t(i)].block >= 0 && model.layers[size_t(i)].form.in > 0)
            layers.push_back(i);
    return layers;
}

} // namespace lapidary
