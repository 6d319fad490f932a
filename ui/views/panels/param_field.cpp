#include "ui/views/panels/param_field.h"

#include "ui/charts/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QScopedValueRollback>
#include <QSlider>
#include <QSpinBox>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

constexpr int kLargest = 100'000'000;
constexpr int kSliderSteps = 1000;
constexpr int kFieldWidth = 72;
constexpr int kSliderWidth = 32;

/// A field whose wheel only works with focus: scrolling a form must not change numbers.
template <class Base>
class Calm : public Base {
public:
    using Base::Base;

protected:
    void wheelEvent(QWheelEvent *event) override
    {
        if (this->hasFocus())
            Base::wheelEvent(event);
        else
            event->ignore();
    }
};

class IntegerBox : public Calm<QSpinBox> {
public:
    IntegerBox() { lineEdit()->setPlaceholderText("-"); }
    void setPlaceholder(const QString &text) { lineEdit()->setPlaceholderText(text); }
};

class RealBox : public Calm<QDoubleSpinBox> {
public:
    RealBox() { lineEdit()->setPlaceholderText("-"); }
    void setPlaceholder(const QString &text) { lineEdit()->setPlaceholderText(text); }
    QString textFromValue(double value) const override
    {
        return locale().toString(value, 'g', 4); // 0.6, not 0.600000
    }
};

} // namespace

ParamField::ParamField(const ParamSpec &spec, QWidget *parent) : QWidget(parent), m_spec(spec)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    switch (spec.kind) {
    case ParamKind::Integer:
        buildInteger();
        break;
    case ParamKind::Real:
        buildReal();
        break;
    case ParamKind::Choice:
        buildChoice();
        break;
    case ParamKind::Boolean:
        buildBoolean();
        break;
    case ParamKind::IntegerList:
    case ParamKind::Blocks:
        buildList();
        break;
    }
    QWidget *field = focusWidgetOfField();
    const QString label = QString::fromStdString(spec.label);
    QString help = QString::fromStdString(spec.help);
    if (!spec.unit.empty())
        help += QStringLiteral(" (%1)").arg(QString::fromStdString(spec.unit));
    field->setAccessibleName(label);
    field->setToolTip(help);
    setToolTip(help);
    setFocusProxy(field);
    if (m_choice || m_list)
        layout->addWidget(field, 1);
    else
        layout->addWidget(field, 0, Qt::AlignLeft);
    if (m_integer || m_real) {
        field->setFixedWidth(kFieldWidth);
        buildSlider(layout);
    } else if (m_boolean) {
        layout->addStretch(1);
    }
}

QWidget *ParamField::focusWidgetOfField() const
{
    for (QWidget *widget : {static_cast<QWidget *>(m_integer), static_cast<QWidget *>(m_real),
                            static_cast<QWidget *>(m_choice), static_cast<QWidget *>(m_boolean),
                            static_cast<QWidget *>(m_list)})
        if (widget)
            return widget;
    return nullptr;
}

double ParamField::minimum() const
{
    return m_spec.minimum;
}

double ParamField::maximum() const
{
    if (m_natural > 0 && (m_spec.maximum <= 0 || m_natural < m_spec.maximum))
        return m_natural;
    return m_spec.maximum;
}

void ParamField::buildInteger()
{
    m_integer = new IntegerBox;
    m_integer->setRange(int(m_spec.minimum), kLargest); // plan clamps and says so
    m_integer->setKeyboardTracking(false);
    m_integer->setAlignment(Qt::AlignRight);
    connect(m_integer, &QSpinBox::valueChanged, this, [this](int value) {
        if (m_updating)
            return;
        updateSlider(value);
        emit edited(value, false);
    });
}

void ParamField::buildReal()
{
    m_real = new RealBox;
    m_real->setDecimals(6);
    m_real->setRange(m_spec.minimum, m_spec.maximum > 0 ? m_spec.maximum : 1e6);
    m_real->setSingleStep(m_spec.maximum > 0 && m_spec.maximum <= 1 ? 0.01 : 0.1);
    m_real->setKeyboardTracking(false);
    m_real->setAlignment(Qt::AlignRight);
    connect(m_real, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        if (m_updating)
            return;
        updateSlider(value);
        emit edited(value, false);
    });
}

void ParamField::buildChoice()
{
    m_choice = new Calm<QComboBox>;
    m_choice->setFocusPolicy(Qt::StrongFocus);
    for (const std::string &choice : m_spec.choices)
        m_choice->addItem(QString::fromStdString(choice));
    connect(m_choice, &QComboBox::activated, this,
            [this](int index) { emit edited(m_spec.choices[size_t(index)], false); });
}

void ParamField::buildBoolean()
{
    m_boolean = new QCheckBox;
    connect(m_boolean, &QCheckBox::clicked, this,
            [this](bool checked) { emit edited(checked, false); });
}

void ParamField::buildList()
{
    m_list = new QLineEdit;
    m_list->setPlaceholderText(emptyListText());
    static const QRegularExpression numbers(QStringLiteral("[0-9 ,·x×]*"));
    static const QRegularExpression blocks(QStringLiteral("[0-9 ,-]*"));
    m_list->setValidator(new QRegularExpressionValidator(
        m_spec.kind == ParamKind::Blocks ? blocks : numbers, m_list));
    connect(m_list, &QLineEdit::editingFinished, this, &ParamField::listEdited);
}

