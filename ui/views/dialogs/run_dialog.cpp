#include "ui/views/dialogs/run_dialog.h"

#include "ui/charts/icons.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lapidary {

RunDialog::RunDialog(Session &session, QWidget *parent, const std::vector<RunVariant> &variants)
    : QDialog(parent), m_session(session), m_variants(variants), m_name(new QLineEdit),
      m_evaluate(new QCheckBox(tr("Measure perplexity before and after"))),
      m_divergence(new QCheckBox(tr("and the divergence from the original (holds both models)"))),
      m_text(new PathField(PathField::Kind::OpenFile, tr("Text to measure on"),
                           tr("Text (*.txt *.md);;All files (*)"))),
      m_protocol(new QComboBox), m_windows(new QSpinBox), m_seed(new QSpinBox),
      m_limited(new QCheckBox(tr("Take a stage back when perplexity is more than"))),
      m_limit(new QDoubleSpinBox),
      m_summary(new QLabel), m_problem(new QLabel)
{
    setWindowTitle(tr("Run"));
    setMinimumWidth(520);
    const Settings &settings = session.settings();
    m_name->setText(suggestedName());
    m_name->setAccessibleName(tr("Name of the run"));
    m_text->setPath(session.evaluationText());
    m_protocol->addItem(tr("strided (2,048 window, all scored)"), "strided");
    m_protocol->addItem(tr("llama.cpp (512 window, second half scored)"), "llama.cpp");
    m_protocol->setCurrentIndex(
        std::max(0, m_protocol->findData(settings.value("run/protocol", "strided"))));
    m_windows->setRange(0, 1'000'000);
    m_windows->setSpecialValueText(tr("all"));
    m_windows->setValue(settings.value("run/windows", 0).toInt());
    m_windows->setToolTip(tr("Windows of the text to score; fewer is quicker and less certain"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setToolTip(tr("The same recipe, model and seed give the same bytes"));
    m_evaluate->setChecked(settings.value("run/evaluate", true).toBool());
    m_summary->setWordWrap(true);
    m_summary->setText(summary());
    m_problem->setProperty("box", "warning");
    m_problem->setWordWrap(true);

    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setHorizontalSpacing(12);
    rows->addRow(tr("Name"), m_name);
    rows->addRow(QString(), m_evaluate);
    rows->addRow(tr("Text"), m_text);
    rows->addRow(tr("Protocol"), m_protocol);
    rows->addRow(tr("Windows"), m_windows);
    rows->addRow(QString(), m_divergence);
    addLimit(rows);
    rows->addRow(tr("Seed"), m_seed);
    auto *calibration = new QLabel(session.calibration().summary());
    calibration->setToolTip(session.calibration().details());
    rows->addRow(tr("Calibration"), calibration);
    auto *store = new QLabel(session.runs().store());
    store->setProperty("tone", "mono");
    store->setWordWrap(true);
    rows->addRow(tr("Store"), store);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_run = buttons->addButton(tr("Run"), QDialogButtonBox::AcceptRole);
    m_run->setProperty("primary", true);
    m_run->setIcon(themedIcon("run", ColorRole::OnAccent));
    m_run->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_summary);
    layout->addLayout(rows);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &RunDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_evaluate, &QCheckBox::toggled, this, &RunDialog::update);
    connect(m_text, &PathField::changed, this, &RunDialog::update);
    connect(m_name, &QLineEdit::textChanged, this, &RunDialog::update);
    update();
}

