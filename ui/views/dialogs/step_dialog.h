#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lapidary {

class ParamForm;

/// Makes or edits one step by hand: which layers, which method, with what it would do, live.
class StepDialog : public QDialog {
    Q_OBJECT
public:
    explicit StepDialog(Session &session, QWidget *parent = nullptr);

    void setStep(const Step &step);
    Step step() const;

private:
    void buildRoles(QGridLayout *grid);
    void methodChanged();
    void preview();

    Session &m_session;
    std::vector<QCheckBox *> m_roles;
    QLineEdit *m_blocks;
    QLineEdit *m_layers;
    QLineEdit *m_except;
    QLineEdit *m_stage;
    QComboBox *m_method;
    ParamForm *m_form;
    QLabel *m_result;
    QPushButton *m_ok;
    nlohmann::json m_params = nlohmann::json::object();
    bool m_enabled = true;
};

} // namespace lapidary
