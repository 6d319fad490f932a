#pragma once

#include "ui/bridge/session.h"
#include "ui/views/panels/inspector_state.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QTimer;

namespace lapidary {

class ParamForm;

/// Right dock: method and precision of the selected layers, what comes out of it, warnings. Each
/// change is applied at once and can be undone.
class InspectorView : public QWidget {
    Q_OBJECT
public:
    explicit InspectorView(Session &session, QWidget *parent = nullptr);

    void focusMethod();
    void stepSize(int steps);
    void applyToAllLikeThis();
    void reset();

signals:
    void subjectChanged(const QString &name); ///< for the dock's title

private:
    struct PrecisionChoice {
        std::string method;
        nlohmann::json params;
    };
    void buildForm(QWidget *page);
    void buildResult(QWidget *page);
    void refresh();      ///< selection or recipe changed
    void showMethods(const SlotState &form, const SlotState &precision);
    void showResult();
    void showWarnings(const SelectionResult &result);
    void methodActivated(int index);
    void precisionActivated(int index);
    void paramsEdited(const nlohmann::json &values, bool dragging);
    void lookAtCurrent();
    std::vector<int> matrices() const;

    Session &m_session;
    QLabel *m_hint;
    QWidget *m_page;
    QComboBox *m_method;
    QLabel *m_summary;
    ParamForm *m_form;
    QComboBox *m_precision;
    QFormLayout *m_more = nullptr;
    QLabel *m_bonds;
    QLabel *m_composed;
    QLabel *m_figures[4][2];
    QLabel *m_change;
    QLabel *m_warning;
    QPushButton *m_apply;
    QPushButton *m_reset;
    QTimer *m_lookSoon;
    std::vector<PrecisionChoice> m_precisions;
    std::string m_shownMethod;
    int m_mergeId = -1;
    int m_dragId = -1;
};

} // namespace lapidary
