#include "ui/charts/plot_overlay.h"

#include "ui/charts/plot_marks.h"
#include "ui/charts/theme.h"

#include <QPainter>

namespace lapidary {

namespace {

constexpr double padding = 9, lineGap = 4, dotSpace = 12;

struct Box {
    QString title;
    std::vector<ReadoutRow> rows;
};

QSizeF boxSize(const Box &box)
{
    const QFontMetricsF strong(chartFont(true)), plain(chartFont());
    double width = box.title.isEmpty() ? 0 : strong.horizontalAdvance(box.title);
    double height = box.title.isEmpty() ? 0 : strong.height();
    for (const ReadoutRow &row : box.rows) {
        width = std::max(width, plain.horizontalAdvance(row.text) + (row.color ? dotSpace : 0));
        height += plain.height() + (height > 0 ? lineGap : 0);
    }
    return {std::ceil(width) + 2 * padding, std::ceil(height) + 2 * padding - 4};
}

// Beside the anchor, right if there is room, and inside the picture.
QRectF boxRect(QSizeF size, const QPointF &anchor, const QRectF &bounds, double distance)
{
    QRectF rect(anchor + QPointF(distance, -size.height() / 2), size);
    if (rect.right() > bounds.right() - 2)
        rect.moveRight(anchor.x() - distance);
    if (rect.left() < bounds.left() + 2)
        rect.moveLeft(bounds.left() + 2);
    if (rect.bottom() > bounds.bottom() - 2)
        rect.moveBottom(bounds.bottom() - 2);
    if (rect.top() < bounds.top() + 2)
        rect.moveTop(bounds.top() + 2);
    return rect;
}

void paintBox(QPainter &painter, const Box &box, const QRectF &rect)
{
    painter.setPen(QPen(themeColor(ColorRole::Frame), 1));
    painter.setBrush(themeColor(ColorRole::Panel));
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    double y = rect.top() + padding - 2;
    const double left = rect.left() + padding;
    if (!box.title.isEmpty()) {
        const QFontMetricsF metrics(chartFont(true));
        painter.setFont(chartFont(true));
        painter.setPen(themeColor(ColorRole::Text));
        painter.drawText(QPointF(left, y + metrics.ascent()), box.title);
        y += metrics.height() + lineGap;
    }
    const QFontMetricsF metrics(chartFont());
    painter.setFont(chartFont());
    for (const ReadoutRow &row : box.rows) {
        double x = left;
        if (row.color) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(Theme::instance().color(*row.color));
            painter.drawEllipse(QPointF(x + 3.5, y + metrics.height() / 2), 3.5, 3.5);
            x += dotSpace;
        }
        painter.setPen(themeColor(ColorRole::TextSecondary));
        painter.drawText(QPointF(x, y + metrics.ascent()), row.text);
        y += metrics.height() + lineGap;
    }
}

void paintHandle(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                 const OverlayState &state)
{
    const auto knob = knobPosition(spec, geometry);
    if (!knob)
        return;
    const QRectF &area = geometry.area;
    if (spec.handle->shadeRight) {
        QColor shade = themeColor(ColorRole::Text);
        shade.setAlphaF(0.055f);
        painter.fillRect(QRectF(QPointF(knob->x(), area.top()), area.bottomRight()), shade);
    }
    const QColor accent = themeColor(ColorRole::Accent);
    painter.setPen(QPen(accent, state.handleActive ? 2.6 : 2));
    painter.drawLine(QPointF(knob->x(), area.top()), QPointF(knob->x(), area.bottom()));
    painter.setBrush(themeColor(ColorRole::Panel));
    const double radius = state.handleActive ? 7.5 : 6.5;
    painter.setPen(QPen(accent, 2.4));
    painter.drawEllipse(*knob, radius, radius);
    if (state.handleText.title.isEmpty() && state.handleText.detail.isEmpty())
        return;
    Box box{state.handleText.title, {}};
    if (!state.handleText.detail.isEmpty())
        for (const QString &line : state.handleText.detail.split(QLatin1Char('\n')))
            box.rows.push_back({{}, line});
    paintBox(painter, box, boxRect(boxSize(box), *knob, area, 14));
}

void paintHover(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                const HoverInfo &hover)
{
    const QRectF &area = geometry.area;
    if (hover.lineX) {
        painter.setPen(QPen(themeColor(ColorRole::TextFaint), 1, Qt::DotLine));
        painter.drawLine(QPointF(*hover.lineX, area.top()), QPointF(*hover.lineX, area.bottom()));
    }
    for (const HoverInfo::Dot &dot : hover.dots) {
        painter.setPen(QPen(Theme::instance().color(dot.color), 2));
        painter.setBrush(themeColor(ColorRole::Panel));
        const double radius = hover.lineX ? 3.5 : 6;
        painter.drawEllipse(dot.at, radius, radius);
    }
    const Box box{hover.title, hover.rows};
    QPointF anchor = hover.anchor;
    anchor.setY(std::clamp(anchor.y(), area.top(), area.bottom()));
    if (hover.lineX && hover.dots.size() > 1) // clear of the lines' own dots
        anchor.setY(area.top() + boxSize(box).height() / 2 + 4);
    paintBox(painter, box, boxRect(boxSize(box), anchor, area, 12));
    (void)spec;
}

} // namespace

std::optional<QPointF> knobPosition(const PlotSpec &spec, const PlotGeometry &geometry)
{
    if (!spec.handle)
        return {};
    const QRectF &area = geometry.area;
    const double x = geometry.x.toPixel(spec.handle->x);
    if (!(x >= area.left() - 1 && x <= area.right() + 1))
        return {};
    double y = area.center().y();
    const int index = spec.handle->series;
    if (index >= 0 && index < int(spec.series.size())) {
        const SeriesSpec &series = spec.series[size_t(index)];
        const double pixel =
            geometry.vertical(series.rightAxis).toPixel(valueAt(series, spec.handle->x));
        if (std::isfinite(pixel))
            y = std::clamp(pixel, area.top(), area.bottom());
    }
    return QPointF(x, y);
}

void paintOverlay(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                  const OverlayState &state)
{
    painter.save();
    if (const auto at = positionOf(spec, geometry, state.highlighted)) {
        painter.setPen(QPen(themeColor(ColorRole::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(*at, 9, 9);
    }
    paintHandle(painter, spec, geometry, state);
    if (state.hover.valid)
        paintHover(painter, spec, geometry, state.hover);
    if (state.rubber) {
        QColor fill = themeColor(ColorRole::Accent);
        painter.setPen(QPen(fill, 1));
        fill.setAlphaF(0.12f);
        painter.setBrush(fill);
        painter.drawRect(*state.rubber);
    }
    if (state.busy) {
        const Box box{{}, {{PlotColor(ColorRole::Accent),
                            spec.loadingText.isEmpty() ? QStringLiteral("…") : spec.loadingText}}};
        const QSizeF size = boxSize(box);
        paintBox(painter, box, QRectF(QPointF(geometry.area.right() - size.width() - 6,
                                              geometry.area.top() + 6), size));
    }
    if (state.focusRing) {
        painter.setPen(QPen(themeColor(ColorRole::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(geometry.viewport.adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.restore();
}

} // namespace lapidary
