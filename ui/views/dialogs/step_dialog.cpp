#include "ui/views/dialogs/step_dialog.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/panels/param_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <set>

namespace lapidary {

namespace {

constexpr int kRoleColumns = 4;

std::vector<std::string> words(const QString &text)
{
    std::vector<std::string> out;
    for (const QString &word : text.split(' ', Qt::SkipEmptyParts))
        out.push_back(word.toStdString());
    return out;
}

QString joined(const std::vector<std::string> &words)
{
    QStringList out;
    for (const std::string &word : words)
        out += QString::fromStdString(word);
    return out.join(' ');
}

} // namespace

StepDialog::StepDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_blocks(new QLineEdit), m_layers(new QLineEdit),
      m_except(new QLineEdit), m_stage(new QLineEdit), m_method(new QComboBox), m_form(new ParamForm),
      m_result(new QLabel)
{
    setWindowTitle(tr("Step"));
    setMinimumWidth(480);
    auto *roles = new QGridLayout;
    roles->setSpacing(4);
    buildRoles(roles);
    m_blocks->setPlaceholderText(tr("all; or 0-3,7,20-; or 75%- for the last quarter"));
    m_stage->setPlaceholderText(tr("that of the step before; or a name"));
    m_stage->setToolTip(tr("Stages are run one after the other, and measured after each"));
    m_layers->setPlaceholderText(tr("all; or globs such as *.mlp.* separated by spaces"));
    m_except->setPlaceholderText(tr("none; or globs such as model.layers.0.*"));
    for (const auto &method : session.plugins().methods.all())
        m_method->addItem(QString::fromStdString(method->info().title),
                          QString::fromStdString(method->info().id));
    m_result->setProperty("tone", "secondary");
    m_result->setWordWrap(true);
    m_result->setMinimumHeight(52);
    m_result->setAlignment(Qt::AlignTop);
    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->addRow(tr("Roles"), roles);
    rows->addRow(tr("Blocks"), m_blocks);
    rows->addRow(tr("Layers"), m_layers);
    rows->addRow(tr("Except"), m_except);
    rows->addRow(tr("Stage"), m_stage);
    rows->addRow(tr("Method"), m_method);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setProperty("primary", true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addLayout(rows);
    layout->addWidget(m_form);
    layout->addWidget(m_result);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QLineEdit *edit : {m_blocks, m_layers, m_except})
        connect(edit, &QLineEdit::textChanged, this, &StepDialog::preview);
    connect(m_method, &QComboBox::activated, this, [this] {
        m_params = nlohmann::json::object();
        methodChanged();
    });
    connect(m_form, &ParamForm::edited, this, [this](const nlohmann::json &values) {
        m_params = values;
        preview();
    });
}

void StepDialog::buildRoles(QGridLayout *grid)
{
    std::set<Role> present;
    if (m_session.model())
        for (const Layer &layer : m_session.model()->layers)
            if (layer.form.in > 0)
                present.insert(layer.role);
    int cell = 0;
    const auto add = [&](const QString &label, const QString &role) {
        auto *box = new QCheckBox(label);
        box->setProperty("role", role);
        grid->addWidget(box, cell / kRoleColumns, cell % kRoleColumns);
        ++cell;
        m_roles.push_back(box);
        connect(box, &QCheckBox::clicked, this, &StepDialog::preview);
    };
    add(tr("All"), "*");
    for (Role role : present)
        add(QLatin1String(roleName(role)), QLatin1String(roleName(role)));
}

void StepDialog::setStep(const Step &step)
{
    m_enabled = step.enabled;
    for (QCheckBox *box : m_roles) {
        const std::string role = box->property("role").toString().toStdString();
        box->setChecked(std::find(step.select.roles.begin(), step.select.roles.end(), role)
                        != step.select.roles.end());
    }
    m_blocks->setText(QString::fromStdString(step.select.blocks));
    m_layers->setText(joined(step.select.layers));
    m_except->setText(joined(step.select.except));
    m_stage->setText(QString::fromStdString(step.stage));
    m_params = step.params;
    const int method = m_method->findData(QString::fromStdString(step.method));
    m_method->setCurrentIndex(std::max(0, method));
    methodChanged();
}

Step StepDialog::step() const
{
    Step step;
    step.enabled = m_enabled;
    for (const QCheckBox *box : m_roles)
        if (box->isChecked())
            step.select.roles.push_back(box->property("role").toString().toStdString());
    step.select.blocks = m_blocks->text().trimmed().toStdString();
    step.select.layers = words(m_layers->text());
    step.select.except = words(m_except->text());
    step.method = m_method->currentData().toString().toStdString();
    step.params = m_params;
    step.stage = m_stage->text().trimmed().toStdString();
    return step;
}

void StepDialog::methodChanged()
{
    const Method *method = m_session.plugins().methods.find(
        m_method->currentData().toString().toStdString());
    m_form->setSchema(method ? method->info().schema : ParamSchema{});
    if (method && m_params.empty())
        m_params = ParamForm::initialValues(method->info().schema);
    m_form->setValues(m_params);
    preview();
}

/// The step alone on the untouched model: what it covers and saves.
void StepDialog::preview()
{
    if (!m_session.model())
        return;
    const Plan plan = makePlan(*m_session.model(), Recipe{{}, {step()}},
                               m_session.plugins().methods, &m_session.layers());
    m_ok->setEnabled(plan.errors.empty());
    m_result->setProperty("tone", plan.errors.empty() ? "secondary" : "error");
    Theme::repolish(m_result);
    if (!plan.errors.empty()) {
        m_result->setText(QString::fromStdString(plan.errors.front()));
        return;
    }
    const Plan::StepTotals totals
        = plan.stepTotals.empty() ? Plan::StepTotals{} : plan.stepTotals.front();
    const bool binary = m_session.settings().binaryUnits();
    QString text = tr("%n layer(s)", nullptr, totals.layers) + QStringLiteral(" · ")
        + QStringLiteral("%1 → %2 (%3)")
              .arg(bytesText(totals.bytesBefore, binary), bytesText(totals.bytesAfter, binary),
                   changeText(double(totals.bytesBefore), double(totals.bytesAfter)));
    if (!plan.warnings.empty())
        text += '\n' + QString::fromStdString(plan.warnings.front());
    m_result->setText(text);
}

} // namespace lapidary
