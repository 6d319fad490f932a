#pragma once

#include "core/model/model.h"

#include <functional>

namespace lapidary {

/// What stays of the blocks of a model whose layer i has become `formOf(i)`: heads from the rows of
/// q and k, width from gate, experts from the router, 0 for a removed part; o without q and k is
/// linear attention. A block that has lost all of its layers is left
/// out. Empty when the configuration names no blocks. Pure.
std::vector<BlockShape> blockShapesAfter(const Model &model,
                                         const std::function<const LayerForm &(int)> &formOf);

/// New number of each block of the model, -1 for those that are not in `blocks`; empty when every
/// block keeps its number or none is named.
std::vector<int> blockNumbers(const Model &model, const std::vector<BlockShape> &blocks);

} // namespace lapidary
