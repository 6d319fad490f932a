#include "ui/charts/plot_hover.h"

#include "ui/charts/number_text.h"
#include "ui/charts/plot_ticks.h"

#include <QLineF>

namespace lapidary {

namespace {

constexpr double reach = 14; // pixels

QString axisValue(const AxisSpec &axis, double value)
{
    if (axis.format == TickFormat::Percent)
        return percentText(value, 1);
    if (axis.format == TickFormat::Number)
        return valueText(value, 4);
    return tickText(axis, value);
}

// "file size, MB" -> "file size: 112"; the unit is told by the axis.
QString named(const AxisSpec &axis, double value)
{
    const QString name = axis.label.section(QLatin1Char(','), 0, 0);
    const QString text = axisValue(axis, value);
    if (axis.format == TickFormat::Category || name.isEmpty())
        return text;
    return name + QLatin1Char(' ') + text;
}

const AxisSpec &verticalAxis(const PlotSpec &spec, const SeriesSpec &series)
{
    return series.rightAxis && spec.right ? *spec.right : spec.y;
}

size_t sizeOf(const SeriesSpec &series)
{
    return std::min(series.x.size(), series.y.size());
}

QString at(const QStringList &list, int index)
{
    return index >= 0 && index < list.size() ? list[index] : QString();
}

bool hasPoints(const SeriesSpec &series)
{
    return series.hoverable
           && (series.kind == SeriesKind::Points || series.kind == SeriesKind::Bars);
}

void fillFromTooltip(HoverInfo &info, const QString &tooltip)
{
    const QStringList lines = tooltip.split(QLatin1Char('\n'));
    info.title = lines.value(0);
    for (int i = 1; i < lines.size(); ++i)
        info.rows.push_back({{}, lines[i]});
}

HoverInfo hoverBox(const PlotSpec &spec, const PlotGeometry &geometry, int index)
{
    const BoxSpec &box = spec.boxes[size_t(index)];
    HoverInfo info;
    info.valid = true;
    info.id = box.id;
    info.anchor = geometry.point(box.x + spec.boxWidth / 2, box.q3);
    info.lineX = geometry.x.toPixel(box.x);
    if (!box.tooltip.isEmpty()) {
        fillFromTooltip(info, box.tooltip);
        return info;
    }
    info.title = named(spec.x, box.x);
    const auto row = [&](const char *name, double value) {
        info.rows.push_back({{}, QStringLiteral("%1 %2").arg(QLatin1String(name),
                                                             axisValue(spec.y, value))});
    };
    row("max", box.max);
    row("75 %", box.q3);
    row("median", box.median);
    row("25 %", box.q1);
    row("min", box.min);
    return info;
}

HoverInfo hoverPoint(const PlotSpec &spec, const PlotGeometry &geometry, int seriesIndex, int index)
{
    const SeriesSpec &series = spec.series[size_t(seriesIndex)];
    const double x = series.x[size_t(index)], y = series.y[size_t(index)];
    HoverInfo info;
    info.valid = true;
    info.id = at(series.pointIds, index);
    info.anchor = geometry.point(x + series.barOffset, y, series.rightAxis);
    const PlotColor color =
        size_t(index) < series.pointColors.size() ? series.pointColors[size_t(index)] : series.color;
    if (series.kind == SeriesKind::Points)
        info.dots.push_back({info.anchor, color});
    if (const QString tooltip = at(series.pointTooltips, index); !tooltip.isEmpty()) {
        fillFromTooltip(info, tooltip);
        return info;
    }
    const QString label = at(series.pointLabels, index);
    info.title = !label.isEmpty() ? label : !series.name.isEmpty() ? series.name : named(spec.x, x);
    if (info.title != named(spec.x, x))
        info.rows.push_back({{}, named(spec.x, x)});
    QString value = named(verticalAxis(spec, series), y);
    if (size_t(index) < series.errors.size() && std::isfinite(series.errors[size_t(index)]))
        value += QStringLiteral(" ± ") + valueText(series.errors[size_t(index)], 2);
    info.rows.push_back({color, value});
    return info;
}

HoverInfo hoverLines(const PlotSpec &spec, const PlotGeometry &geometry, double pixelX)
{
    HoverInfo info;
    double bestX = 0, best = std::numeric_limits<double>::infinity();
    const double wanted = geometry.x.toValue(pixelX);
    for (const SeriesSpec &series : spec.series) {
        if (!series.hoverable || hasPoints(series) || series.x.empty())
            continue;
        auto next = std::lower_bound(series.x.begin(), series.x.end(), wanted);
        for (auto it : {next, next == series.x.begin() ? next : next - 1}) {
            if (it == series.x.end() || !(std::abs(*it - wanted) < best))
                continue;
            best = std::abs(*it - wanted);
            bestX = *it;
        }
    }
    if (!std::isfinite(best))
        return info;
    info.lineX = geometry.x.toPixel(bestX);
    info.title = named(spec.x, bestX);
    for (const SeriesSpec &series : spec.series) {
        if (!series.hoverable || hasPoints(series))
            continue;
        const double y = valueAt(series, bestX);
        const QPointF point = geometry.point(bestX, y, series.rightAxis);
        if (!std::isfinite(point.y()) || info.rows.size() >= 8)
            continue;
        if (geometry.area.adjusted(-1, -1, 1, 1).contains(point) && series.kind == SeriesKind::Line)
            info.dots.push_back({point, series.color});
        const QString value = axisValue(verticalAxis(spec, series), y);
        const QString name = series.name.isEmpty()
            ? verticalAxis(spec, series).label.section(QLatin1Char(','), 0, 0) : series.name;
        info.rows.push_back({series.color, name.isEmpty() ? value : name + QLatin1Char(' ') + value});
        info.anchor = point;
        info.valid = true;
    }
    return info;
}

} // namespace

double valueAt(const SeriesSpec &series, double x)
{
    const size_t size = sizeOf(series);
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    if (size == 0 || !(x >= series.x.front()))
        return nothing;
    const auto end = series.x.begin() + ptrdiff_t(size);
    const auto next = std::upper_bound(series.x.begin(), end, x);
    const auto index = size_t(next - series.x.begin()) - 1;
    if (series.kind == SeriesKind::Steps || series.x[index] == x)
        return series.y[index];
    if (next == end)
        return nothing;
    const double t = (x - series.x[index]) / (series.x[index + 1] - series.x[index]);
    return series.y[index] + t * (series.y[index + 1] - series.y[index]);
}

HoverInfo hoverAt(const PlotSpec &spec, const PlotGeometry &geometry, const QPointF &position)
{
    if (!geometry.area.adjusted(-4, -4, 4, 4).contains(position))
        return {};
    double best = reach;
    PointRef found{-2, 0, 0};
    for (int s = 0; s < int(spec.series.size()); ++s) {
        const SeriesSpec &series = spec.series[size_t(s)];
        if (!hasPoints(series))
            continue;
        for (size_t i = 0; i < sizeOf(series); ++i) {
            const QPointF at =
                geometry.point(series.x[i] + series.barOffset, series.y[i], series.rightAxis);
            double distance = QLineF(at, position).length();
            if (series.kind == SeriesKind::Bars) // anywhere in the bar's column
                distance = std::abs(at.x() - position.x());
            if (distance < best) {
                best = distance;
                found = {s, int(i), series.x[i]};
            }
        }
    }
    if (found.series >= 0)
        return hoverOf(spec, geometry, found);
    double nearest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < int(spec.boxes.size()); ++i) {
        const double distance =
            std::abs(geometry.x.toPixel(spec.boxes[size_t(i)].x) - position.x());
        if (distance < nearest) {
            nearest = distance;
            found = {-1, i, spec.boxes[size_t(i)].x};
        }
    }
    if (found.series == -1)
        return hoverOf(spec, geometry, found);
    return hoverLines(spec, geometry, position.x());
}

