#include "plugins/prune_depth/prune_depth_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/nn/compressed_layer.h"
#include "core/plugin/plugin.h"
#include "plugins/prune_depth/block_choice.h"

#include <algorithm>

namespace lapidary {
namespace {

ParamSchema depthSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "count", .label = "Remove", .unit = "blocks", .kind = ParamKind::Integer,
         .minimum = 1, .group = "size"},
        {.id = "blocks", .label = "These blocks", .kind = ParamKind::Blocks, .group = "size"},
        {.id = "part", .label = "Part", .kind = ParamKind::Choice, .defaultValue = "block",
         .choices = {"block", "attention", "mlp"}},
        {.id = "replace", .label = "In its place", .kind = ParamKind::Choice,
         .defaultValue = "none", .choices = {"none", "linear"}},
        {.id = "score", .label = "Importance", .kind = ParamKind::Choice,
         .choices = {"influence", "last"}},
        {.id = "protect_first", .label = "Keep the first", .unit = "blocks",
         .kind = ParamKind::Integer, .defaultValue = 1, .minimum = 0, .maximum = 1000},
        {.id = "protect_last", .label = "Keep the last", .unit = "blocks",
         .kind = ParamKind::Integer, .defaultValue = 1, .minimum = 0, .maximum = 1000},
    };
    schema.params[0].help = "How many of the selected blocks go (or lose the part).";
    schema.params[0].suggested = 1;
    schema.params[1].help = "Exactly these blocks, like 3,7-9.";
    schema.params[2].help = "What is removed: the whole block, or only its attention or its MLP.";
    schema.params[3].help = "linear: one matrix, fitted to what the attention adds on the text of the "
                            "calibration, stands for the attention; none: nothing does.";
    schema.params[4].help = "influence: least change of the residual stream goes first, needs a "
                            "calibration; last: the deepest go first.";
    schema.params[5].help = "With a count: so many blocks at the beginning always stay.";
    schema.params[6].help = "With a count: so many blocks at the end always stay.";
    return schema;
}

PlannedAction removal(const LayerState &state, const std::string &method, const BlockChoice &choice,
                      const std::string &part)
{
    PlannedAction action;
    action.method = method;
    action.params = {{"part", part}, {"score", choice.score}};
    const auto block = static_cast<size_t>(state.layer->block);
    if (block < choice.influence.size())
        action.params["influence"] = choice.influence[block];
    action.form = removedForm(state.form);
    action.predictedError = 1.0;
    return action;
}

bool replaces(const nlohmann::json &params)
{
    return params.value("replace", std::string("none")) == "linear";
}

Status requireReplaceable(const PlanInputs &inputs, const nlohmann::json &params)
{
    if (!replaces(params))
        return {};
    if (params.value("part", std::string("block")) != "attention")
        return fail(ErrorCode::Usage, "replace \"linear\" puts a matrix in place of an attention; "
                                      "give part \"attention\" with it");
    if (!inputs.calibration)
        return fail(ErrorCode::Usage, "replace \"linear\" is fitted on the text of a calibration, and "
                                      "none is given (--calibration)");
    if (!inputs.model->notRunnableBecause().empty())
        return fail(ErrorCode::Usage, "replace \"linear\" runs the model: {}",
                    inputs.model->notRunnableBecause());
    return {};
}

/// q, k and v go, o becomes a square matrix on the normalized stream, the norm stays.
std::vector<PlannedAction> replacement(const std::vector<LayerState> &group, int64_t hidden,
                                       std::vector<PlannedAction> actions)
{
    for (size_t i = 0; i < group.size(); ++i) {
        PlannedAction &action = actions[i];
        action.params["replace"] = "linear";
        const LayerForm &now = group[i].form;
        if (group[i].layer->role == Role::O) {
            DType stored = now.factors.empty() ? DType::F32 : now.factors.front().stored;
            if (!storedBytes(stored, hidden, hidden))
                stored = DType::F16; // its rows are no whole blocks
            action.form = denseForm({hidden, hidden}, stored);
            action.predictedError.reset();
        } else if (group[i].layer->name.ends_with("input_layernorm")) {
            action.form = now;
            action.predictedError = 0.0;
        }
    }
    return actions;
}

