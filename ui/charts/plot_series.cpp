#include "ui/charts/plot_series.h"

#include "ui/charts/downsample.h"
#include "ui/charts/theme.h"

#include <qcustomplot.h>

namespace lapidary {

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

struct Axes {
    QCPAxis *x, *y;
    bool logX, logY;
};

Axes axesOf(QCustomPlot &plot, const PlotSpec &spec, const SeriesSpec &series)
{
    const bool right = series.rightAxis && spec.right;
    return {plot.xAxis, right ? plot.yAxis2 : plot.yAxis, spec.x.scale == AxisScale::Log,
            (right ? spec.right->scale : spec.y.scale) == AxisScale::Log};
}

double shown(double value, bool log)
{
    return std::isfinite(value) && (!log || value > 0) ? value : gap;
}

QPen linePen(const SeriesSpec &series)
{
    QPen pen(Theme::instance().color(series.color), series.width, penStyle(series.dash));
    pen.setJoinStyle(Qt::RoundJoin);
    return pen;
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(float(alpha));
    return color;
}

QCPScatterStyle markerStyle(const SeriesSpec &series, const QColor &color)
{
    QCPScatterStyle::ScatterShape shape = QCPScatterStyle::ssCircle;
    switch (series.marker) {
    case Marker::None: case Marker::Circle: break;
    case Marker::Diamond: shape = QCPScatterStyle::ssDiamond; break;
    case Marker::Square: shape = QCPScatterStyle::ssSquare; break;
    case Marker::Triangle: shape = QCPScatterStyle::ssTriangle; break;
    case Marker::Cross: shape = QCPScatterStyle::ssCross; break;
    }
    // A hollow marker covers the line under it.
    const QColor fill = series.filled ? color : themeColor(ColorRole::Panel);
    const double size = series.filled ? series.markerSize : series.markerSize - 0.5;
    return {shape, QPen(color, 1.8), QBrush(fill), size};
}

QVector<QCPGraphData> graphData(const SeriesSpec &series, const std::vector<double> &y,
                                const Axes &axes)
{
    const size_t size = std::min(series.x.size(), y.size());
    QVector<QCPGraphData> data;
    const auto append = [&](size_t i) {
        if (std::isfinite(series.x[i]) && (!axes.logX || series.x[i] > 0))
            data.append({series.x[i], shown(y[i], axes.logY)});
    };
    if (size > downsampleFrom && series.kind == SeriesKind::Line) {
        const QCPRange range = axes.x->range();
        for (size_t i : downsample(series.x, y, 6000, range.lower, range.upper))
            append(i);
    } else {
        data.reserve(int(size));
        for (size_t i = 0; i < size; ++i)
            append(i);
    }
    return data;
}

QCPGraph *addGraph(QCustomPlot &plot, const Axes &axes, const QVector<QCPGraphData> &data)
{
    QCPGraph *graph = plot.addGraph(axes.x, axes.y);
    graph->data()->set(data, std::is_sorted(data.begin(), data.end(),
        [](const QCPGraphData &a, const QCPGraphData &b) { return a.key < b.key; }));
    graph->setSelectable(QCP::stNone);
    graph->setAntialiased(true);
    return graph;
}

void addErrors(QCustomPlot &plot, const Axes &axes, QCPGraph *graph, const SeriesSpec &series,
               const QColor &color, const std::vector<size_t> &indices)
{
    if (series.errors.empty())
        return;
    auto *bars = new QCPErrorBars(axes.x, axes.y);
    bars->setDataPlottable(graph);
    bars->setPen(QPen(color, 1));
    bars->setWhiskerWidth(0);
    bars->setSymbolGap(0);
    bars->setSelectable(QCP::stNone);
    if (series.kind == SeriesKind::Points && series.barOffset == 0) // markers lie over them
        bars->setLayer(QStringLiteral("errors"));
    QVector<double> errors;
    for (size_t i : indices)
        errors << (i < series.errors.size() ? series.errors[i] : gap);
    bars->setData(errors);
}

// A point can have its own colour; each colour becomes one graph, in the order of first use.
void addPoints(QCustomPlot &plot, const Axes &axes, const SeriesSpec &series)
{
    const size_t size = std::min(series.x.size(), series.y.size());
    std::vector<std::pair<QColor, std::vector<size_t>>> groups;
    for (size_t i = 0; i < size; ++i) {
        if (!std::isfinite(shown(series.x[i], axes.logX)))
            continue;
        const QColor color = Theme::instance().color(
            i < series.pointColors.size() ? series.pointColors[i] : series.color);
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto &one) { return one.first == color; });
        if (group == groups.end())
            group = groups.insert(group, {color, {}});
        group->second.push_back(i);
    }
    for (auto &[color, indices] : groups) {
        std::stable_sort(indices.begin(), indices.end(),
                         [&](size_t a, size_t b) { return series.x[a] < series.x[b]; });
        QVector<QCPGraphData> data;
        for (size_t i : indices)
            data.append({series.x[i], shown(series.y[i], axes.logY)});
        QCPGraph *graph = addGraph(plot, axes, data);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(markerStyle(series, color));
        addErrors(plot, axes, graph, series, color, indices);
    }
}

void addLine(QCustomPlot &plot, const Axes &axes, const SeriesSpec &series)
{
    QCPGraph *graph = addGraph(plot, axes, graphData(series, series.y, axes));
    graph->setPen(linePen(series));
    if (series.marker != Marker::None)
        graph->setScatterStyle(markerStyle(series, Theme::instance().color(series.color)));
    std::vector<size_t> all(size_t(graph->data()->size()));
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    addErrors(plot, axes, graph, series, Theme::instance().color(series.color), all);
}

