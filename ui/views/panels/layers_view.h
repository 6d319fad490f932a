#pragma once

#include "ui/bridge/session.h"
#include "ui/models/layers_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace lapidary {

class LayersTree;

/// Left dock: filter, tree of layers, quick selection, footer. Selection goes both ways between
/// the tree and Session::selection().
class LayersView : public QWidget {
    Q_OBJECT
public:
    explicit LayersView(Session &session, QWidget *parent = nullptr);

    LayersTree &tree() { return *m_tree; }
    void focusFilter();
    /// Quick selection, also used by the window's menu.
    void fillSelectMenu(QMenu *menu);
    void selectLikeCurrent();

signals:
    void methodRequested();
    void sizeRequested(int steps);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fitName();
    void modelChanged();
    void planChanged();
    void heatChanged();
    void applyFilter();
    void treeSelectionChanged();
    void showSelection();
    void updateFooter();
    void setDefaultWidths();
    void contextMenu(const QPoint &position);
    void selectRole(const std::string &role);
    void selectBlocks();
    void invert();
    void selectWhere(const std::function<bool(const Layer &)> &wanted);

    Session &m_session;
    LayersModel *m_model;
    LayersTree *m_tree;
    QLineEdit *m_filter;
    QToolButton *m_select;
    QLabel *m_footer;
    bool m_syncing = false;
    bool m_filtered = false;
    bool m_fitting = false;
    bool m_ownWidths = false; ///< the user has dragged a column
    std::vector<int> m_expandedBlocks; ///< remembered while a filter is on
};

} // namespace lapidary
