#pragma once

#include <QStyledItemDelegate>

namespace lapidary {

/// Paints the layers tree: role swatch before the name, share bar before the parameters, chip
/// round the method, shapes in monospace, sensitivity as a bar whose length and colour say the same.
class LayerDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintName(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintParameters(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintHeat(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    void paintChip(QPainter *painter, const QRect &rect, const QString &text) const;
};

} // namespace lapidary
