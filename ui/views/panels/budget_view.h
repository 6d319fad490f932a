#pragma once

#include "ui/bridge/session.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
class QTreeView;

namespace lapidary {

class DockTitle;
class RecipeModel;

constexpr int kBudgetSteps = 1000; ///< of its slider

/// Right dock beside the inspector: how much may be left, and what is best done to get there.
class BudgetView : public QWidget {
    Q_OBJECT
public:
    explicit BudgetView(Session &session, QWidget *parent = nullptr);

    DockTitle *titleBar() { return m_title; }
    void focusSize();

signals:
    void calibrateRequested();
    /// Queue a run for each of these sizes.
    void runsRequested(const std::vector<lapidary::RunVariant> &variants);

private:
    QWidget *makeQuestion();
    QWidget *makeAnswer();
    QWidget *makeButtons();
    void find();
    void correct();
    void setInOrder(bool inOrder);
    void refresh();
    void showQuestion();
    void showSize();
    void showResult();
    void showSteps();
    void showCorrection();
    void sizeFromSlider(int position);
    void sizeFromField(double value);
    void unitChosen();
    void runThree();
    double unitSize() const; ///< of one in the field, in bytes or parameters
    Budget &budget() const { return m_session.budget(); }

    Session &m_session;
    DockTitle *m_title;
    QComboBox *m_scope;
    std::vector<QCheckBox *> m_methods;
    QLabel *m_needs;
    QPushButton *m_calibrate;
    QPushButton *m_find;
    QWidget *m_answer = nullptr;
    QDoubleSpinBox *m_size;
    QComboBox *m_unit;
    QSlider *m_slider;
    QLabel *m_bytes;
    QLabel *m_parameters;
    QLabel *m_perplexity;
    QLabel *m_problem;
    QLabel *m_precision; ///< what the recipe's precision steps add
    RecipeModel *m_model;
    QTreeView *m_steps;
    QCheckBox *m_inOrder; ///< sequential recipes
    QPushButton *m_correct;
    QLabel *m_note; ///< what the last correction measured
    QPushButton *m_use;
    QPushButton *m_three;
    QTimer m_refreshSoon; ///< a drag moves faster than it can be painted
    bool m_syncing = false;
};

} // namespace lapidary