void ParamField::buildSlider(QHBoxLayout *layout)
{
    m_slider = new Calm<QSlider>(Qt::Horizontal);
    m_slider->setRange(0, kSliderSteps);
    m_slider->setMinimumWidth(kSliderWidth);
    m_slider->setFocusPolicy(Qt::StrongFocus);
    m_slider->setAccessibleName(tr("%1, slider").arg(QString::fromStdString(m_spec.label)));
    m_slider->setToolTip(toolTip());
    layout->addWidget(m_slider, 1);
    connect(m_slider, &QSlider::sliderPressed, this, &ParamField::dragStarted);
    connect(m_slider, &QSlider::valueChanged, this, &ParamField::sliderMoved);
    m_slider->setVisible(maximum() > minimum());
}

void ParamField::sliderMoved(int position)
{
    if (m_updating)
        return;
    const double share = double(position) / kSliderSteps;
    double value = minimum() + share * (maximum() - minimum());
    const QScopedValueRollback guard(m_updating, true);
    if (m_integer) {
        value = std::round(value);
        m_integer->setValue(int(value));
        emit edited(int64_t(value), m_slider->isSliderDown());
    } else {
        value = std::round(value * 1000) / 1000;
        m_real->setValue(value);
        emit edited(value, m_slider->isSliderDown());
    }
}

void ParamField::updateSlider(double value)
{
    if (!m_slider || m_slider->isSliderDown() || maximum() <= minimum())
        return;
    const QScopedValueRollback guard(m_updating, true);
    const double share = (value - minimum()) / (maximum() - minimum());
    m_slider->setValue(int(std::lround(std::clamp(share, 0.0, 1.0) * kSliderSteps)));
}

void ParamField::setNaturalMaximum(double maximum)
{
    m_natural = maximum;
    if (m_slider)
        m_slider->setVisible(this->maximum() > minimum());
}

void ParamField::setValue(const nlohmann::json &value)
{
    const QScopedValueRollback guard(m_updating, true);
    if (m_integer) {
        static_cast<IntegerBox *>(m_integer)->setPlaceholder("-");
        if (value.is_number()) {
            const int number = int(std::clamp(value.get<double>(), 0.0, double(kLargest)));
            if (!m_integer->hasFocus() || m_integer->value() != number)
                m_integer->setValue(number); // else somebody may be typing the next one
            updateSlider(number);
        } else if (!m_integer->hasFocus()) {
            m_integer->clear();
        }
    } else if (m_real) {
        static_cast<RealBox *>(m_real)->setPlaceholder("-");
        if (value.is_number()) {
            const double number = value.get<double>();
            if (!m_real->hasFocus() || std::abs(m_real->value() - number) > 1e-9)
                m_real->setValue(number);
            updateSlider(number);
        } else if (!m_real->hasFocus()) {
            m_real->clear();
        }
    } else if (m_choice) {
        m_choice->setCurrentText(
            value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString());
    } else if (m_boolean) {
        m_boolean->setTristate(false);
        m_boolean->setChecked(value.is_boolean() && value.get<bool>());
    } else if (m_list && !m_list->hasFocus()) {
        QStringList numbers;
        if (value.is_string())
            numbers += QString::fromStdString(value.get<std::string>());
        if (value.is_array())
            for (const auto &number : value)
                numbers += QString::number(number.get<int64_t>());
        m_list->setText(numbers.join(QStringLiteral(" · ")));
        m_list->setPlaceholderText(emptyListText());
    }
}

void ParamField::setMixed()
{
    const QScopedValueRollback guard(m_updating, true);
    if (m_integer) {
        static_cast<IntegerBox *>(m_integer)->setPlaceholder(tr("mixed"));
        m_integer->clear();
    } else if (m_real) {
        static_cast<RealBox *>(m_real)->setPlaceholder(tr("mixed"));
        m_real->clear();
    } else if (m_choice) {
        m_choice->setCurrentIndex(-1);
        m_choice->setPlaceholderText(tr("mixed"));
    } else if (m_boolean) {
        m_boolean->setTristate(true);
        m_boolean->setCheckState(Qt::PartiallyChecked);
    } else if (m_list) {
        m_list->clear();
        m_list->setPlaceholderText(tr("mixed"));
    }
}

void ParamField::step(int steps)
{
    if (m_integer)
        m_integer->stepBy(steps);
    else if (m_real)
        m_real->stepBy(steps);
}

QString ParamField::emptyListText() const
{
    return m_spec.kind == ParamKind::Blocks ? tr("like 3,7-9") : tr("balanced");
}

void ParamField::listEdited()
{
    if (m_spec.kind == ParamKind::Blocks) {
        const QString text = m_list->text().trimmed();
        emit edited(text.isEmpty() ? nlohmann::json() : nlohmann::json(text.toStdString()), false);
        return;
    }
    static const QRegularExpression separators(QStringLiteral("[ ,·x×]+"));
    nlohmann::json list = nlohmann::json::array();
    for (const QString &part : m_list->text().split(separators, Qt::SkipEmptyParts))
        list.push_back(part.toLongLong());
    emit edited(list.empty() ? nlohmann::json() : list, false);
}

} // namespace lapidary
