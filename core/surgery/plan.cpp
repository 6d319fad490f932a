#include "core/surgery/plan.h"

#include "core/base/format.h"
#include "core/calibrate/calibration.h"
#include "core/surgery/block_shapes.h"
#include "core/surgery/plan_builder.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lapidary {
namespace {

int64_t biasParameters(const Model &model, const Layer &layer, const LayerForm &form)
{
    if (layer.bias < 0 || form.kind == FormKind::Removed)
        return 0;
    const int64_t before = model.source->tensors()[static_cast<size_t>(layer.bias)].elements;
    return form.out == layer.form.out ? before : form.out;
}

int64_t biasBytes(const Model &model, const Layer &layer, const LayerForm &form)
{
    if (layer.bias < 0)
        return 0;
    const TensorInfo &info = model.source->tensors()[static_cast<size_t>(layer.bias)];
    return info.elements > 0 ? info.bytes / info.elements * biasParameters(model, layer, form) : 0;
}

} // namespace

PlanBuilder::PlanBuilder(const Model &model, const Recipe &recipe, const MethodRegistry &methods,
                         const SpectrumSource *spectra, const Calibration *calibration)
    : m_model(model)
    , m_methods(methods)
    , m_inputs{&model, spectra, calibration}
    , m_slot(model.layers.size(), -1)
    , m_parent(model.layers.size())
{
    m_plan.recipe = recipe;
    m_plan.calibration = calibration ? calibration->hash() : std::string();
    m_plan.stepSummaries.resize(recipe.steps.size());
    m_plan.stepTotals.resize(recipe.steps.size());
    std::iota(m_parent.begin(), m_parent.end(), 0);
    for (size_t i = 0; i < model.layers.size(); ++i) {
        if (model.layers[i].block >= 0)
            m_blocks[model.layers[i].block].push_back(static_cast<int>(i));
    }
}

std::string PlanBuilder::stepTitle(int step) const
{
    const Step &s = m_plan.recipe.steps[static_cast<size_t>(step)];
    return fmt::format("step {} ({})", step + 1, s.method);
}

void PlanBuilder::error(int step, const std::string &text)
{
    m_plan.errors.push_back(stepTitle(step) + ": " + text);
}

void PlanBuilder::note(std::vector<Note> &notes, std::unordered_map<std::string, size_t> &seen,
                       int step, const std::string &layer, const std::string &text, bool grows)
{
    const auto [found, fresh] = seen.try_emplace(std::to_string(step) + text, notes.size());
    if (fresh)
        notes.push_back({step, grows, text, layer, 0});
    Note &note = notes[found->second];
    note.grows = note.grows || grows;
    ++note.count;
}

LayerState PlanBuilder::stateOf(int layer) const
{
    const Layer &original = m_model.layers[static_cast<size_t>(layer)];
    const int slot = m_slot[static_cast<size_t>(layer)];
    return {&original, slot < 0 ? original.form : m_plan.layers[static_cast<size_t>(slot)].form};
}

/// Why this method cannot follow on what the group is by now, or empty.
std::string PlanBuilder::unsuited(const Method &method, Coupling coupling,
                                  const std::vector<LayerState> &group)
{
    // Whole parts of a block are only ever removed: nothing is read.
    if (coupling == Coupling::WholeMlp || coupling == Coupling::WholeAttention
        || coupling == Coupling::Block)
        return {};
    for (const LayerState &state : group) {
        const LayerForm &original = state.layer->form;
        if (state.form.in <= 0)
            return "it is a vector, only matrices are cut";
        for (const FactorForm &factor : original.factors)
            if (!dtypeInfo(factor.stored).floating)
                return "its stored type cannot be decoded by this program";
        if (method.info().kind == MethodKind::Precision || state.form.kind == FormKind::Dense)
            continue;
        const char *by =
            original.kind == FormKind::Dense ? "by an earlier step" : "in the checkpoint";
        const char *advice = method.info().kind == MethodKind::Factorization
            ? "a layer is factored once; take it out of one step with \"except\""
            : "put this step before the factorization";
        return fmt::format("it is already factored ({}) {}: {}", formName(state.form.kind), by,
                           advice);
    }
    return {};
}

