#include "ui/charts/plot_marks.h"

#include "ui/charts/label_layout.h"
#include "ui/charts/theme.h"

#include <QFontMetricsF>

namespace lapidary {

namespace {

constexpr double swatchWidth = 18, entryGap = 20, rowHeight = 18;

QSizeF textSize(const QString &text, const QFont &font)
{
    const QFontMetricsF metrics(font);
    return {std::ceil(metrics.horizontalAdvance(text)) + 2, std::ceil(metrics.height())};
}

bool isLine(const SeriesSpec &series)
{
    return series.kind == SeriesKind::Line || series.kind == SeriesKind::Steps;
}

// Flows the entries into rows from `origin`; returns the height used.
double flow(std::vector<LegendEntry> &entries, QPointF origin, double width)
{
    double x = 0, y = 0;
    for (LegendEntry &entry : entries) {
        const double need = textSize(entry.text, chartFont()).width()
                            + (entry.series >= 0 ? swatchWidth + 6 : 0);
        if (x > 0 && x + need > width) {
            x = 0;
            y += rowHeight;
        }
        entry.rect = QRectF(origin.x() + x, origin.y() + y, need, rowHeight);
        x += need + entryGap;
    }
    return entries.empty() ? 0 : y + rowHeight;
}

std::vector<LegendEntry> entriesBelow(const PlotSpec &spec)
{
    std::vector<LegendEntry> entries;
    if (spec.legend == LegendPlace::Below)
        for (int i = 0; i < int(spec.series.size()); ++i)
            if (spec.series[size_t(i)].showInLegend && !spec.series[size_t(i)].name.isEmpty())
                entries.push_back({i, spec.series[size_t(i)].name, {}});
    if (spec.legend != LegendPlace::Never)
        for (const QString &note : spec.legendNotes)
            entries.push_back({-1, note, {}});
    return entries;
}

class Layouter {
public:
    Layouter(const PlotSpec &spec, const PlotGeometry &geometry)
        : m_spec(spec), m_geometry(geometry), m_layout(geometry.area.adjusted(2, 2, -2, -2))
    {
        collectObstacles();
    }

    MarkLayout run()
    {
        for (const ReferenceLine &line : m_spec.lines)
            placeLineLabel(line);
        placeRegionLabels();
        for (const SeriesSpec &series : m_spec.series)
            placePointLabels(series);
        std::vector<int> left = placeSeriesNames();
        placeLegend(left);
        const bool bars = std::any_of(m_spec.series.begin(), m_spec.series.end(), [](const auto &one) {
            return one.kind == SeriesKind::Bars;
        });
        for (PlacedText &text : m_result.texts)
            text.crossed = bars || m_layout.crossings(text.rect) > 0;
        return std::move(m_result);
    }

private:
    void collectObstacles();
    void placeLineLabel(const ReferenceLine &line);
    void placeRegionLabels();
    void placePointLabels(const SeriesSpec &series);
    std::vector<int> placeSeriesNames();
    void placeLegend(const std::vector<int> &series);

