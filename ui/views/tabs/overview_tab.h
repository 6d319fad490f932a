#pragma once

#include "ui/views/tab.h"

class QComboBox;
class QLabel;
class QStackedLayout;
class QToolButton;

namespace lapidary {

class PlotView;
class TabHeader;
class TreemapView;

/// The whole model as a treemap of parameters, or what changing each layer alone costs across its
/// depth; click selects.
class OverviewTab : public Tab {
    Q_OBJECT
public:
    OverviewTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("overview"); }
    QString title() const override { return tr("Overview"); }

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void refreshIfActive();
    void showSelection();
    void select(const QStringList &ids);
    void selectGroup(const QString &group);
    QString shares() const;
    void showDepth();
    bool depthShown() const;

    TabHeader *m_header;
    QComboBox *m_colouring;
    QToolButton *m_depthButton;
    QStackedLayout *m_stack;
    PlotView *m_depth;
    TreemapView *m_map;
    QLabel *m_legend;
    QLabel *m_shares;
};

} // namespace lapidary
