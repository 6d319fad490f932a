#pragma once

#include <QTreeView>

namespace lapidary {

/// The tree itself: keys of the layers panel on top of QTreeView's.
class LayersTree : public QTreeView {
    Q_OBJECT
public:
    explicit LayersTree(QWidget *parent = nullptr);

signals:
    void selectAllRequested();
    void methodRequested();        ///< M
    void sizeRequested(int steps); ///< + and -

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace lapidary