PlannedLayer &PlanBuilder::entry(int layer)
{
    int &slot = m_slot[static_cast<size_t>(layer)];
    if (slot < 0) {
        slot = static_cast<int>(m_plan.layers.size());
        const Layer &original = m_model.layers[static_cast<size_t>(layer)];
        PlannedLayer planned;
        planned.layer = layer;
        planned.name = original.name;
        planned.parametersBefore = original.parameters();
        planned.bytesBefore = original.bytes();
        planned.form = original.form;
        m_plan.layers.push_back(std::move(planned));
    }
    return m_plan.layers[static_cast<size_t>(slot)];
}

int PlanBuilder::rootOf(int layer) const
{
    int root = layer;
    while (m_parent[static_cast<size_t>(root)] != root)
        root = m_parent[static_cast<size_t>(root)];
    while (m_parent[static_cast<size_t>(layer)] != root)
        layer = std::exchange(m_parent[static_cast<size_t>(layer)], root);
    return root;
}

void PlanBuilder::joinGroups(const Group &group)
{
    for (int layer : group) {
        const int a = rootOf(group.front()), b = rootOf(layer);
        m_parent[static_cast<size_t>(std::max(a, b))] = std::min(a, b);
    }
}

void PlanBuilder::record(int step, const Group &group, std::vector<PlannedAction> actions)
{
    auto &totals = m_plan.stepTotals[static_cast<size_t>(step)];
    for (size_t i = 0; i < group.size(); ++i) {
        const Layer &layer = m_model.layers[static_cast<size_t>(group[i])];
        PlannedLayer &planned = entry(group[i]);
        PlannedAction &action = actions[i];
        action.layer = layer.name;
        action.group = group.front();
        action.place = static_cast<int>(i);
        action.parameters = action.form.parameters();
        action.bytes = action.form.bytes();
        const int64_t bytesBefore = planned.form.bytes();
        const bool grows = action.bytes > bytesBefore
            || action.parameters > planned.form.parameters();
        for (const std::string &text : action.warnings)
            note(m_warnings, m_warningSeen, step, layer.name, text, grows);
        totals.layers += 1;
        totals.bytesBefore += bytesBefore + biasBytes(m_model, layer, planned.form);
        totals.bytesAfter += action.bytes + biasBytes(m_model, layer, action.form);
        planned.form = action.form;
        planned.steps.push_back(step);
        planned.actions.push_back(std::move(action));
    }
    joinGroups(group);
}

void PlanBuilder::planGroup(int step, const Method &method, const PlanInputs &inputs,
                            const nlohmann::json &params, const Group &group)
{
    const std::string &name = m_model.layers[static_cast<size_t>(group.front())].name;
    std::vector<LayerState> states;
    for (int layer : group)
        states.push_back(stateOf(layer));
    if (const std::string why = unsuited(method, method.coupling(params), states); !why.empty()) {
        note(m_failures, m_failureSeen, step, name, why, false);
        return;
    }
    auto actions = method.plan(inputs, states, params);
    if (!actions)
        note(m_failures, m_failureSeen, step, name, actions.error().message, false);
    else if (!actions->empty() && actions->size() != group.size())
        note(m_failures, m_failureSeen, step, name, "the plugin did not plan every layer", false);
    else if (!actions->empty())
        record(step, group, std::move(*actions));
}

