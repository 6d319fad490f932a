#include "ui/views/panels/param_form.h"

#include "ui/charts/theme.h"
#include "ui/views/panels/param_field.h"

#include <QButtonGroup>
#include <QFormLayout>
#include <QLabel>
#include <QRadioButton>

namespace lapidary {

namespace {

constexpr int kLongLabel = 112;

/// Parameters that the user could not use: one choice only, or needing what is not there yet.
bool isLeftOut(const ParamSpec &spec)
{
    return (spec.kind == ParamKind::Choice && spec.choices.size() < 2) || spec.id == "calibrated";
}

QString labelOf(const ParamSpec &spec)
{
    return QString::fromStdString(spec.label);
}

} // namespace

ParamForm::ParamForm(QWidget *parent) : QWidget(parent), m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setHorizontalSpacing(8);
    m_layout->setVerticalSpacing(6);
    m_layout->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

nlohmann::json ParamForm::initialValues(const ParamSchema &schema)
{
    nlohmann::json values = nlohmann::json::object();
    std::set<std::string> filled;
    for (const ParamSpec &spec : schema.params) {
        if (spec.group.empty() || filled.contains(spec.group))
            continue;
        const nlohmann::json &value
            = spec.suggested.is_null() ? spec.defaultValue : spec.suggested;
        if (value.is_null())
            continue;
        values[spec.id] = value;
        filled.insert(spec.group);
    }
    // The type of a quantization is worth writing down although it has a default.
    for (const ParamSpec &spec : schema.params)
        if (spec.group.empty() && spec.id == "type" && !spec.defaultValue.is_null())
            values[spec.id] = spec.defaultValue;
    return values;
}

void ParamForm::setSchema(const ParamSchema &schema)
{
    while (m_layout->rowCount() > 0)
        m_layout->removeRow(0);
    qDeleteAll(findChildren<QButtonGroup *>());
    m_fields.clear();
    m_radios.clear();
    m_schema = schema;
    m_values = nlohmann::json::object();
    for (const ParamSpec &spec : schema.params)
        if (!isLeftOut(spec))
            addRow(spec);
    std::map<std::string, QButtonGroup *> groups;
    for (const ParamSpec &spec : schema.params) {
        const auto radio = m_radios.find(spec.id);
        if (radio == m_radios.end())
            continue;
        QButtonGroup *&group = groups[spec.group];
        if (!group)
            group = new QButtonGroup(this);
        group->addButton(radio->second);
    }
}

void ParamForm::addRow(const ParamSpec &spec)
{
    auto *field = new ParamField(spec);
    m_fields[spec.id] = field;
    connect(field, &ParamField::dragStarted, this, &ParamForm::dragStarted);
    connect(field, &ParamField::edited, this,
            [this, id = spec.id](const nlohmann::json &value, bool dragging) {
                changed(id, value, dragging);
            });
    QWidget *label = nullptr;
    if (!spec.group.empty()) {
        auto *radio = new QRadioButton(labelOf(spec));
        radio->setToolTip(field->toolTip());
        radio->setAccessibleName(tr("Give the size by: %1").arg(labelOf(spec)));
        m_radios[spec.id] = radio;
        connect(radio, &QRadioButton::clicked, this, [this, spec] { choose(spec); });
        label = radio;
    } else {
        auto *text = new QLabel(labelOf(spec));
        text->setProperty("tone", "secondary");
        text->setToolTip(field->toolTip());
        text->setWordWrap(true);
        text->setBuddy(field->focusWidgetOfField());
        label = text;
    }
    // A long label takes two lines, but never more: QLabel alone would wrap at every word.
    const int wanted = label->fontMetrics().horizontalAdvance(labelOf(spec)) + 2;
    label->setMinimumWidth(std::max(kLabelWidth, std::min(wanted, kLongLabel)));
    m_layout->addRow(label, field);
}

void ParamForm::changed(const std::string &key, const nlohmann::json &value, bool dragging)
{
    const ParamSpec *spec = m_schema.find(key);
    if (!spec)
        return;
    if (!spec->group.empty()) // the last one touched gives the size
        for (const ParamSpec &other : m_schema.params)
            if (other.group == spec->group)
                m_values.erase(other.id);
    if (value.is_null() || (spec->group.empty() && value == spec->defaultValue && key != "type"))
        m_values.erase(key); // recipes stay short
    else
        m_values[key] = value;
    m_mixed.erase(key);
    showGroups();
    emit edited(m_values, key, dragging);
}

void ParamForm::choose(const ParamSpec &spec)
{
    nlohmann::json value = m_derived.contains(spec.id) ? m_derived[spec.id] : spec.suggested;
    if (value.is_null())
        value = spec.kind == ParamKind::Integer ? nlohmann::json(std::max(1.0, spec.minimum))
            : spec.id == "error"                ? nlohmann::json(0.1)
                                                : nlohmann::json(0.5);
    if (spec.kind == ParamKind::Integer && value.is_number_float())
        value = int64_t(value.get<double>());
    m_fields[spec.id]->setValue(value);
    changed(spec.id, value, false);
    m_fields[spec.id]->setFocus();
}

void ParamForm::setValues(const nlohmann::json &values, const std::set<std::string> &mixed,
                          const nlohmann::json &derived)
{
    m_values = values.is_object() ? values : nlohmann::json::object();
    m_derived = derived;
    m_mixed = mixed;
    for (const auto &[key, field] : m_fields) {
        if (mixed.contains(key)) {
            field->setMixed();
            continue;
        }
        const ParamSpec *spec = m_schema.find(key);
        nlohmann::json value = m_values.contains(key) ? m_values[key] : nlohmann::json();
        if (value.is_null() && derived.contains(key))
            value = derived[key];
        if (value.is_null() && spec->group.empty())
            value = spec->defaultValue;
        field->setValue(value);
    }
    showGroups();
}

void ParamForm::showGroups()
{
    for (const auto &[key, radio] : m_radios) {
        const bool given = m_values.contains(key) || m_mixed.contains(key);
        if (given)
            radio->setChecked(true);
    }
}

void ParamForm::setNaturalMaximum(const std::string &key, double maximum)
{
    if (const auto it = m_fields.find(key); it != m_fields.end())
        it->second->setNaturalMaximum(maximum);
}

void ParamForm::stepSize(int steps)
{
    for (const auto &[key, field] : m_fields) {
        const ParamSpec *spec = m_schema.find(key);
        if (!spec->group.empty() && m_values.contains(key))
            return field->step(steps);
    }
}

} // namespace lapidary