    const PlotSpec &m_spec;
    const PlotGeometry &m_geometry;
    LabelLayout m_layout;
    std::vector<QPolygonF> m_curves;
    MarkLayout m_result;
};

void Layouter::collectObstacles()
{
    for (const SeriesSpec &series : m_spec.series) {
        m_curves.push_back(isLine(series) ? pixelCurve(series, m_geometry) : QPolygonF());
        if (!m_curves.back().isEmpty())
            m_layout.addCurve(m_curves.back(), series.dash == Dash::Solid ? 1 : 0.4);
        if (series.kind != SeriesKind::Points || series.x.size() > 500)
            continue;
        const double radius = series.markerSize / 2 + 1;
        for (size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
            const QPointF at = m_geometry.point(series.x[i], series.y[i], series.rightAxis);
            if (std::isfinite(at.x()) && std::isfinite(at.y()))
                m_layout.addObstacle(
                    QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius));
            if (i < series.errors.size() && std::isfinite(series.errors[i])) {
                const double e = series.errors[i];
                const QPointF low = m_geometry.point(series.x[i], series.y[i] - e);
                const QPointF high = m_geometry.point(series.x[i], series.y[i] + e);
                m_layout.addCurve(QPolygonF({low, high}), 0.3);
            }
        }
    }
    const QRectF &area = m_geometry.area;
    for (const ReferenceLine &line : m_spec.lines) {
        if (line.orientation == Qt::Vertical) {
            const double x = m_geometry.x.toPixel(line.value);
            m_layout.addCurve(QPolygonF({QPointF(x, area.top()), QPointF(x, area.bottom())}));
        } else {
            const double y = m_geometry.y.toPixel(line.value);
            m_layout.addCurve(QPolygonF({QPointF(area.left(), y), QPointF(area.right(), y)}));
        }
    }
}

void Layouter::placeLineLabel(const ReferenceLine &line)
{
    if (line.label.isEmpty())
        return;
    const QRectF &area = m_geometry.area;
    const QSizeF size = textSize(line.label, chartFont());
    std::vector<QRectF> candidates;
    if (line.orientation == Qt::Vertical) {
        const double x = m_geometry.x.toPixel(line.value);
        if (!(x >= area.left() && x <= area.right()))
            return;
        for (double y = area.top() + 3; y < area.bottom() - size.height(); y += size.height() + 2) {
            candidates.emplace_back(QPointF(x + 6, y), size);
            candidates.emplace_back(QPointF(x - 6 - size.width(), y), size);
        }
    } else {
        const double y = m_geometry.y.toPixel(line.value);
        if (!(y >= area.top() && y <= area.bottom()))
            return;
        for (double x = area.right() - size.width() - 4; x > area.left() + 2; x -= 40) {
            candidates.emplace_back(QPointF(x, y - size.height() - 2), size);
            candidates.emplace_back(QPointF(x, y + 2), size);
        }
    }
    if (const auto rect = m_layout.place(candidates, true))
        m_result.texts.push_back({*rect, line.label, line.color, false, {}});
}

void Layouter::placeRegionLabels()
{
    const QRectF &area = m_geometry.area;
    for (const ShadedRegion &region : m_spec.regions) {
        if (region.label.isEmpty())
            continue;
        const bool across = region.orientation == Qt::Vertical;
        const AxisMap &map = across ? m_geometry.x : m_geometry.y;
        const auto clamped = [&](double value, double fallback) {
            const double pixel = map.toPixel(value);
            return std::isfinite(pixel) ? pixel : fallback;
        };
        const QSizeF size = textSize(region.label, chartFont());
        QPointF at = area.topLeft() + QPointF(6, 3);
        if (across)
            at.setX(std::max(area.left(), clamped(region.from, area.left())) + 6);
        else
            at.setY(std::max(area.top(), clamped(region.to, area.top())) + 3);
        std::vector<QRectF> candidates;
        for (double down = 0; down < area.height() / 2; down += size.height() + 2)
            candidates.emplace_back(at + QPointF(0, down), size);
        if (const auto rect = m_layout.place(candidates, true))
            m_result.texts.push_back({*rect, region.label, ColorRole::TextSecondary, false, {}});
    }
}

void Layouter::placePointLabels(const SeriesSpec &series)
{
    const size_t size = std::min({series.x.size(), series.y.size(),
                                  size_t(series.pointLabels.size())});
    for (size_t i = 0; i < size; ++i) {
        const QString &text = series.pointLabels[qsizetype(i)];
        const QPointF at = m_geometry.point(series.x[i], series.y[i], series.rightAxis);
        if (text.isEmpty() || !std::isfinite(at.x()) || !m_geometry.area.contains(at))
            continue;
        const double radius = series.markerSize / 2;
        const auto rect =
            m_layout.place(candidatesAround(at, textSize(text, chartFont()), radius), true, 8);
        if (!rect)
            continue; // still told on hover
        PlacedText placed{*rect, text, series.filled ? ColorRole::Text : ColorRole::TextSecondary,
                          false, {}};
        const QPointF nearest(std::clamp(at.x(), rect->left(), rect->right()),
                              std::clamp(at.y(), rect->top(), rect->bottom()));
        if (QLineF(at, nearest).length() > radius + 11)
            placed.leader = at;
        m_result.texts.push_back(placed);
    }
}

// Names of lines at the lines. When one finds no room all of them go to the legend, so that
// nobody searches for a name in two places. Returns the series for the legend.
std::vector<int> Layouter::placeSeriesNames()
{
    std::vector<int> wanted;
    for (int i = 0; i < int(m_spec.series.size()); ++i) {
        const SeriesSpec &series = m_spec.series[size_t(i)];
        const bool labelled = series.kind == SeriesKind::Points && !series.pointLabels.isEmpty();
        if (!series.name.isEmpty() && series.showInLegend && !labelled)
            wanted.push_back(i);
    }
    const bool outside = m_spec.legend == LegendPlace::Below || m_spec.legend == LegendPlace::Never;
    if (wanted.size() < 2 || outside) // a single series is named by axis and title
        return {};
    if (m_spec.legend != LegendPlace::Automatic)
        return wanted;
    std::vector<PlacedText> texts;
    std::vector<int> others;
    for (int index : wanted) {
        const SeriesSpec &series = m_spec.series[size_t(index)];
        if (!series.directLabel || series.kind != SeriesKind::Line) {
            others.push_back(index);
            continue;
        }
        const QSizeF size = textSize(series.name, chartFont(true));
        const auto rect = m_layout.place(candidatesAlong(m_curves[size_t(index)], size), false);
        if (!rect) {
            for (size_t i = 0; i < texts.size(); ++i)
                m_layout.unplace();
            return wanted;
        }
        texts.push_back({*rect, series.name, series.color, true, {}});
    }
    m_result.texts.insert(m_result.texts.end(), texts.begin(), texts.end());
    return others;
}

void Layouter::placeLegend(const std::vector<int> &series)
{
    const QRectF &area = m_geometry.area;
    m_result.legend = entriesBelow(m_spec);
    if (!m_result.legend.empty()) {
        std::vector<LegendEntry> measured = m_result.legend;
        const double left = m_geometry.viewport.left() + 12;
        const double width = m_geometry.viewport.width() - 24;
        const double height = flow(measured, {}, width);
        flow(m_result.legend, {left, m_geometry.viewport.bottom() - height - 2}, width);
    }
    if (series.empty())
        return;
    std::vector<LegendEntry> inside;
    double width = 0;
    for (int index : series) {
        const QString &name = m_spec.series[size_t(index)].name;
        inside.push_back({index, name, {}});
        width = std::max(width, textSize(name, chartFont()).width() + swatchWidth + 6);
    }
    const QSizeF size(width + 16, rowHeight * double(inside.size()) + 8);
    const double right = area.right() - size.width() - 6, bottom = area.bottom() - size.height() - 6;
    const double leftEdge = area.left() + 6, top = area.top() + 6;
    std::vector<QRectF> candidates;
    const QPointF topRight(right, top), bottomRight(right, bottom);
    const bool low = m_spec.legend == LegendPlace::BottomRight;
    for (const QPointF &at : {low ? bottomRight : topRight, low ? topRight : bottomRight,
                              QPointF(leftEdge, top), QPointF(leftEdge, bottom),
                              QPointF((leftEdge + right) / 2, top), QPointF(right, (top + bottom) / 2)})
        candidates.emplace_back(at, size);
    const auto placed = m_layout.place(candidates, true);
    m_result.legendBox = placed.value_or(QRectF(topRight, size));
    double y = m_result.legendBox.top() + 4;
    for (LegendEntry &entry : inside) {
        entry.rect = QRectF(m_result.legendBox.left() + 8, y, width, rowHeight);
        y += rowHeight;
        m_result.legend.push_back(entry);
    }
}

} // namespace

