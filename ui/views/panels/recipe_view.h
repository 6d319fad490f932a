#pragma once

#include "ui/bridge/session.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QTreeView;

namespace lapidary {

class DockTitle;
class RecipeModel;

/// Bottom dock: the steps of the recipe, and the totals of the plan. Steps are dragged into
/// another order, switched off by their box, edited by a double click.
class RecipeView : public QWidget {
    Q_OBJECT
public:
    explicit RecipeView(Session &session, QWidget *parent = nullptr);

    DockTitle *titleBar() { return m_title; }
    /// Same actions as in the window's Recipe menu.
    void fillMenu(QMenu *menu);
    void fillPresets(QMenu *menu);
    void addStep();
    void save();
    void saveAs();
    void load();
    void loadFrom(const QString &file);
    void rename();

private:
    void refresh();
    void showTotals();
    void showProblems();
    void editStep(int step);
    void duplicateStep();
    void removeSelected();
    void moveSelected(int by);
    int selectedStep() const;
    std::vector<int> selectedSteps() const;
    void selectLayersOfStep();
    void contextMenu(const QPoint &position);
    void report(const Error &error);

    Session &m_session;
    DockTitle *m_title;
    RecipeModel *m_model;
    QTreeView *m_table;
    QLabel *m_empty;
    QLabel *m_totals;
    QLabel *m_detail;
    QPushButton *m_problems;
    QString m_file;
};

} // namespace lapidary
