#include "core/model/family.h"
#include "core/surgery/plan_builder.h"

#include <algorithm>

namespace lapidary {
namespace {

/// Roles that Coupling::Mlp and ::Attention take, in their order.
std::vector<Role> rolesOf(Coupling coupling)
{
    if (coupling == Coupling::Mlp)
        return {Role::Gate, Role::Up, Role::Down};
    return {Role::Q, Role::K, Role::V, Role::O};
}

bool byRole(Coupling coupling)
{
    return coupling == Coupling::Mlp || coupling == Coupling::Attention;
}

bool couples(Coupling coupling, const Layer &layer)
{
    if (layer.block < 0)
        return false;
    if (byRole(coupling)) {
        const std::vector<Role> roles = rolesOf(coupling);
        return std::find(roles.begin(), roles.end(), layer.role) != roles.end();
    }
    switch (coupling) {
    case Coupling::Experts:
        return layer.role == Role::Router || layer.role == Role::ExpertGate
            || layer.role == Role::ExpertUp || layer.role == Role::ExpertDown;
    case Coupling::WholeMlp:
        return blockPart(layer.name) == BlockPart::Mlp;
    case Coupling::WholeAttention:
        return blockPart(layer.name) == BlockPart::Attention;
    default:
        return coupling == Coupling::Block;
    }
}

const char *names(Coupling coupling)
{
    switch (coupling) {
    case Coupling::Mlp:
        return "gate, up and down";
    case Coupling::Attention:
        return "q, k, v and o";
    case Coupling::Experts:
        return "the router and all experts";
    case Coupling::WholeMlp:
        return "all parts of the MLP";
    case Coupling::WholeAttention:
        return "all parts of the attention";
    default:
        return "all layers";
    }
}

} // namespace

bool PlanBuilder::removed(int layer) const
{
    const int slot = m_slot[static_cast<size_t>(layer)];
    return slot >= 0
        && m_plan.layers[static_cast<size_t>(slot)].form.kind == FormKind::Removed;
}

std::vector<int> PlanBuilder::stillThere(std::vector<int> selected) const
{
    std::erase_if(selected, [&](int layer) { return removed(layer); });
    return selected;
}

/// Empty when the block does not have one layer of each role.
PlanBuilder::Group PlanBuilder::coupledLayers(Coupling coupling, int block) const
{
    Group all;
    const auto found = m_blocks.find(block);
    if (found == m_blocks.end())
        return all;
    for (int index : found->second)
        if (!removed(index) && couples(coupling, m_model.layers[static_cast<size_t>(index)]))
            all.push_back(index);
    if (!byRole(coupling))
        return all;
    Group ordered;
    for (Role role : rolesOf(coupling))
        for (int index : all)
            if (m_model.layers[static_cast<size_t>(index)].role == role)
                ordered.push_back(index);
    const size_t wanted = rolesOf(coupling).size();
    for (size_t i = 0; i < ordered.size() && i < wanted; ++i)
        if (m_model.layers[static_cast<size_t>(ordered[i])].role != rolesOf(coupling)[i])
            return {};
    return ordered.size() == wanted ? ordered : Group{};
}

void PlanBuilder::noteCoupling(int step, Coupling coupling, int partial, int incomplete)
{
    if (partial > 0)
        note(m_warnings, m_warningSeen, step, "",
             fmt::format("{} of a block are cut together: {} blocks include layers that the step "
                         "does not select by itself",
                         names(coupling), partial),
             false);
    if (incomplete > 0)
        note(m_warnings, m_warningSeen, step, "",
             fmt::format("{} blocks have no separate {} and stay as they are", incomplete,
                         names(coupling)),
             false);
}

std::vector<PlanBuilder::Group> PlanBuilder::coupledGroups(int step, Coupling coupling,
                                                           const std::vector<int> &selected)
{
    std::map<int, int> hits; // block -> selected parts
    size_t others = 0;
    for (int index : selected) {
        const Layer &layer = m_model.layers[static_cast<size_t>(index)];
        if (couples(coupling, layer))
            ++hits[layer.block];
        else
            ++others;
    }
    std::vector<Group> groups;
    int partial = 0, incomplete = 0;
    for (const auto &[block, count] : hits) {
        Group group = coupledLayers(coupling, block);
        const auto matrices = std::count_if(group.begin(), group.end(), [&](int index) {
            return m_model.layers[static_cast<size_t>(index)].form.in > 0;
        });
        incomplete += group.empty() ? 1 : 0;
        partial += count < matrices ? 1 : 0;
        if (!group.empty())
            groups.push_back(std::move(group));
    }
    if (byRole(coupling) && others > 0 && !groups.empty())
        note(m_warnings, m_warningSeen, step, "",
             fmt::format("{} of the {} selected layers are not {} and stay as they are", others,
                         selected.size(),
                         coupling == Coupling::Mlp ? "gate, up or down" : "q, k, v or o"),
             false);
    noteCoupling(step, coupling, partial, incomplete);
    return groups;
}

std::vector<PlanBuilder::Group> PlanBuilder::groupsFor(int step, const Method &method,
                                                       Coupling coupling,
                                                       const std::vector<int> &selected)
{
    if (coupling != Coupling::None)
        return coupledGroups(step, coupling, selected);
    std::vector<Group> groups;
    const auto &roles = method.info().roles;
    for (int index : selected) {
        const Role role = m_model.layers[static_cast<size_t>(index)].role;
        if (roles.empty() || std::find(roles.begin(), roles.end(), role) != roles.end())
            groups.push_back({index});
    }
    return groups;
}

} // namespace lapidary