void PlanBuilder::planGroups(int step, const Method &method, const nlohmann::json &params,
                             const std::vector<Group> &groups)
{
    PlanInputs inputs = m_inputs;
    for (const Group &group : groups) {
        const int block = m_model.layers[static_cast<size_t>(group.front())].block;
        if (block >= 0)
            inputs.blocks.push_back(block);
    }
    std::sort(inputs.blocks.begin(), inputs.blocks.end());
    inputs.blocks.erase(std::unique(inputs.blocks.begin(), inputs.blocks.end()),
                        inputs.blocks.end());
    for (const Group &group : groups)
        planGroup(step, method, inputs, params, group);
}

void PlanBuilder::addStep(int index)
{
    const Step &step = m_plan.recipe.steps[static_cast<size_t>(index)];
    auto &summary = m_plan.stepSummaries[static_cast<size_t>(index)];
    summary = step.method;
    const auto method = m_methods.require(step.method);
    if (!method)
        return step.enabled ? error(index, method.error().message) : void();
    const MethodInfo &info = (*method)->info();
    if (const auto valid = info.schema.validate(step.params, step.method); !valid)
        return step.enabled ? error(index, valid.error().message) : void();
    const nlohmann::json params = info.schema.withDefaults(step.params);
    summary = (*method)->summarize(params);
    if (!step.enabled)
        return;
    const auto selected = selectLayers(m_model, step.select);
    if (!selected)
        return error(index, selected.error().message);
    if (selected->empty()) {
        ++m_withoutMatch;
        return error(index, explainNoMatch(m_model, step.select));
    }
    const std::string unmet = explainPartialMatch(m_model, step.select, *selected);
    if (!unmet.empty())
        note(m_warnings, m_warningSeen, index, "", unmet, false);
    const std::vector<int> present = stillThere(*selected);
    if (present.empty())
        return error(index, "earlier steps have removed everything that it selects");
    const Coupling coupling = (*method)->coupling(params);
    const auto groups = groupsFor(index, **method, coupling, present);
    if (groups.empty()) {
        std::vector<std::string> roles;
        for (Role role : info.roles)
            roles.push_back(roleName(role));
        return error(index, fmt::format("{} does not suit what it selects ({}); it works on {}",
                                        step.method, describe(step.select),
                                        fmt::join(roles, ", ")));
    }
    if (coupling == Coupling::None && groups.size() < present.size())
        note(m_warnings, m_warningSeen, index, "",
             fmt::format("{} of the {} selected layers do not suit this method and stay as they are",
                         present.size() - groups.size(), present.size()), false);
    planGroups(index, **method, params, groups);
}

Plan makePlan(const Model &model, const Recipe &recipe, const MethodRegistry &methods,
              const SpectrumSource *spectra, const Calibration *calibration)
{
    PlanBuilder builder(model, recipe, methods, spectra, calibration);
    for (size_t i = 0; i < recipe.steps.size(); ++i)
        builder.addStep(static_cast<int>(i));
    Plan plan = builder.finish();
    if (recipe.sequential && !calibration)
        plan.errors.insert(plan.errors.begin(),
                           "\"sequential\" needs a calibration, and none is given");
    return plan;
}

void PlanBuilder::finishLayers()
{
    for (PlannedLayer &planned : m_plan.layers) {
        const Layer &layer = m_model.layers[static_cast<size_t>(planned.layer)];
        planned.parametersAfter =
            planned.form.parameters() + biasParameters(m_model, layer, planned.form);
        planned.bytesAfter = planned.form.bytes() + biasBytes(m_model, layer, planned.form);
        planned.group = rootOf(planned.layer);
        double sum = 0;
        bool known = true;
        for (const PlannedAction &action : planned.actions) {
            known = known && action.predictedError.has_value();
            sum += action.predictedError.value_or(0) * action.predictedError.value_or(0);
        }
        if (known)
            planned.predictedError = std::sqrt(sum);
        if (planned.form.kind == FormKind::Removed)
            planned.predictedError = 1.0; // nothing of the matrix is left
    }
    std::sort(m_plan.layers.begin(), m_plan.layers.end(),
              [](const PlannedLayer &a, const PlannedLayer &b) { return a.layer < b.layer; });
}

