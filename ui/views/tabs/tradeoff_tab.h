#pragma once

#include "ui/views/tab.h"
#include "ui/views/tabs/tradeoff_points.h"

class QComboBox;

namespace lapidary {

class PlotView;
class TabHeader;

/// Perplexity against size: the original, the runs of this model, the Pareto front; and what the
/// budget's options promise, with a handle to drag along that curve.
class TradeoffTab : public Tab {
    Q_OBJECT
public:
    TradeoffTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("tradeoff"); }
    QString title() const override { return tr("Trade-off"); }

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void refreshIfActive();
    void openPoint(const QString &id);
    void showPrediction(TradeoffInput &input, SizeMeasure measure);
    void moveHandle(double x);
    void releaseHandle(double x);

    TabHeader *m_header;
    QComboBox *m_size;
    QComboBox *m_which;
    PlotView *m_plot;
    bool m_dragging = false;
};

} // namespace lapidary
