#pragma once

#include "core/surgery/plan.h"

#include <QString>

namespace lapidary {

/// Short text of one planned action for a chip: "SVD r=230", "MPO χ=96", "W 1152", "Q8_0".
QString chipText(const PlannedAction &action);
/// All actions of a layer: "W 1152 · Q8_0".
QString chipText(const PlannedLayer &layer);

} // namespace lapidary
