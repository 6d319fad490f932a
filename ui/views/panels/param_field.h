#pragma once

#include "core/surgery/param_schema.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QSpinBox;

namespace lapidary {

/// Editor of one parameter of a method: a field, and a slider where there is a range. Shows one
/// value, none ("-"), or "mixed" for several layers that differ.
class ParamField : public QWidget {
    Q_OBJECT
public:
    explicit ParamField(const ParamSpec &spec, QWidget *parent = nullptr);

    const ParamSpec &spec() const { return m_spec; }
    /// null: not set. Does not emit.
    void setValue(const nlohmann::json &value);
    void setMixed();
    /// Range of the slider where the schema gives none (largest rank of the layer).
    void setNaturalMaximum(double maximum);
    void step(int steps);
    QWidget *focusWidgetOfField() const;

signals:
    /// The user changed it; during a drag `mergeId` is the same for all its values, else -1.
    void edited(const nlohmann::json &value, bool dragging);
    void dragStarted();

private:
    void buildInteger();
    void buildReal();
    void buildChoice();
    void buildBoolean();
    void buildList();
    void buildSlider(QHBoxLayout *layout);
    void sliderMoved(int position);
    void updateSlider(double value);
    double maximum() const;
    double minimum() const;
    void listEdited();
    QString emptyListText() const;

    ParamSpec m_spec;
    QSpinBox *m_integer = nullptr;
    QDoubleSpinBox *m_real = nullptr;
    QComboBox *m_choice = nullptr;
    QCheckBox *m_boolean = nullptr;
    QLineEdit *m_list = nullptr;
    QSlider *m_slider = nullptr;
    double m_natural = 0;
    bool m_updating = false;
};

} // namespace lapidary
