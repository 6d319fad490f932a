#pragma once

#include "ui/charts/plot_geometry.h"
#include "ui/charts/plot_spec.h"

namespace lapidary {

struct AxisTicks {
    std::vector<double> values, minor;
    QStringList labels; ///< per value, "" where there is no room
};

/// Ticks at round numbers, about `target` of them.
AxisTicks makeTicks(const AxisSpec &axis, AxisRange range, int target);

/// One value as this axis writes it; `step` tells how many decimals are needed, 0: three digits.
QString tickText(const AxisSpec &axis, double value, double step = 0);

/// 1, 2 or 5 times a power of ten.
double niceStep(double span, int target);

/// What an axis shows when nobody zoomed. `rightAxis` for PlotSpec::right.
AxisRange automaticXRange(const PlotSpec &spec);
AxisRange automaticYRange(const PlotSpec &spec, bool rightAxis);

} // namespace lapidary