void RunDialog::addLimit(QFormLayout *rows)
{
    const Recipe &recipe = m_session.recipe();
    m_limit->setRange(1.001, 1000);
    m_limit->setDecimals(3);
    m_limit->setSingleStep(0.05);
    m_limit->setSuffix(tr(" × the original's"));
    m_limit->setValue(recipe.damageLimit.value_or(
        m_session.settings().value("run/damageLimit", 1.5).toDouble()));
    m_limit->setAccessibleName(tr("Damage limit"));
    m_limit->setToolTip(tr("The run stops there; its result is that of the last good stage"));
    m_limited->setChecked(recipe.damageLimit.has_value());
    m_limited->setAccessibleName(tr("Use a damage limit"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_limited);
    row->addWidget(m_limit);
    row->addStretch(1);
    connect(m_limited, &QCheckBox::toggled, this, &RunDialog::update);
    if (m_variants.empty() && hasStages(recipe)) {
        rows->addRow(tr("Damage limit"), row);
        return;
    }
    m_limited->setChecked(false); // there are no stages that it could be about
    for (QWidget *widget : {static_cast<QWidget *>(m_limited), static_cast<QWidget *>(m_limit)}) {
        widget->setParent(this);
        widget->hide();
    }
    delete row;
}

Recipe RunDialog::withLimit(Recipe recipe) const
{
    recipe.damageLimit.reset();
    if (m_limited->isChecked() && m_limited->isEnabled())
        recipe.damageLimit = m_limit->value();
    return recipe;
}

QString RunDialog::suggestedName() const
{
    const Recipe &recipe = m_session.recipe();
    if (!recipe.name.empty())
        return QString::fromStdString(recipe.name);
    if (!m_variants.empty())
        return tr("budget");
    const PlanPtr plan = m_session.plan();
    const bool one = plan->stepSummaries.size() == 1;
    if (one && !plan->stepSummaries.front().empty())
        return QString::fromStdString(plan->stepSummaries.front());
    return tr("mix %1").arg(qRound(double(plan->bytesAfter) / 1e6));
}

QString RunDialog::summary() const
{
    if (!m_variants.empty()) {
        QStringList names;
        for (const RunVariant &variant : m_variants)
            names += variant.name;
        return tr("%n run(s) of %1, one after the other, keeping %2", nullptr,
                  int(m_variants.size()))
            .arg(m_session.modelName(), names.join(QStringLiteral(", ")));
    }
    const PlanPtr plan = m_session.plan();
    const bool binary = m_session.settings().binaryUnits();
    QStringList stages;
    for (const RecipeStage &stage : plan->stages)
        stages += QString::fromStdString(stage.name);
    return tr("%n layer(s) of %1 change:", nullptr, int(plan->layers.size()))
               .arg(m_session.modelName())
        + QStringLiteral(" %1 → %2 (%3)")
              .arg(bytesText(plan->bytesBefore, binary), bytesText(plan->bytesAfter, binary),
                   changeText(double(plan->bytesBefore), double(plan->bytesAfter)))
        + (stages.size() < 2 ? QString()
                             : QStringLiteral("\n")
                   + tr("in %n stage(s), measured after each: %1", nullptr, int(stages.size()))
                         .arg(stages.join(QStringLiteral(", "))));
}

void RunDialog::update()
{
    const bool runnable = m_session.model()->notRunnableBecause().empty();
    m_evaluate->setEnabled(runnable);
    const bool evaluate = m_evaluate->isChecked() && runnable;
    for (QWidget *widget : {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_protocol),
                            static_cast<QWidget *>(m_windows),
                            static_cast<QWidget *>(m_divergence),
                            static_cast<QWidget *>(m_limited)})
        widget->setEnabled(evaluate);
    m_limit->setEnabled(evaluate && m_limited->isChecked());
    QString problem;
    bool stop = false;
    if (!runnable) {
        problem = QString::fromStdString(m_session.model()->notRunnableBecause());
    } else if (evaluate && !QFileInfo(m_text->path()).isFile()) {
        problem = m_text->path().isEmpty() ? tr("Choose a text to measure on, or do not measure.")
                                           : tr("There is no file %1.").arg(m_text->path());
        stop = true;
    } else if (m_variants.empty() && m_session.plan()->bytesAfter >= m_session.plan()->bytesBefore) {
        problem = tr("This recipe does not make the model smaller.");
    }
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_run->setEnabled(!stop && !m_name->text().trimmed().isEmpty());
}

RunOptions RunDialog::options() const
{
    RunOptions options;
    options.name = m_name->text().trimmed().toStdString();
    options.seed = uint64_t(m_seed->value());
    options.compute = m_session.compute();
    options.calibration = m_session.calibration().calibration();
    options.protocol.name = m_protocol->currentData().toString().toStdString();
    options.protocol.maxWindows = m_windows->value();
    options.divergence = m_divergence->isEnabled() && m_divergence->isChecked();
    return options;
}

QString RunDialog::textFile() const
{
    return m_evaluate->isEnabled() && m_evaluate->isChecked() ? m_text->path() : QString();
}

void RunDialog::accept()
{
    Settings &settings = m_session.settings();
    settings.setValue("run/protocol", m_protocol->currentData());
    settings.setValue("run/windows", m_windows->value());
    settings.setValue("run/evaluate", m_evaluate->isChecked());
    if (m_limited->isChecked())
        settings.setValue("run/damageLimit", m_limit->value());
    if (m_evaluate->isChecked() && m_text->path() != m_session.evaluationText())
        settings.setEvaluationText(m_text->path());
    QDialog::accept();
}

} // namespace lapidary
