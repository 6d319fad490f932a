#pragma once

#include "core/surgery/plan.h"
#include "ui/charts/treemap_view.h"
#include "ui/models/sensitivity_heat.h"

namespace lapidary {

enum class OverviewColouring { Role, Method, DType, Sensitivity };

/// One treemap node per layer, grouped by block. `plan` may be null, `heat` empty.
std::vector<TreemapNode> overviewNodes(const Model &model, const Plan *plan,
                                       OverviewColouring colouring,
                                       const std::vector<LayerHeat> &heat = {});

/// What the colours mean, as rich text: a swatch and a word each.
QString overviewLegend(const Model &model, const Plan *plan, OverviewColouring colouring,
                       const std::vector<LayerHeat> &heat = {});

} // namespace lapidary