std::vector<QRectF> MarkLayout::textRects() const
{
    std::vector<QRectF> rects;
    for (const PlacedText &text : texts)
        rects.push_back(text.rect);
    if (!legendBox.isEmpty())
        rects.push_back(legendBox);
    return rects;
}

QFont chartFont(bool strong, bool compact)
{
    QFont font =
        Theme::instance().font(strong ? FontRole::SecondaryStrong : FontRole::Secondary);
    font.setPixelSize(compact ? 10 : 11);
    return font;
}

QPolygonF pixelCurve(const SeriesSpec &series, const PlotGeometry &geometry)
{
    QPolygonF curve;
    const size_t size = std::min(series.x.size(), series.y.size());
    const size_t stride = std::max<size_t>(1, size / 600);
    for (size_t i = 0; i < size; ++i) {
        if (i % stride && i + 1 != size)
            continue;
        const QPointF at = geometry.point(series.x[i], series.y[i], series.rightAxis);
        if (!std::isfinite(at.x()) || !std::isfinite(at.y()) || at.x() < geometry.area.left() - 1
            || at.x() > geometry.area.right() + 1)
            continue;
        if (curve.isEmpty() || std::abs(at.x() - curve.last().x()) > 2
            || std::abs(at.y() - curve.last().y()) > 2 || i + 1 == size)
            curve << at;
    }
    return curve;
}

QMargins outerMargins(const PlotSpec &spec, int width, bool compact)
{
    if (compact)
        return {2, spec.title.isEmpty() ? 4 : 18, 6, 2};
    std::vector<LegendEntry> entries = entriesBelow(spec);
    const double below = flow(entries, {}, width - 24);
    const int top = spec.title.isEmpty() && spec.subtitle.isEmpty() ? 10 : 30;
    return {6, top, 12, int(below) + (below > 0 ? 10 : 4)};
}

MarkLayout layoutMarks(const PlotSpec &spec, const PlotGeometry &geometry, bool compact)
{
    if (compact || geometry.area.width() < 40 || geometry.area.height() < 30)
        return {};
    return Layouter(spec, geometry).run();
}

} // namespace lapidary
