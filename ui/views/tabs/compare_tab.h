#pragma once

#include "core/run/comparison.h"
#include "ui/views/tab.h"

class QLabel;
class QMenu;
class QTableWidget;
class QToolButton;

namespace lapidary {

class PlotView;
class TabHeader;

/// Runs side by side with the original: figures, recipes, layers that differ most.
class CompareTab : public Tab {
    Q_OBJECT
public:
    CompareTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("compare"); }
    QString title() const override { return tr("Compare"); }

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void refreshIfActive();
    void fillAddMenu();
    void saveReport();
    void showChips(const std::vector<RunRecord> &runs);
    void showComparison(const Comparison &comparison);
    std::vector<RunRecord> chosenRuns() const;

    TabHeader *m_header;
    QToolButton *m_add;
    QMenu *m_addMenu;
    QToolButton *m_report;
    QWidget *m_chips;
    QLabel *m_empty;
    QWidget *m_content;
    QTableWidget *m_figures;
    QTableWidget *m_recipe;
    QTableWidget *m_layers;
    PlotView *m_chart;
};

} // namespace lapidary
