#pragma once

#include "ui/bridge/runs.h"

#include <QWidget>

namespace lapidary {

/// The stages of a run side by side: a bar for what each has done to perplexity, under the line of
/// the damage limit, with ratio and size below; the one at work and those to come are named.
class StagesView : public QWidget {
    Q_OBJECT
public:
    explicit StagesView(QWidget *parent = nullptr);

    /// `ended`: the run is over, no stage is at work.
    void setStages(const StageProgress &progress, bool binaryUnits, bool ended);
    /// The same in words, one line a stage: tooltip and accessible description.
    QString description() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class State { Kept, TakenBack, Running, Waiting };
    State stateOf(int stage) const;
    QStringList figures(int stage) const; ///< one or two lines
    double heightOf(double ratio) const; ///< 0 (no loss) to 1 (top)
    void paintStage(QPainter &painter, int stage, const QRect &cell, const QRect &bars) const;
    void paintLimit(QPainter &painter, const QRect &bars) const;

    StageProgress m_progress;
    bool m_binary = false, m_ended = false;
};

} // namespace lapidary