std::vector<PointRef> pointOrder(const PlotSpec &spec)
{
    std::vector<PointRef> points;
    for (int s = 0; s < int(spec.series.size()); ++s) {
        const SeriesSpec &series = spec.series[size_t(s)];
        if (!hasPoints(series))
            continue;
        for (size_t i = 0; i < sizeOf(series); ++i)
            if (std::isfinite(series.x[i]) && std::isfinite(series.y[i]))
                points.push_back({s, int(i), series.x[i] + series.barOffset});
    }
    for (int i = 0; i < int(spec.boxes.size()); ++i)
        points.push_back({-1, i, spec.boxes[size_t(i)].x});
    std::stable_sort(points.begin(), points.end(),
                     [](const PointRef &a, const PointRef &b) { return a.x < b.x; });
    return points;
}

HoverInfo hoverOf(const PlotSpec &spec, const PlotGeometry &geometry, const PointRef &point)
{
    return point.series < 0 ? hoverBox(spec, geometry, point.index)
                            : hoverPoint(spec, geometry, point.series, point.index);
}

std::optional<QPointF> positionOf(const PlotSpec &spec, const PlotGeometry &geometry,
                                  const QString &id)
{
    if (id.isEmpty())
        return {};
    for (const SeriesSpec &series : spec.series) {
        const auto index = series.pointIds.indexOf(id);
        if (index >= 0 && size_t(index) < sizeOf(series))
            return geometry.point(series.x[size_t(index)] + series.barOffset,
                                  series.y[size_t(index)], series.rightAxis);
    }
    for (const BoxSpec &box : spec.boxes)
        if (box.id == id)
            return geometry.point(box.x, box.median);
    return {};
}

} // namespace lapidary