void addSteps(QCustomPlot &plot, const Axes &axes, const SeriesSpec &series)
{
    if (series.x.empty() || series.y.empty())
        return;
    SeriesSpec closed = series;
    closed.y.resize(std::min(series.x.size(), series.y.size()));
    if (closed.x.size() > closed.y.size())
        closed.y.push_back(closed.y.back());
    if (axes.logY) // an empty bin reaches down to the axis, it is not a gap
        for (double &value : closed.y)
            value = value > 0 ? value : axes.y->range().lower;
    QCPGraph *graph = addGraph(plot, axes, graphData(closed, closed.y, axes));
    graph->setLineStyle(QCPGraph::lsStepLeft);
    graph->setPen(linePen(series));
    if (series.filled)
        graph->setBrush(withAlpha(Theme::instance().color(series.color), 0.28));
}

void addBand(QCustomPlot &plot, const Axes &axes, const SeriesSpec &series)
{
    QCPGraph *lower = addGraph(plot, axes, graphData(series, series.y, axes));
    QCPGraph *upper = addGraph(plot, axes, graphData(series, series.y2, axes));
    lower->setPen(Qt::NoPen);
    upper->setPen(Qt::NoPen);
    upper->setBrush(withAlpha(Theme::instance().color(series.color), 0.18));
    upper->setChannelFillGraph(lower);
}

double barWidth(const SeriesSpec &series)
{
    if (series.barWidth > 0)
        return series.barWidth;
    double smallest = std::numeric_limits<double>::infinity();
    std::vector<double> x = series.x;
    std::sort(x.begin(), x.end());
    for (size_t i = 1; i < x.size(); ++i)
        if (x[i] > x[i - 1])
            smallest = std::min(smallest, x[i] - x[i - 1]);
    return std::isfinite(smallest) ? 0.8 * smallest : 0.8;
}

void addBars(QCustomPlot &plot, const Axes &axes, const SeriesSpec &series)
{
    const size_t size = std::min(series.x.size(), series.y.size());
    std::vector<std::pair<QColor, QVector<QCPBarsData>>> groups;
    for (size_t i = 0; i < size; ++i) {
        if (!std::isfinite(series.x[i]) || !std::isfinite(shown(series.y[i], axes.logY)))
            continue;
        const QColor color = Theme::instance().color(
            i < series.pointColors.size() ? series.pointColors[i] : series.color);
        if (groups.empty() || groups.back().first != color)
            groups.push_back({color, {}});
        groups.back().second.append({series.x[i] + series.barOffset, series.y[i]});
    }
    for (const auto &[color, data] : groups) {
        auto *bars = new QCPBars(axes.x, axes.y);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setWidth(barWidth(series));
        bars->data()->set(data, false);
        bars->setPen(series.filled ? QPen(Qt::NoPen) : QPen(color, 1.5));
        bars->setBrush(series.filled ? QBrush(color)
                                     : QBrush(withAlpha(color, 0.6), Qt::BDiagPattern));
        bars->setSelectable(QCP::stNone);
        bars->setAntialiased(false);
    }
    if (series.errors.empty())
        return;
    SeriesSpec shifted = series;
    shifted.kind = SeriesKind::Points;
    for (double &x : shifted.x)
        x += series.barOffset;
    QCPGraph *anchor = addGraph(plot, axes, graphData(shifted, shifted.y, axes));
    anchor->setPen(Qt::NoPen);
    std::vector<size_t> all(size);
    for (size_t i = 0; i < size; ++i)
        all[i] = i;
    addErrors(plot, axes, anchor, shifted, themeColor(ColorRole::TextSecondary), all);
}

} // namespace

bool needsDownsampling(const PlotSpec &spec)
{
    return std::any_of(spec.series.begin(), spec.series.end(), [](const SeriesSpec &series) {
        return series.kind == SeriesKind::Line && series.x.size() > downsampleFrom;
    });
}

void addSeries(QCustomPlot &plot, const PlotSpec &spec, const SeriesSpec &series)
{
    const Axes axes = axesOf(plot, spec, series);
    switch (series.kind) {
    case SeriesKind::Line: return addLine(plot, axes, series);
    case SeriesKind::Points: return addPoints(plot, axes, series);
    case SeriesKind::Steps: return addSteps(plot, axes, series);
    case SeriesKind::Bars: return addBars(plot, axes, series);
    case SeriesKind::Band: return addBand(plot, axes, series);
    }
}

void addBoxes(QCustomPlot &plot, const PlotSpec &spec)
{
    const bool log = spec.y.scale == AxisScale::Log;
    for (const BoxSpec &box : spec.boxes) {
        if (!std::isfinite(shown(box.median, log)) || !std::isfinite(shown(box.min, log)))
            continue;
        auto *item = new QCPStatisticalBox(plot.xAxis, plot.yAxis);
        const QColor color = Theme::instance().color(box.color);
        QVector<double> outliers;
        for (double value : box.outliers)
            if (std::isfinite(shown(value, log)))
                outliers << value;
        item->addData(box.x, box.min, box.q1, box.median, box.q3, box.max, outliers);
        item->setWidth(spec.boxWidth);
        item->setWhiskerWidth(spec.boxWidth * 0.5);
        item->setPen(QPen(color, box.emphasized ? 2 : 1));
        item->setWhiskerPen(QPen(color, 1));
        item->setWhiskerBarPen(QPen(color, 1));
        item->setMedianPen(QPen(box.emphasized ? themeColor(ColorRole::Text) : color, 2));
        item->setBrush(withAlpha(color, box.emphasized ? 0.55 : 0.25));
        item->setOutlierStyle({QCPScatterStyle::ssCircle, QPen(color, 1), QBrush(Qt::NoBrush), 4});
        item->setSelectable(QCP::stNone);
    }
}

} // namespace lapidary
