#pragma once

#include "ui/charts/plot_geometry.h"
#include "ui/charts/plot_spec.h"

#include <QPolygonF>

namespace lapidary {

struct ReadoutRow {
    std::optional<PlotColor> color;
    QString text;
};

/// What lies under the pointer, and what to say about it.
struct HoverInfo {
    bool valid = false;
    QString id;                    ///< of a point or box that can be clicked
    QPointF anchor;                ///< the readout stands beside it
    std::optional<double> lineX;   ///< crosshair, pixels
    struct Dot { QPointF at; PlotColor color; };
    std::vector<Dot> dots;
    QString title;
    std::vector<ReadoutRow> rows;
};

/// Nearest point within reach, else the nearest box, else the lines at this x.
HoverInfo hoverAt(const PlotSpec &spec, const PlotGeometry &geometry, const QPointF &position);

/// The points of a chart in reading order (by x), for the keyboard.
struct PointRef {
    int series = 0; ///< -1: a box
    int index = 0;
    double x = 0;
    bool operator==(const PointRef &) const = default;
};
std::vector<PointRef> pointOrder(const PlotSpec &spec);
HoverInfo hoverOf(const PlotSpec &spec, const PlotGeometry &geometry, const PointRef &point);

/// y at x by linear interpolation, NaN outside. x must be sorted.
double valueAt(const SeriesSpec &series, double x);

/// Pixel position of the point or box with this id.
std::optional<QPointF> positionOf(const PlotSpec &spec, const PlotGeometry &geometry,
                                  const QString &id);

} // namespace lapidary
