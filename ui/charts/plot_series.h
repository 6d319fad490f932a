#pragma once

#include "ui/charts/plot_spec.h"

class QCustomPlot;

namespace lapidary {

inline Qt::PenStyle penStyle(Dash dash)
{
    return dash == Dash::Solid ? Qt::SolidLine : dash == Dash::Dashed ? Qt::DashLine : Qt::DotLine;
}

/// Adds a series to the plot, on its axes, in the colours of the theme.
void addSeries(QCustomPlot &plot, const PlotSpec &spec, const SeriesSpec &series);
void addBoxes(QCustomPlot &plot, const PlotSpec &spec);

/// Refills lines of more than `downsampleFrom` points for the visible part of x.
constexpr size_t downsampleFrom = 20000;
bool needsDownsampling(const PlotSpec &spec);

} // namespace lapidary
