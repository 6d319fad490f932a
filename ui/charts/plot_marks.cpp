#include "ui/charts/plot_marks.h"

#include "ui/charts/plot_series.h"
#include "ui/charts/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace lapidary {

namespace {

void paintLine(QPainter &painter, const ReferenceLine &line, const PlotGeometry &geometry)
{
    const QRectF &area = geometry.area;
    const bool upright = line.orientation == Qt::Vertical;
    const double at = upright ? geometry.x.toPixel(line.value) : geometry.y.toPixel(line.value);
    if (!std::isfinite(at))
        return;
    painter.setPen(QPen(Theme::instance().color(line.color), 1.4, penStyle(line.dash)));
    if (upright && at >= area.left() && at <= area.right())
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
    if (!upright && at >= area.top() && at <= area.bottom())
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
}

void paintTitle(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry, bool compact)
{
    if (spec.title.isEmpty() && spec.subtitle.isEmpty())
        return;
    const double left = compact ? geometry.area.left() : geometry.viewport.left() + 12;
    QRectF row(left, geometry.viewport.top() + (compact ? 1 : 4),
               geometry.viewport.right() - left - 8, compact ? 16 : 20);
    QFont font = compact ? chartFont(false, true) : Theme::instance().font(FontRole::BodyStrong);
    painter.setFont(font);
    painter.setPen(themeColor(compact ? ColorRole::TextSecondary : ColorRole::Text));
    const QFontMetricsF metrics(font);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(spec.title, Qt::ElideMiddle, row.width()));
    row.setLeft(row.left() + metrics.horizontalAdvance(spec.title) + (spec.title.isEmpty() ? 0 : 6));
    if (compact || row.width() < 30)
        return;
    font = Theme::instance().font(FontRole::Body);
    painter.setFont(font);
    painter.setPen(themeColor(ColorRole::TextSecondary));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(spec.subtitle, Qt::ElideRight, row.width()));
}

void paintLegend(QPainter &painter, const PlotSpec &spec, const MarkLayout &layout)
{
    if (!layout.legendBox.isEmpty()) {
        QColor ground = themeColor(ColorRole::Panel);
        ground.setAlphaF(0.88f);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(layout.legendBox, 4, 4);
    }
    painter.setFont(chartFont());
    for (const LegendEntry &entry : layout.legend) {
        QRectF text = entry.rect;
        if (entry.series >= 0) {
            paintSwatch(painter, spec.series[size_t(entry.series)],
                        QRectF(text.left(), text.top(), 18, text.height()));
            text.setLeft(text.left() + 24);
        }
        painter.setPen(themeColor(ColorRole::TextSecondary));
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, entry.text);
    }
}

void paintText(QPainter &painter, const PlacedText &text)
{
    if (text.leader) {
        const QPointF end(std::clamp(text.leader->x(), text.rect.left(), text.rect.right()),
                          std::clamp(text.leader->y(), text.rect.top(), text.rect.bottom()));
        painter.setPen(QPen(themeColor(ColorRole::TextFaint), 0.8));
        painter.drawLine(*text.leader, end);
    }
    const QFont font = chartFont(text.strong);
    const QPointF base(text.rect.left() + 1, text.rect.top() + QFontMetricsF(font).ascent());
    if (text.crossed) {
        QPainterPath path;
        path.addText(base, font, text.text);
        painter.strokePath(path, QPen(themeColor(ColorRole::Panel), 3, Qt::SolidLine, Qt::RoundCap,
                                      Qt::RoundJoin));
    }
    painter.setFont(font);
    const Theme &theme = Theme::instance();
    painter.setPen(theme.readable(theme.color(text.color)));
    painter.drawText(base, text.text);
}

} // namespace

void paintSwatch(QPainter &painter, const SeriesSpec &series, const QRectF &rect)
{
    const QColor color = Theme::instance().color(series.color);
    const QPointF middle = rect.center();
    const bool line = series.kind == SeriesKind::Line || series.kind == SeriesKind::Steps;
    if (line) {
        painter.setPen(QPen(color, std::max(1.5, series.width), penStyle(series.dash)));
        painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()));
        return;
    }
    painter.setPen(QPen(color, 1.6));
    painter.setBrush(series.filled ? color : themeColor(ColorRole::Panel));
    QPolygonF shape;
    switch (series.kind == SeriesKind::Points ? series.marker : Marker::Square) {
    case Marker::Diamond:
        shape << QPointF(0, -4.5) << QPointF(4.5, 0) << QPointF(0, 4.5) << QPointF(-4.5, 0);
        break;
    case Marker::Triangle:
        shape << QPointF(0, -4.5) << QPointF(4.5, 4) << QPointF(-4.5, 4);
        break;
    case Marker::Square:
        shape << QPointF(-4, -4) << QPointF(4, -4) << QPointF(4, 4) << QPointF(-4, 4);
        break;
    case Marker::Cross:
        painter.drawLine(middle - QPointF(4, 4), middle + QPointF(4, 4));
        painter.drawLine(middle - QPointF(4, -4), middle + QPointF(4, -4));
        return;
    case Marker::None: case Marker::Circle:
        painter.drawEllipse(middle, 4, 4);
        return;
    }
    painter.drawPolygon(shape.translated(middle));
}

void paintBackdrop(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry)
{
    painter.save();
    painter.setPen(Qt::NoPen);
    painter.setClipRect(geometry.area);
    for (const ShadedRegion &region : spec.regions) {
        QRectF rect = geometry.area;
        const bool across = region.orientation == Qt::Vertical;
        const AxisMap &map = across ? geometry.x : geometry.y;
        const double from = map.toPixel(region.from), to = map.toPixel(region.to);
        if (across) {
            rect.setLeft(std::isfinite(from) ? std::max(from, rect.left()) : rect.left());
            rect.setRight(std::isfinite(to) ? std::min(to, rect.right()) : rect.right());
        } else {
            rect.setBottom(std::isfinite(from) ? std::min(from, rect.bottom()) : rect.bottom());
            rect.setTop(std::isfinite(to) ? std::max(to, rect.top()) : rect.top());
        }
        if (rect.isValid())
            painter.fillRect(rect, Theme::instance().color(region.color));
    }
    painter.restore();
}

void paintMarks(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                const MarkLayout &layout, bool compact)
{
    painter.save();
    for (const ReferenceLine &line : spec.lines)
        paintLine(painter, line, geometry);
    paintTitle(painter, spec, geometry, compact);
    paintLegend(painter, spec, layout);
    for (const PlacedText &text : layout.texts)
        paintText(painter, text);
    painter.restore();
}

} // namespace lapidary
