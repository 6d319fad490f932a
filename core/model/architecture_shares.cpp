#include "core/model/architecture_shares.h"

#include <algorithm>
#include <map>

namespace lapidary {
namespace {

int64_t &partOf(BlockShare &block, Role role)
{
    if (role == Role::Norm)
        return block.norms;
    if (role >= Role::Q && role <= Role::O)
        return block.attention;
    return role >= Role::Gate && role <= Role::SharedDown ? block.mlp : block.other;
}

bool alike(const BlockShare &a, const BlockShare &b)
{
    return a.attention == b.attention && a.mlp == b.mlp && a.other == b.other && a.norms == b.norms;
}

// Blocks without a single layer (removed ones keep their number) are no blocks.
std::vector<BlockShare> joined(const std::map<int, BlockShare> &blocks)
{
    std::vector<BlockShare> rows;
    for (const auto &[number, block] : blocks) {
        if (!rows.empty() && rows.back().last == number - 1 && alike(rows.back(), block)) {
            rows.back().last = number;
            continue;
        }
        rows.push_back(block);
        rows.back().first = rows.back().last = number;
    }
    return rows;
}

double shareOf(int64_t part, int64_t total)
{
    return total > 0 ? static_cast<double>(part) / static_cast<double>(total) : 0.0;
}

} // namespace

ArchitectureShares architectureShares(const Model &model)
{
    ArchitectureShares shares;
    std::map<Role, RoleShare> roles;
    std::map<int, BlockShare> blocks;
    for (const Layer &layer : model.layers) {
        if (layer.tiedCopy || layer.buffer)
            continue;
        RoleShare &role = roles[layer.role];
        role.name = roleName(layer.role);
        ++role.layers;
        role.parameters += layer.parameters();
        if (layer.block >= 0)
            partOf(blocks[layer.block], layer.role) += layer.parameters();
    }
    for (auto &[role, share] : roles)
        shares.roles.push_back(std::move(share));
    shares.total = model.parametersUnique();
    shares.tied = model.config.tiedEmbeddings;
    shares.blocks = joined(blocks);
    return shares;
}

nlohmann::json toJson(const ArchitectureShares &shares)
{
    nlohmann::json roles = nlohmann::json::array(), blocks = nlohmann::json::array();
    for (const RoleShare &role : shares.roles)
        roles.push_back({{"role", role.name},
                         {"layers", role.layers},
                         {"parameters", role.parameters},
                         {"share", shareOf(role.parameters, shares.total)}});
    for (const BlockShare &block : shares.blocks)
        blocks.push_back({{"first", block.first},
                          {"last", block.last},
                          {"attention", block.attention},
                          {"mlp", block.mlp},
                          {"norms", block.norms},
                          {"other", block.other},
                          {"parameters", block.total()},
                          {"share", shareOf(block.total(), shares.total)}});
    return {{"total", shares.total},
            {"tied", shares.tied},
            {"roles", std::move(roles)},
            {"blocks", std::move(blocks)}};
}

} // namespace lapidary
