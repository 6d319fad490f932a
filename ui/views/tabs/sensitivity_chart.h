#pragma once

#include "core/allocate/sensitivity.h"
#include "core/model/model.h"
#include "ui/charts/plot_spec.h"

namespace lapidary {

/// Divergence of each layer changed alone, across the depth of the model: one line per role, a
/// dash per further setting. Ids of the points are indices of layers.
PlotSpec sensitivityChart(const Model &model, const Sensitivity &sensitivity,
                          const QString &method);

} // namespace lapidary
