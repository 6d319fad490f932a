#include "ui/views/panels/layers_tree.h"

#include "ui/models/layers_model.h"
#include "ui/views/panels/layer_delegate.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace lapidary {

LayersTree::LayersTree(QWidget *parent) : QTreeView(parent)
{
    setItemDelegate(new LayerDelegate(this));
    setUniformRowHeights(true);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setIndentation(12);
    setExpandsOnDoubleClick(true);
    setAllColumnsShowFocus(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(36);
    header()->setSectionsMovable(false);
}

void LayersTree::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::SelectAll))
        return emit selectAllRequested();
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (plain && event->key() == Qt::Key_Space && currentIndex().isValid()) {
        selectionModel()->select(currentIndex(),
                                 QItemSelectionModel::Toggle | QItemSelectionModel::Rows);
        return;
    }
    if (plain && event->key() == Qt::Key_M)
        return emit methodRequested();
    if (plain && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Minus)) {
        const int steps = event->modifiers() & Qt::ShiftModifier && event->key() == Qt::Key_Minus
            ? 10
            : 1;
        return emit sizeRequested(event->key() == Qt::Key_Plus ? steps : -steps);
    }
    QTreeView::keyPressEvent(event);
}

} // namespace lapidary
