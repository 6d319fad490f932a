#pragma once

#include "ui/charts/treemap_layout.h"
#include "ui/charts/treemap_view.h"

#include <QPixmap>

namespace lapidary {

class TreemapView::Private {
public:
    explicit Private(TreemapView *view) : q(view) { }

    TreemapView *q;
    std::vector<TreemapNode> nodes;
    TreemapLayout layout;
    QHash<QString, int> indexOf;
    QSet<int> selected;
    QString emptyText, loadingText;
    bool loading = false, keyboardFocus = false;
    int hovered = -1, current = -1;
    QPixmap picture; ///< everything but outlines; remade on size, data or theme

    void relayout();
    void paintPicture(QPainter &painter) const;
    void paintNode(QPainter &painter, int index) const;
    void paintGroups(QPainter &painter) const;
    void paintOutlines(QPainter &painter) const;
    void paintMessage(QPainter &painter) const;
    int indexAt(const QPointF &position) const;
    void click(int index, Qt::KeyboardModifiers modifiers);
    void moveCurrent(Qt::Key direction);
    void updateAccessibility();
};

} // namespace lapidary
