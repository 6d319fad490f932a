// Ranges that an axis shows when nobody zoomed.
#include "ui/charts/plot_ticks.h"

namespace lapidary {

namespace {

struct Extent {
    bool log = false;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();

    void add(double value)
    {
        if (!std::isfinite(value) || (log && value <= 0))
            return;
        min = std::min(min, value);
        max = std::max(max, value);
    }
    bool valid() const { return min <= max; }
};

double barReach(const SeriesSpec &series)
{
    if (series.kind != SeriesKind::Bars)
        return 0;
    return (series.barWidth > 0 ? series.barWidth : 0.8) * 0.55;
}

void addY(Extent &extent, const SeriesSpec &series)
{
    for (size_t i = 0; i < series.y.size(); ++i) {
        extent.add(series.y[i]);
        if (i < series.errors.size() && std::isfinite(series.errors[i])) {
            extent.add(series.y[i] - series.errors[i]);
            extent.add(series.y[i] + series.errors[i]);
        }
    }
    for (double value : series.y2)
        extent.add(value);
    // A bar or a filled outline is read from its base.
    if (!extent.log && (series.kind == SeriesKind::Bars || series.kind == SeriesKind::Steps))
        extent.add(0);
}

AxisRange logRange(const Extent &extent)
{
    double low = std::log10(extent.min), high = std::log10(extent.max);
    if (high - low > 1.5)
        return {std::pow(10, std::floor(low + 1e-9)), std::pow(10, std::ceil(high - 1e-9))};
    const double pad = std::max(0.05, (high - low) * 0.06);
    return {std::pow(10, low - pad), std::pow(10, high + pad)};
}

// Outwards to round numbers, so that the outer grid lines are ticks.
AxisRange roundedRange(Extent extent, int target)
{
    if (extent.max - extent.min <= std::abs(extent.max) * 1e-9) {
        const double pad = extent.max == 0 ? 1 : std::abs(extent.max) * 0.1;
        extent.min -= pad;
        extent.max += pad;
    }
    const double span = extent.max - extent.min;
    const double step = niceStep(span, target);
    const bool atZero = extent.min >= 0;
    const double low = std::floor((extent.min - (extent.min == 0 ? 0 : span * 0.02)) / step) * step;
    const double high = std::ceil((extent.max + (extent.max == 0 ? 0 : span * 0.02)) / step) * step;
    return {atZero ? std::max(0.0, low) : low, high};
}

AxisRange finished(const AxisSpec &axis, AxisRange range)
{
    if (axis.min)
        range.min = *axis.min;
    if (axis.max)
        range.max = *axis.max;
    if (axis.scale == AxisScale::Log && range.min <= 0)
        range.min = range.max > 0 ? range.max * 1e-6 : 1e-6;
    if (!(range.max > range.min))
        range.max = axis.scale == AxisScale::Log ? range.min * 10 : range.min + 1;
    return range;
}

// A line far outside (a budget ten times the data) must not squeeze everything else.
void addIfNear(Extent &extent, double value)
{
    const double span = std::max(extent.max - extent.min, std::abs(extent.max) * 0.1);
    if (!extent.valid() || (value > extent.min - span && value < extent.max + span))
        extent.add(value);
}

} // namespace

AxisRange automaticXRange(const PlotSpec &spec)
{
    Extent extent{spec.x.scale == AxisScale::Log};
    bool onlyLines = spec.boxes.empty();
    for (const SeriesSpec &series : spec.series) {
        const double reach = barReach(series);
        for (double x : series.x) {
            extent.add(x + series.barOffset - reach);
            extent.add(x + series.barOffset + reach);
        }
        if (series.kind == SeriesKind::Points || series.kind == SeriesKind::Bars)
            onlyLines = onlyLines && series.pointLabels.isEmpty()
                        && series.kind != SeriesKind::Bars;
    }
    for (const BoxSpec &box : spec.boxes) {
        extent.add(box.x - spec.boxWidth);
        extent.add(box.x + spec.boxWidth);
    }
    if (spec.x.includeZero && !extent.log)
        extent.add(0);
    for (const ReferenceLine &line : spec.lines)
        if (line.orientation == Qt::Vertical)
            addIfNear(extent, line.value);
    if (spec.handle)
        extent.add(spec.handle->x);
    if (!extent.valid())
        return finished(spec.x, {spec.x.scale == AxisScale::Log ? 0.1 : 0.0, 1});
    const bool exact = onlyLines || spec.x.format == TickFormat::Category || !spec.boxes.empty();
    if (exact)
        return finished(spec.x, {extent.min, extent.max});
    return finished(spec.x, extent.log ? logRange(extent) : roundedRange(extent, 6));
}

AxisRange automaticYRange(const PlotSpec &spec, bool rightAxis)
{
    const AxisSpec &axis = rightAxis && spec.right ? *spec.right : spec.y;
    Extent extent{axis.scale == AxisScale::Log};
    for (const SeriesSpec &series : spec.series)
        if (series.rightAxis == rightAxis)
            addY(extent, series);
    if (!rightAxis) {
        for (const BoxSpec &box : spec.boxes) {
            extent.add(box.min);
            extent.add(box.max);
            for (double outlier : box.outliers)
                extent.add(outlier);
        }
        for (const ReferenceLine &line : spec.lines)
            if (line.orientation == Qt::Horizontal)
                addIfNear(extent, line.value);
    }
    if (axis.includeZero && !extent.log)
        extent.add(0);
    if (!extent.valid())
        return finished(axis, {axis.scale == AxisScale::Log ? 0.1 : 0.0, 1});
    return finished(axis, extent.log ? logRange(extent) : roundedRange(extent, 5));
}

} // namespace lapidary
