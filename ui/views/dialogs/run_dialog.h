#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace lapidary {

class PathField;

/// The last look before a run: its name, what it will do, and what is measured.
class RunDialog : public QDialog {
    Q_OBJECT
public:
    /// With variants: asks once for all of them; the recipe of the session is not run.
    explicit RunDialog(Session &session, QWidget *parent = nullptr,
                       const std::vector<RunVariant> &variants = {});

    RunOptions options() const;
    /// That of the session, or `recipe`, with the damage limit that was set here.
    Recipe recipe() const { return withLimit(m_session.recipe()); }
    Recipe withLimit(Recipe recipe) const;
    QString textFile() const; ///< empty: nothing is measured
    void accept() override;

private:
    QString suggestedName() const;
    void addLimit(QFormLayout *rows);
    QString summary() const;
    void update();

    Session &m_session;
    const std::vector<RunVariant> m_variants;
    QLineEdit *m_name;
    QCheckBox *m_evaluate;
    QCheckBox *m_divergence;
    PathField *m_text;
    QComboBox *m_protocol;
    QSpinBox *m_windows;
    QSpinBox *m_seed;
    QCheckBox *m_limited;
    QDoubleSpinBox *m_limit;
    QLabel *m_summary;
    QLabel *m_problem;
    QPushButton *m_run;
};

} // namespace lapidary
