#include "core/run/record_totals.h"

#include "core/model/architecture_shares.h"
#include "core/model/family.h"
#include "core/surgery/block_shapes.h"

#include <map>

namespace lapidary {

using nlohmann::json;

namespace {

std::vector<RoleTotals> rolesBefore(const Model &model)
{
    std::map<Role, RoleTotals> byRole;
    for (const Layer &layer : model.layers) {
        RoleTotals &total = byRole[layer.role];
        total.role = roleName(layer.role);
        ++total.layers;
        total.parametersBefore += layer.parameters();
        total.bytesBefore += layer.bytes();
    }
    std::vector<RoleTotals> roles;
    for (auto &[role, total] : byRole) {
        total.parametersAfter = total.parametersBefore;
        total.bytesAfter = total.bytesBefore;
        roles.push_back(std::move(total));
    }
    return roles;
}

RoleTotals *findRole(std::vector<RoleTotals> &roles, const std::string &role)
{
    for (RoleTotals &total : roles)
        if (total.role == role)
            return &total;
    return nullptr;
}

/// Sizes of every block of the source by what has become of its layers.
void noteBlocks(const std::vector<BlockShape> &blocks, RunRecord &record)
{
    record.widthsAfter.assign(record.widthsBefore.size(), 0);
    record.headsAfter.assign(record.headsBefore.size(), 0);
    record.kvHeadsAfter.assign(record.kvHeadsBefore.size(), 0);
    record.expertsAfter.assign(record.expertsBefore.size(), 0);
    record.blocksKept.clear();
    for (const BlockShape &block : blocks) {
        const auto at = static_cast<size_t>(block.source);
        record.blocksKept.push_back(block.source);
        if (at < record.widthsAfter.size())
            record.widthsAfter[at] = block.width;
        if (at < record.headsAfter.size())
            record.headsAfter[at] = block.heads;
        if (at < record.kvHeadsAfter.size())
            record.kvHeadsAfter[at] = block.kvHeads;
        if (at < record.expertsAfter.size())
            record.expertsAfter[at] = block.experts;
    }
}

} // namespace

json describeArchitecture(const Model &model)
{
    const ModelConfig &c = model.config;
    return {{"family", model.family ? model.family->title : ""},
            {"model_type", c.modelType},
            {"hidden", c.hidden},
            {"blocks", c.blocks},
            {"heads", c.heads},
            {"kv_heads", c.kvHeads},
            {"intermediate", c.intermediate},
            {"vocab", c.vocab},
            {"tied_embeddings", c.tiedEmbeddings},
            {"shares", toJson(architectureShares(model))}};
}

std::vector<BlockShape> finalBlocks(const Model &model, const RunRecord &record)
{
    std::map<int, const LayerForm *> forms;
    for (const LayerRecord &done : record.layers)
        forms[model.find(done.name)] = &done.form;
    return blockShapesAfter(model, [&](int layer) -> const LayerForm & {
        const auto changed = forms.find(layer);
        return changed == forms.end() ? model.layers[static_cast<size_t>(layer)].form
                                      : *changed->second;
    });
}

void planTotals(const Model &model, const Plan &plan, RunRecord &record)
{
    record.parametersBefore = plan.parametersBefore;
    record.parametersAfter = plan.parametersAfter;
    record.parametersUniqueBefore = plan.parametersUniqueBefore;
    record.parametersUniqueAfter = plan.parametersUniqueAfter;
    record.bytesBefore = plan.bytesBefore;
    record.bytesAfter = plan.bytesAfter;
    record.roles = rolesBefore(model);
    noteBlocks(plan.blocks, record);
    for (const PlannedLayer &planned : plan.layers) {
        const Layer &layer = model.layers[static_cast<size_t>(planned.layer)];
        if (RoleTotals *total = findRole(record.roles, roleName(layer.role))) {
            total->parametersAfter += planned.parametersAfter - planned.parametersBefore;
            total->bytesAfter += planned.bytesAfter - planned.bytesBefore;
        }
    }
}

void finalTotals(const Model &model, RunRecord &record)
{
    record.parametersAfter = record.parametersBefore;
    record.parametersUniqueAfter = record.parametersUniqueBefore;
    record.bytesAfter = record.bytesBefore;
    record.roles = rolesBefore(model);
    noteBlocks(finalBlocks(model, record), record);
    for (const LayerRecord &done : record.layers) {
        const Layer &layer = model.layers[static_cast<size_t>(model.find(done.name))];
        const int64_t parameters = done.parameters - done.parametersBefore;
        const int64_t bytes = done.bytes - done.bytesBefore;
        record.parametersAfter += parameters;
        record.bytesAfter += bytes;
        if (!layer.tiedCopy)
            record.parametersUniqueAfter += parameters;
        if (RoleTotals *total = findRole(record.roles, done.role)) {
            total->parametersAfter += parameters;
            total->bytesAfter += bytes;
        }
        for (const std::string &warning : done.warnings)
            record.warnings.push_back(warning);
    }
}

} // namespace lapidary
