#pragma once

#include "ui/charts/plot_spec.h"

namespace lapidary {

/// RFC 4180: one row per point, then one table of boxes when there are any.
QString plotCsv(const PlotSpec &spec);

/// One paragraph for screen readers: axes, series with their extent, lines, handle.
QString describePlot(const PlotSpec &spec);

/// A field of CSV, quoted when it must be.
QString csvField(const QString &text);

} // namespace lapidary
