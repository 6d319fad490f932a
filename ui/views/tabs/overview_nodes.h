#pragma once

#include "core/surgery/plan.h"
#include "ui/charts/treemap_view.h"

namespace lapidary {

enum class OverviewColouring { Role, Method, DType };

/// One treemap node per layer, grouped by block. `plan` may be null.
std::vector<TreemapNode> overviewNodes(const Model &model, const Plan *plan,
                                       OverviewColouring colouring);

/// What the colours mean, as rich text: a swatch and a word each.
QString overviewLegend(const Model &model, const Plan *plan, OverviewColouring colouring);

} // namespace lapidary
