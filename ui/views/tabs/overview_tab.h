#pragma once

#include "ui/views/tab.h"

class QComboBox;
class QLabel;

namespace lapidary {

class TabHeader;
class TreemapView;

/// The whole model as a treemap of parameters; click selects.
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

    TabHeader *m_header;
    QComboBox *m_colouring;
    TreemapView *m_map;
    QLabel *m_legend;
    QLabel *m_shares;
};

} // namespace lapidary
