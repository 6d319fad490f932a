#pragma once

#include "ui/charts/plot_geometry.h"
#include "ui/charts/plot_spec.h"

#include <QImage>
#include <QMarginsF>

#include <functional>
#include <memory>

class QPainter;
class QWidget;

namespace lapidary {

/// The part of PlotView that knows QCustomPlot: axes, grid and series. Everything else (regions,
/// lines, labels, handle, readout) is painted by callbacks on its layers with a plain QPainter.
class PlotCanvas {
public:
    struct Painters {
        std::function<void(QPainter &)> backdrop; ///< under the grid
        std::function<void(QPainter &)> marks;    ///< over the series
        std::function<void(QPainter &)> overlay;  ///< over everything, repainted alone
    };

    PlotCanvas(QWidget *parent, Painters painters);
    ~PlotCanvas();

    QWidget *widget() const;

    /// Rebuilds the series; ranges stay until setRanges().
    void setSpec(const PlotSpec &spec, bool compact);
    void setRanges(AxisRange x, AxisRange y, AxisRange right);
    /// Room for title and legend outside of the axes.
    void setMargins(const QMargins &margins);
    void replot();
    void replotOverlay();

    PlotGeometry geometry() const;
    int seriesCount() const;

    QByteArray svg(QSize size, const QString &title) const;
    QImage image(QSize size, double scale) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lapidary
