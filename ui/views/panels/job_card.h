#pragma once

#include "ui/models/jobs_model.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QToolButton;

namespace lapidary {

class StagesView;
struct StageProgress;

/// One job as a card: title, what it does now and the time left, a bar, cancel. Ended jobs are one
/// line with their result or sentence.
class JobCard : public QFrame {
    Q_OBJECT
public:
    explicit JobCard(QWidget *parent = nullptr);
    void show(const JobRow &row, const QString &timeText);
    /// A run in stages shows them below its bar, and keeps them when it has ended.
    void showStages(const StageProgress &progress, bool binaryUnits);

protected:
    void resizeEvent(QResizeEvent *event) override;

signals:
    void cancelRequested();
    void dismissRequested();
    void linkActivated();
    void logRequested();

private:
    void showTitle();

    JobRow m_row;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_label;
    QLabel *m_time;
    QLabel *m_sentence;
    QProgressBar *m_bar;
    StagesView *m_stages = nullptr;
    QToolButton *m_close;
    bool m_ended = false;
};

} // namespace lapidary
