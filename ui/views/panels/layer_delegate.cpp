#include "ui/views/panels/layer_delegate.h"

#include "ui/charts/theme.h"
#include "ui/models/layers_model.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace lapidary {

namespace {

constexpr int kRow = 24;
constexpr int kPad = 6;
constexpr int kSwatch = 9;
constexpr int kBarWidth = 26, kBarHeight = 5;
constexpr int kChipHeight = 18;
constexpr int kHeatWidth = 22, kHeatHeight = 8, kLeastHeat = 4;
constexpr int kHeatFigures = 66; // width of the column from which the figure is written beside

void drawText(QPainter *painter, const QRect &rect, const QString &text, Qt::Alignment align,
              const QColor &color, FontRole font, Qt::TextElideMode elide = Qt::ElideRight)
{
    painter->setFont(Theme::instance().font(font));
    painter->setPen(color);
    const QString shown = painter->fontMetrics().elidedText(text, elide, rect.width());
    painter->drawText(rect, int(align | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

} // namespace

void LayerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, themeColor(ColorRole::Selection));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, themeColor(ColorRole::Hover));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect rect = option.rect.adjusted(kPad, 0, -kPad, 0);
    const QString text = index.data().toString();
    const bool changed = index.data(LayersModel::ChangedRole).toBool();
    switch (index.column()) {
    case LayersModel::Name:
        paintName(painter, option.rect.adjusted(2, 0, -2, 0), index);
        break;
    case LayersModel::Shape:
    case LayersModel::Type:
        drawText(painter, rect, text, Qt::AlignLeft, themeColor(ColorRole::TextSecondary),
                 FontRole::Mono);
        break;
    case LayersModel::Parameters:
        paintParameters(painter, rect, index);
        break;
    case LayersModel::Heat:
        paintHeat(painter, rect, index);
        break;
    case LayersModel::Method:
        if (!text.isEmpty())
            paintChip(painter, rect.adjusted(-2, 0, 2, 0), text);
        break;
    default:
        drawText(painter, rect, text, Qt::AlignRight,
                 themeColor(changed ? ColorRole::Text : ColorRole::TextSecondary),
                 FontRole::Secondary);
    }
    if (option.state & QStyle::State_HasFocus && index.column() == LayersModel::Name) {
        painter->setPen(themeColor(ColorRole::Accent));
        painter->drawLine(option.rect.left(), option.rect.top() + 2, option.rect.left(),
                          option.rect.bottom() - 2);
    }
    painter->restore();
}

void LayerDelegate::paintName(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    QRect text = rect;
    const QString role = index.data(LayersModel::RoleNameRole).toString();
    if (!role.isEmpty()) {
        const bool rightToLeft = QApplication::isRightToLeft();
        QRectF swatch(rect.left(), rect.center().y() - kSwatch / 2.0 + 1, kSwatch, kSwatch);
        if (rightToLeft)
            swatch.moveRight(rect.right());
        painter->setPen(Qt::NoPen);
        painter->setBrush(Theme::instance().roleColor(role));
        painter->drawRoundedRect(swatch, 2, 2);
        text.adjust(rightToLeft ? 0 : kSwatch + 6, 0, rightToLeft ? -kSwatch - 6 : 0, 0);
    }
    drawText(painter, text, index.data().toString(), Qt::AlignLeft, themeColor(ColorRole::Text),
             FontRole::Body, Qt::ElideMiddle);
}

void LayerDelegate::paintParameters(QPainter *painter, const QRect &rect,
                                    const QModelIndex &index) const
{
    const double share = index.data(LayersModel::ShareRole).toDouble();
    const int figures = 54;
    const int left = rect.right() - figures - kBarWidth;
    if (left >= rect.left()) {
        const QRectF track(left, rect.center().y() - kBarHeight / 2.0 + 0.5, kBarWidth, kBarHeight);
        const QString role = index.data(LayersModel::RoleNameRole).toString();
        painter->setPen(Qt::NoPen);
        painter->setBrush(themeColor(ColorRole::Track));
        painter->drawRoundedRect(track, 2, 2);
        if (share > 0) {
            QRectF part = track;
            part.setWidth(std::max(1.5, track.width() * std::min(1.0, share)));
            painter->setBrush(role.isEmpty() ? themeColor(ColorRole::ShareBar)
                                             : Theme::instance().roleColor(role));
            painter->drawRoundedRect(part, 2, 2);
        }
    }
    drawText(painter, rect, index.data().toString(), Qt::AlignRight, themeColor(ColorRole::Text),
             FontRole::Secondary);
}

void LayerDelegate::paintHeat(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    const QVariant heat = index.data(LayersModel::HeatRole);
    if (!heat.isValid())
        return;
    const double value = heat.toDouble();
    const double length = kLeastHeat + (kHeatWidth - kLeastHeat) * value;
    QRectF bar(rect.left(), rect.center().y() - kHeatHeight / 2.0 + 0.5, length, kHeatHeight);
    if (QApplication::isRightToLeft())
        bar.moveRight(rect.right());
    painter->setPen(Qt::NoPen);
    painter->setBrush(Theme::instance().sensitivityColor(value));
    painter->drawRoundedRect(bar, 2, 2);
    if (rect.width() + 2 * kPad >= kHeatFigures)
        drawText(painter, rect.adjusted(kHeatWidth + 2, 0, 0, 0), index.data().toString(),
                 Qt::AlignRight, themeColor(ColorRole::TextSecondary), FontRole::Secondary);
}

void LayerDelegate::paintChip(QPainter *painter, const QRect &rect, const QString &text) const
{
    const ChipColors colors = Theme::instance().chip(ChipKind::Accent);
    painter->setFont(Theme::instance().font(FontRole::Secondary));
    const int width
        = std::min(rect.width(), painter->fontMetrics().horizontalAdvance(text) + 14);
    QRectF chip(rect.left(), rect.center().y() - kChipHeight / 2.0 + 0.5, width, kChipHeight);
    if (QApplication::isRightToLeft())
        chip.moveRight(rect.right());
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors.ground);
    painter->drawRoundedRect(chip, kChipHeight / 2.0, kChipHeight / 2.0);
    drawText(painter, chip.toRect().adjusted(7, 0, -6, 0), text, Qt::AlignLeft, colors.text,
             FontRole::Secondary);
}

QSize LayerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics metrics(Theme::instance().font(
        index.column() == LayersModel::Shape ? FontRole::Mono : FontRole::Body));
    int width = metrics.horizontalAdvance(index.data().toString()) + 2 * kPad + 4;
    if (index.column() == LayersModel::Name)
        width += kSwatch + 6;
    else if (index.column() == LayersModel::Parameters)
        width += kBarWidth;
    return {width, kRow};
}

} // namespace lapidary
