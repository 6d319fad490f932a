#pragma once

#include "core/surgery/param_schema.h"

#include <QWidget>

#include <map>
#include <set>

class QFormLayout;
class QRadioButton;

namespace lapidary {

class ParamField;

/// Labels of forms in the inspector begin at the same place.
inline constexpr int kLabelWidth = 72;

/// A form made from a method's ParamSchema. Parameters of one group exclude each other: a radio
/// button picks the one that gives the size, the others show what follows from it.
class ParamForm : public QWidget {
    Q_OBJECT
public:
    explicit ParamForm(QWidget *parent = nullptr);

    void setSchema(const ParamSchema &schema);
    /// Explicit values; `mixed` names the keys that differ between layers. `derived` are exact
    /// values that follow ("keep" of a rank), shown in the fields that are not chosen.
    void setValues(const nlohmann::json &values, const std::set<std::string> &mixed = {},
                   const nlohmann::json &derived = nlohmann::json::object());
    void setNaturalMaximum(const std::string &key, double maximum);
    /// Changes the size parameter in use by so many steps.
    void stepSize(int steps);
    const nlohmann::json &values() const { return m_values; }

    /// What a method starts with: defaults, and the suggested size (the first that has one).
    static nlohmann::json initialValues(const ParamSchema &schema);

signals:
    /// All explicit values after an edit; `mergeId` is the same during one drag, else -1.
    void edited(const nlohmann::json &values, const std::string &key, bool dragging);
    void dragStarted();

private:
    void addRow(const ParamSpec &spec);
    void changed(const std::string &key, const nlohmann::json &value, bool dragging);
    void choose(const ParamSpec &spec);
    void showGroups();

    ParamSchema m_schema;
    nlohmann::json m_values = nlohmann::json::object();
    nlohmann::json m_derived = nlohmann::json::object();
    std::set<std::string> m_mixed;
    QFormLayout *m_layout;
    std::map<std::string, ParamField *> m_fields;
    std::map<std::string, QRadioButton *> m_radios;
};

} // namespace lapidary
