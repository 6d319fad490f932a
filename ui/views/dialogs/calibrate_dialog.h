#pragma once

#include "ui/bridge/session.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace lapidary {

class PathField;

/// What to calibrate on, how much of it, and what that will cost, told while it is chosen.
class CalibrateDialog : public QDialog {
    Q_OBJECT
public:
    explicit CalibrateDialog(Session &session, QWidget *parent = nullptr);

    CalibrationOptions options() const;
    void accept() override;

private:
    void update();
    void askForCost();
    void showCost(const CalibrationCost &cost);
    QString problem() const;
    QString note() const;

    Session &m_session;
    PathField *m_text;
    QSpinBox *m_samples;
    QSpinBox *m_window;
    QSpinBox *m_seed;
    QCheckBox *m_gradients;
    QLabel *m_cost;
    QLabel *m_note;
    QLabel *m_problem;
    QPushButton *m_start;
    QTimer m_costSoon;
    int m_asked = 0; ///< only the latest answer counts
};

} // namespace lapidary
