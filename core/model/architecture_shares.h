#pragma once

#include "core/model/model.h"

#include <nlohmann/json.hpp>

namespace lapidary {

/// Parameters of one role or of one part of the blocks.
struct RoleShare {
    std::string name; ///< "q", "down"
    int layers = 0;
    int64_t parameters = 0;
};

/// Blocks in a row that are built alike.
struct BlockShare {
    int first = 0, last = 0;
    /// Of one block; mlp with router and experts, other: state-space mixers and what is unknown.
    int64_t attention = 0, mlp = 0, other = 0, norms = 0;
    int64_t total() const { return attention + mlp + other + norms; }
};

/// Where the parameters of a model are. A tied matrix counts once (as the embedding), constants
/// not at all: `total` is Model::parametersUnique(). Biases belong to their layer.
struct ArchitectureShares {
    int64_t total = 0;
    bool tied = false;            ///< there is no head of its own
    std::vector<RoleShare> roles; ///< in the order of the roles' list
    std::vector<BlockShare> blocks;
};

/// Headers only, pure.
ArchitectureShares architectureShares(const Model &model);

/// {"total", "tied", "roles": [{"role", "layers", "parameters", "share"}],
/// "blocks": [{"first", "last", "attention", "mlp", "norms", "other", "parameters", "share"}]};
/// the figures of "blocks" are of one block, its share too.
nlohmann::json toJson(const ArchitectureShares &shares);

} // namespace lapidary