void PlanBuilder::finishTotals()
{
    m_plan.parametersBefore = m_plan.parametersAfter = m_model.parametersStored();
    m_plan.parametersUniqueBefore = m_plan.parametersUniqueAfter = m_model.parametersUnique();
    m_plan.bytesBefore = m_plan.bytesAfter = m_model.bytes();
    m_plan.blockIntermediate = m_model.config.blockIntermediate;
    for (const PlannedLayer &planned : m_plan.layers) {
        const Layer &layer = m_model.layers[static_cast<size_t>(planned.layer)];
        const int64_t more = planned.parametersAfter - planned.parametersBefore;
        m_plan.parametersAfter += more;
        if (!layer.tiedCopy)
            m_plan.parametersUniqueAfter += more;
        m_plan.bytesAfter += planned.bytesAfter - planned.bytesBefore;
    }
    m_plan.blocks = blockShapesAfter(m_model, [&](int layer) -> const LayerForm & {
        const PlannedLayer *planned = m_plan.find(layer);
        return planned ? planned->form : m_model.layers[static_cast<size_t>(layer)].form;
    });
    if (m_plan.blocks.empty() && m_model.config.blocks > 0)
        m_plan.errors.push_back("the recipe removes every block; at least one has to stay");
    std::fill(m_plan.blockIntermediate.begin(), m_plan.blockIntermediate.end(), 0);
    for (const BlockShape &block : m_plan.blocks)
        if (static_cast<size_t>(block.source) < m_plan.blockIntermediate.size())
            m_plan.blockIntermediate[static_cast<size_t>(block.source)] = block.width;
}

void PlanBuilder::finishWarnings()
{
    const auto sentence = [&](const Note &note) {
        const std::string title = stepTitle(note.step);
        if (note.firstLayer.empty())
            return fmt::format("{}: {}", title, note.text);
        if (note.count == 1)
            return fmt::format("{}, {}: {}", title, note.firstLayer, note.text);
        return fmt::format("{}: {} ({} layers, first {})", title, note.text, note.count,
                           note.firstLayer);
    };
    for (const Note &failure : m_failures)
        m_plan.errors.push_back(sentence(failure));
    std::stable_sort(m_warnings.begin(), m_warnings.end(),
                     [](const Note &a, const Note &b) { return a.grows > b.grows; });
    if (m_plan.bytesAfter > m_plan.bytesBefore)
        m_plan.warnings.push_back(fmt::format(
            "this recipe makes the model larger: {} become {}", formatBytes(m_plan.bytesBefore),
            formatBytes(m_plan.bytesAfter)));
    for (const Note &warning : m_warnings)
        m_plan.warnings.push_back(sentence(warning));
}

void PlanBuilder::checkStages()
{
    if (!hasStages(m_plan.recipe))
        return;
    auto stages = stagesOf(m_plan.recipe);
    if (stages)
        m_plan.stages = std::move(*stages);
    else
        m_plan.errors.push_back(stages.error().message);
}

Plan PlanBuilder::finish()
{
    const auto &steps = m_plan.recipe.steps;
    const auto enabled = std::count_if(steps.begin(), steps.end(),
                                       [](const Step &step) { return step.enabled; });
    if (m_withoutMatch > 1 && m_withoutMatch == enabled)
        m_plan.errors = {fmt::format("no step of the recipe matches anything in this model; {}",
                                     m_plan.errors.front())};
    checkStages();
    finishLayers();
    finishTotals();
    finishWarnings();
    return std::move(m_plan);
}

const PlannedLayer *Plan::find(int layer) const
{
    const auto found = std::lower_bound(
        layers.begin(), layers.end(), layer,
        [](const PlannedLayer &planned, int wanted) { return planned.layer < wanted; });
    return found != layers.end() && found->layer == layer ? &*found : nullptr;
}

} // namespace lapidary
