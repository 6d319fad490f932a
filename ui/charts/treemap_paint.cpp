#include "ui/charts/theme.h"
#include "ui/charts/treemap_view_p.h"

#include <QPainter>

namespace lapidary {

namespace {

QFont labelFont()
{
    QFont font = Theme::instance().font(FontRole::Secondary);
    font.setPixelSize(11);
    return font;
}

Qt::BrushStyle brushStyle(TreemapPattern pattern)
{
    switch (pattern) {
    case TreemapPattern::Diagonal: return Qt::BDiagPattern;
    case TreemapPattern::Dots: return Qt::Dense6Pattern;
    case TreemapPattern::Cross: return Qt::DiagCrossPattern;
    case TreemapPattern::None: break;
    }
    return Qt::NoBrush;
}

} // namespace

void TreemapView::Private::paintNode(QPainter &painter, int index) const
{
    const TreemapNode &node = nodes[size_t(index)];
    QRectF rect = layout.nodes[size_t(index)];
    const double least = std::min(rect.width(), rect.height());
    if (least > 3) // a seam of ground between neighbours
        rect.adjust(0.5, 0.5, -0.5, -0.5);
    const QColor color = Theme::instance().color(node.color);
    painter.fillRect(rect, color);
    if (node.pattern != TreemapPattern::None && least > 6) {
        QColor ink = Theme::instance().textOn(color);
        ink.setAlphaF(0.35f);
        painter.fillRect(rect, QBrush(ink, brushStyle(node.pattern)));
    }
    if (rect.width() < 34 || rect.height() < 15 || node.label.isEmpty())
        return;
    const QRectF text = rect.adjusted(5, 2, -4, -2);
    const QFontMetricsF metrics(painter.font());
    const QString shown = metrics.elidedText(node.label, Qt::ElideRight, text.width());
    if (shown != node.label && shown.size() < 7) // "do…" tells nothing; the tooltip does
        return;
    painter.setPen(Theme::instance().textOn(color));
    painter.drawText(text, int(Qt::AlignLeft | (rect.height() < 30 ? Qt::AlignVCenter
                                                                   : Qt::AlignTop)), shown);
}

void TreemapView::Private::paintGroups(QPainter &painter) const
{
    const QFontMetricsF metrics(painter.font());
    for (const TreemapGroup &group : layout.groups) {
        if (group.name.isEmpty() || std::min(group.rect.width(), group.rect.height()) < 1)
            continue;
        painter.fillRect(group.rect.adjusted(0.5, 0.5, -0.5, -0.5), themeColor(ColorRole::Track));
        if (group.header.isEmpty())
            continue;
        const QRectF text = group.header.adjusted(5, 0, -2, 0);
        painter.setPen(themeColor(ColorRole::TextSecondary));
        painter.drawText(text, int(Qt::AlignLeft | Qt::AlignVCenter),
                         metrics.elidedText(group.name, Qt::ElideRight, text.width()));
    }
}

void TreemapView::Private::paintPicture(QPainter &painter) const
{
    painter.setFont(labelFont());
    paintGroups(painter);
    for (size_t i = 0; i < nodes.size(); ++i) {
        const QRectF &rect = layout.nodes[i];
        if (rect.width() >= 1 && rect.height() >= 1)
            paintNode(painter, int(i));
        else if (rect.width() * rect.height() >= 0.25)
            painter.fillRect(rect, Theme::instance().color(nodes[i].color));
    }
}

void TreemapView::Private::paintOutlines(QPainter &painter) const
{
    const auto outline = [&](int index, const QPen &pen) {
        if (index < 0 || index >= int(layout.nodes.size()))
            return;
        const QRectF rect = layout.nodes[size_t(index)];
        if (rect.isEmpty())
            return;
        painter.setPen(pen);
        const double inset = pen.widthF() / 2 + 0.5;
        painter.drawRect(rect.width() > 6 && rect.height() > 6
                             ? rect.adjusted(inset, inset, -inset, -inset)
                             : rect.adjusted(-1, -1, 1, 1));
    };
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Dark and light together stay visible on every colour.
    const QPen outer(themeColor(ColorRole::Panel), 5), inner(themeColor(ColorRole::Accent), 3);
    if (selected.size() <= 2000) {
        for (int index : selected)
            outline(index, outer);
        for (int index : selected)
            outline(index, inner);
    }
    if (hovered >= 0)
        outline(hovered, QPen(themeColor(ColorRole::Text), 1));
    if (keyboardFocus && current >= 0)
        outline(current, QPen(themeColor(ColorRole::Text), 2, Qt::DotLine));
}

void TreemapView::Private::paintMessage(QPainter &painter) const
{
    painter.setFont(Theme::instance().font(FontRole::Body));
    painter.setPen(themeColor(ColorRole::TextSecondary));
    painter.drawText(q->rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap,
                     loading ? loadingText : emptyText);
}

} // namespace lapidary
