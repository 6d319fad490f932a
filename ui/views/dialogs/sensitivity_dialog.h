#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace lapidary {

class PathField;

/// Which layers to change alone, how, at what sizes, and what to measure it on.
class SensitivityDialog : public QDialog {
    Q_OBJECT
public:
    explicit SensitivityDialog(Session &session, QWidget *parent = nullptr);

    SensitivityOptions options() const;
    void accept() override;

private:
    void update();
    std::vector<int> layers() const;
    /// Shares of the parameters to keep, or nothing when the field cannot be read.
    std::vector<double> keeps() const;
    QString problem() const;

    Session &m_session;
    QComboBox *m_scope;
    QComboBox *m_method;
    QLineEdit *m_keeps;
    PathField *m_text;
    QSpinBox *m_samples;
    QSpinBox *m_window;
    QLabel *m_summary;
    QLabel *m_problem;
    QPushButton *m_start;
};

} // namespace lapidary
