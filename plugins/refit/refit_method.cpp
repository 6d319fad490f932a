#include "plugins/refit/refit_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"

namespace lapidary {

RefitMethod::RefitMethod()
{
    m_info.id = "refit";
    m_info.title = "Refit";
    m_info.summary = "Keeps a layer's size and fits its weights to what flows into it after the "
                     "blocks before it were compressed.";
    m_info.kind = MethodKind::Structure;
    m_info.roles = {Role::Q, Role::K, Role::V, Role::O, Role::Gate, Role::Up, Role::Down};
}

std::string RefitMethod::summarize(const nlohmann::json &) const
{
    return "Refit";
}

Result<std::vector<PlannedAction>> RefitMethod::plan(const PlanInputs &inputs,
                                                     const std::vector<LayerState> &group,
                                                     const nlohmann::json &) const
{
    const LayerState &state = group.front();
    if (!inputs.calibration || !inputs.calibration->has(state.layer->name))
        return fail(ErrorCode::Usage, "refit needs a calibration, and none is given");
    const FactorForm &weight = state.form.factors.front();
    PlannedAction action;
    action.method = m_info.id;
    action.params = {{"calibrated", true}};
    action.form = denseForm({state.form.out, state.form.in}, keptType(weight.stored, state.form.in),
                            weight.suffix);
    return std::vector{std::move(action)};
}

int64_t RefitMethod::workspaceBytes(const std::vector<LayerState> &group,
                                    const nlohmann::json &) const
{
    return 8 * group.front().form.out * group.front().form.in;
}

Result<std::vector<ActionResult>> RefitMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                     const std::vector<CompressedLayer *> &group,
                                                     JobContext &job) const
{
    // Calibrated layers start from the target already; what is left is to be stored as planned.
    return applyEach(inputs, group, job,
                     [](CompressedLayer &layer, const ApplyInputs &input) -> Result<ActionResult> {
                         layer.form = input.action->form;
                         ActionResult result;
                         result.details = {{"fitted", input.inputs
                                                          && input.inputs->target.defined()}};
                         return result;
                     });
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::RefitMethod>());
}