bool hasQueries(const std::vector<LayerState> &group)
{
    return std::any_of(group.begin(), group.end(), [](const LayerState &state) {
        return state.layer->role == Role::Q;
    });
}

} // namespace

PruneDepthMethod::PruneDepthMethod()
{
    m_info.id = "prune_depth";
    m_info.title = "Depth";
    m_info.summary = "Removes whole blocks, or only the attention or only the MLP of blocks, and "
                     "numbers the rest anew; or puts one fitted matrix in place of attentions.";
    m_info.kind = MethodKind::Structure;
    m_info.coupling = Coupling::Block;
    m_info.schema = depthSchema();
}

Coupling PruneDepthMethod::coupling(const nlohmann::json &params) const
{
    const auto part = params.value("part", std::string("block"));
    return part == "attention" ? Coupling::WholeAttention
        : part == "mlp"        ? Coupling::WholeMlp
                               : Coupling::Block;
}

std::string PruneDepthMethod::summarize(const nlohmann::json &params) const
{
    const auto part = params.value("part", std::string("block"));
    const std::string what = replaces(params) ? "Attention → matrix"
        : part == "attention"                  ? "Attention"
        : part == "mlp"                        ? "MLP"
                                               : "Depth";
    if (params.contains("blocks"))
        return fmt::format("{} −[{}]", what, params["blocks"].get<std::string>());
    return fmt::format("{} −{}", what, params.value("count", int64_t(0)));
}

Result<std::vector<PlannedAction>> PruneDepthMethod::plan(const PlanInputs &inputs,
                                                          const std::vector<LayerState> &group,
                                                          const nlohmann::json &params) const
{
    if (group.empty())
        return fail(ErrorCode::Internal, "prune_depth needs the layers of a block");
    LAPIDARY_TRY(requireReplaceable(inputs, params));
    LAPIDARY_ASSIGN(const BlockChoice choice, chooseBlocks(inputs, params));
    std::vector<PlannedAction> actions;
    const int block = group.front().layer->block;
    if (!std::binary_search(choice.blocks.begin(), choice.blocks.end(), block)
        || (replaces(params) && !hasQueries(group)))
        return actions;
    for (const LayerState &state : group)
        actions.push_back(removal(state, m_info.id, choice,
                                  params.value("part", std::string("block"))));
    if (replaces(params))
        actions = replacement(group, inputs.model->config.hidden, std::move(actions));
    if (!choice.warning.empty() && block == choice.blocks.front())
        actions.front().warnings.push_back(choice.warning);
    return actions;
}

int64_t PruneDepthMethod::workspaceBytes(const std::vector<LayerState> &, const nlohmann::json &) const
{
    return 0;
}

Result<std::vector<ActionResult>> PruneDepthMethod::apply(
    const std::vector<ApplyInputs> &inputs, const std::vector<CompressedLayer *> &group,
    JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (inputs.size() != group.size())
        return fail(ErrorCode::Internal, "prune_depth needs one action for each layer");
    std::vector<ActionResult> results(group.size());
    for (size_t i = 0; i < group.size(); ++i) {
        const PlannedAction &action = *inputs[i].action;
        if (action.form.kind == FormKind::Dense && action.form.in == 0)
            continue; // the norm in front of a replaced attention
        if (action.form.kind == FormKind::Dense) {
            if (!inputs[i].inputs || !inputs[i].inputs->target.defined())
                return fail(ErrorCode::Internal, "{}: there is no matrix to put in its place",
                            action.layer);
            group[i]->form = action.form;
            group[i]->factors = {inputs[i].inputs->target.to(group[i]->factors.front().device())};
            continue;
        }
        group[i]->form = removedForm(group[i]->form);
        group[i]->factors.clear();
        group[i]->bias = at::Tensor();
        results[i].relativeError = 1;
    }
    return results;
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::PruneDepthMethod>());
}
