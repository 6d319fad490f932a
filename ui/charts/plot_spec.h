#pragma once

#include "ui/charts/plot_color.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <optional>
#include <vector>

namespace lapidary {

/// A chart as plain data: what is shown, not how. Charts are pure functions from results to a
/// PlotSpec (chart_builders.h), PlotView draws it. Values that are not finite leave a gap; on a
/// logarithmic axis values <= 0 do too.

enum class AxisScale { Linear, Log };
enum class TickFormat {
    Number,     ///< 0.25, 1, 1.5
    Integer,    ///< 1 152 and ticks at whole numbers only
    Count,      ///< 1.2 k, 134.5 M
    Bytes,      ///< 269.0 MB
    Percent,    ///< value 0.582 -> 58 %
    Scientific, ///< 10⁻³
    Category,   ///< AxisSpec::categories at 0, 1, 2, ...
};

struct AxisSpec {
    QString label; ///< with its unit: "file size, MB"
    AxisScale scale = AxisScale::Linear;
    TickFormat format = TickFormat::Number;
    std::optional<double> min, max; ///< of the whole view; nothing: from the data with a margin
    bool includeZero = false;       ///< the automatic range reaches down to 0
    bool reversed = false;
    QStringList categories;         ///< for TickFormat::Category
    bool operator==(const AxisSpec &) const = default;
};

enum class SeriesKind {
    Line,
    Points,
    Steps, ///< histogram outline: x are left edges, the last x closes the last step
    Bars,
    Band,  ///< filled between y and y2
};
enum class Dash { Solid, Dashed, Dotted };
enum class Marker { None, Circle, Diamond, Square, Triangle, Cross };

struct SeriesSpec {
    QString name; ///< legend, readout, CSV
    SeriesKind kind = SeriesKind::Line;
    std::vector<double> x, y;
    std::vector<double> y2;     ///< Band only: the other edge
    std::vector<double> errors; ///< standard error per point, or empty; NaN: none
    PlotColor color = PlotColor::series(0);
    std::vector<PlotColor> pointColors; ///< Points, Bars: per point, or empty
    Dash dash = Dash::Solid;
    double width = 1.5;                 ///< of the line, px
    Marker marker = Marker::None;       ///< Points without one are circles
    double markerSize = 9;
    bool filled = true;                 ///< markers and bars; hollow ones mean "dominated"
    double barWidth = 0;                ///< x units; 0: 80 % of the smallest distance
    double barOffset = 0;               ///< x units, for grouped bars
    bool rightAxis = false;
    bool showInLegend = true;
    bool directLabel = true;            ///< name written at the line where there is room
    bool hoverable = true;              ///< takes part in crosshair and readout
    QStringList pointLabels;            ///< per point or empty; "" for none
    QStringList pointIds;               ///< per point or empty; for clicks
    QStringList pointTooltips;          ///< per point or empty; lines: first one strong
    bool operator==(const SeriesSpec &) const = default;
};

struct ReferenceLine {
    Qt::Orientation orientation = Qt::Vertical; ///< Vertical: at x = value
    double value = 0;
    QString label;
    PlotColor color = ColorRole::Warning;
    Dash dash = Dash::Dashed;
    bool operator==(const ReferenceLine &) const = default;
};

struct ShadedRegion {
    Qt::Orientation orientation = Qt::Vertical; ///< Vertical: x between from and to
    double from = -std::numeric_limits<double>::infinity();
    double to = std::numeric_limits<double>::infinity();
    QString label;
    PlotColor color = ColorRole::Shade;
    bool operator==(const ShadedRegion &) const = default;
};

/// A vertical line with a knob on a series that the user drags along x. PlotView tells moves by
/// handleMoved() and handleReleased(); texts come from PlotView::setHandleTextProvider().
struct HandleSpec {
    double x = 0;
    int series = 0;     ///< index into PlotSpec::series the knob rides on; -1: none, knob mid-way
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    double step = 1;    ///< snaps to multiples; 0: continuous
    bool shadeRight = false; ///< shade what lies right of the handle (is cut away)
    QString name;       ///< for screen readers: "Rank"
    bool operator==(const HandleSpec &) const = default;
};

struct BoxSpec {
    double x = 0;
    double min = 0, q1 = 0, median = 0, q3 = 0, max = 0;
    std::vector<double> outliers;
    PlotColor color = PlotColor::series(0);
    QString id;
    QString tooltip;
    bool emphasized = false;
    bool operator==(const BoxSpec &) const = default;
};

enum class LegendPlace { Automatic, Never, TopRight, BottomRight, Below };

struct PlotSpec {
    QString title;    ///< drawn above, semibold; empty: no line is spent
    QString subtitle; ///< behind the title, secondary
    AxisSpec x, y;
    std::optional<AxisSpec> right;
    std::vector<SeriesSpec> series;
    std::vector<BoxSpec> boxes;
    double boxWidth = 0.6; ///< x units
    QString boxName;       ///< what the boxes are, for CSV and screen readers
    std::vector<ReferenceLine> lines;
    std::vector<ShadedRegion> regions;
    std::optional<HandleSpec> handle;
    /// Automatic: only for series whose direct label found no room.
    LegendPlace legend = LegendPlace::Automatic;
    QStringList legendNotes;  ///< extra legend lines below: "● on the Pareto front"
    QString emptyText;        ///< one sentence when there is nothing to draw
    QString emptyAction;      ///< button under it; PlotView::emptyActionTriggered()
    bool loading = false;
    QString loadingText;      ///< "Computing singular values…"
    QString description;      ///< for screen readers; empty: made from the data
    QString fileName;         ///< proposed when saved, without extension
    bool operator==(const PlotSpec &) const = default;

    /// Nothing finite to draw.
    bool isEmpty() const;
    static PlotSpec empty(const QString &sentence);
    static PlotSpec busy(const QString &sentence);
};

/// Small multiples: equal little charts, each with its title, sharing axis ranges.
struct PlotGridSpec {
    std::vector<PlotSpec> cells;
    QStringList ids; ///< per cell, for clicks
    bool shareX = true;
    bool shareY = true;
    int minimumCellWidth = 150;
    int cellHeight = 110;
    QString emptyText;
    bool loading = false;
    QString loadingText;
};

} // namespace lapidary
