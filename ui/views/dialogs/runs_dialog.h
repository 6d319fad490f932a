#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace lapidary {

class RunsModel;

/// All runs of the store: compare, open, export or delete them.
class RunsDialog : public QDialog {
    Q_OBJECT
public:
    explicit RunsDialog(Session &session, QWidget *parent = nullptr);

signals:
    void openRequested(const QString &where);
    void exportRequested(const QString &where);

private:
    QStringList selected() const;
    void refresh();
    void update();
    void compare();
    void remove();

    Session &m_session;
    RunsModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTreeView *m_table;
    QPushButton *m_compare, *m_open, *m_export, *m_delete;
};

} // namespace lapidary
