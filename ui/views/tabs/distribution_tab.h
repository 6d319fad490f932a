#pragma once

#include "ui/views/tab.h"

class QComboBox;
class QCheckBox;
class QStackedWidget;

namespace lapidary {

class PlotGridView;
class PlotView;
class TabHeader;

/// Weights of the current layer as a histogram, and of its role across the depth of the model.
class DistributionTab : public Tab {
    Q_OBJECT
public:
    DistributionTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("distribution"); }
    QString title() const override { return tr("Distribution"); }
    bool isSettled() const override;

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void refreshIfActive();
    void onStats(int layer);
    void showHistogram();
    void showDepth();
    void selectById(const QString &id);
    std::vector<int> peers() const; ///< matrices of the current layer's role, in depth order

    TabHeader *m_header;
    QCheckBox *m_log;
    QComboBox *m_depthKind;
    PlotView *m_histogram;
    TabHeader *m_depthHeader;
    QStackedWidget *m_depth;
    PlotView *m_boxes;
    PlotGridView *m_grid;
    QTimer m_depthSoon; ///< many layers arrive in a row
};

} // namespace lapidary
