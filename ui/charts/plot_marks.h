#pragma once

#include "ui/charts/plot_geometry.h"
#include "ui/charts/plot_spec.h"

#include <QFont>
#include <QMargins>
#include <QPolygonF>

class QPainter;

namespace lapidary {

/// Everything of a chart that is neither axis nor series: regions, reference lines, labels,
/// legend, title. Laid out purely (testable), then painted in the theme's colours.

struct PlacedText {
    QRectF rect;
    QString text;
    PlotColor color;
    bool strong = false;
    std::optional<QPointF> leader; ///< thin line from here when the text lies farther off
    bool crossed = false;          ///< a line runs behind it: gets a halo
};

struct LegendEntry {
    int series = -1; ///< -1: a note, text only
    QString text;
    QRectF rect;
};

struct MarkLayout {
    std::vector<PlacedText> texts;
    std::vector<LegendEntry> legend;
    QRectF legendBox; ///< empty: outside of the plot, without a ground

    std::vector<QRectF> textRects() const;
};

/// Axis and label font.
QFont chartFont(bool strong = false, bool compact = false);

/// Pixels of a line series, thinned to about one point per two pixels; gaps are left out.
QPolygonF pixelCurve(const SeriesSpec &series, const PlotGeometry &geometry);

/// Room that title and legend below need outside of the axes, for a picture of this width.
QMargins outerMargins(const PlotSpec &spec, int width, bool compact);

MarkLayout layoutMarks(const PlotSpec &spec, const PlotGeometry &geometry, bool compact);

void paintBackdrop(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry);
void paintMarks(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                const MarkLayout &layout, bool compact);

/// Line and marker as the series is drawn, centred in `rect`.
void paintSwatch(QPainter &painter, const SeriesSpec &series, const QRectF &rect);

} // namespace lapidary
