#include "plugins/prune_depth/prune_depth_method.h"

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
    schema.params[3].help = "influence: least change of the residual stream goes first, needs a "
                            "calibration; last: the deepest go first.";
    schema.params[4].help = "With a count: so many blocks at the beginning always stay.";
    schema.params[5].help = "With a count: so many blocks at the end always stay.";
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

} // namespace

PruneDepthMethod::PruneDepthMethod()
{
    m_info.id = "prune_depth";
    m_info.title = "Depth";
    m_info.summary = "Removes whole blocks, or only the attention or only the MLP of blocks, and "
                     "numbers the rest anew.";
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
    const std::string what = part == "attention" ? "Attention" : part == "mlp" ? "MLP" : "Depth";
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
    LAPIDARY_ASSIGN(const BlockChoice choice, chooseBlocks(inputs, params));
    std::vector<PlannedAction> actions;
    const int block = group.front().layer->block;
    if (!std::binary_search(choice.blocks.begin(), choice.blocks.end(), block))
        return actions;
    for (const LayerState &state : group)
        actions.push_back(removal(state, m_info.id, choice,
                                  params.value("part", std::string("block"))));
    if (!choice.warning.empty() && block == choice.blocks.front())
        actions.front().warnings.push_back(choice.warning);
    return actions;
}

int64_t PruneDepthMethod::workspaceBytes(const std::vector<LayerState> &) const
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
