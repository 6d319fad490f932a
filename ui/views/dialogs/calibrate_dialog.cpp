#include "ui/views/dialogs/calibrate_dialog.h"

#include "ui/bridge/error_text.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/dialogs/path_field.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lapidary {

namespace {

constexpr int kSamples = 64, kWindow = 512;
constexpr int kCostAfterMs = 150;

QSpinBox *spinBox(const QString &name, const QString &help, int least, int most, int value)
{
    auto *box = new QSpinBox;
    box->setRange(least, most);
    box->setValue(value);
    box->setAccessibleName(name);
    box->setToolTip(help);
    return box;
}

QLabel *boxLabel(const char *kind)
{
    auto *label = new QLabel;
    label->setProperty("box", kind);
    label->setWordWrap(true);
    return label;
}

} // namespace

CalibrateDialog::CalibrateDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session),
      m_text(new PathField(PathField::Kind::OpenFile, tr("Text to calibrate on"),
                           tr("Text (*.txt *.md *.jsonl);;All files (*)"))),
      m_gradients(new QCheckBox(tr("Also the gradients at layer outputs"))), m_cost(new QLabel),
      m_note(boxLabel("note")), m_problem(boxLabel("warning"))
{
    setWindowTitle(tr("Calibrate"));
    setMinimumWidth(540);
    const Settings &settings = session.settings();
    m_text->setPath(session.calibrationText());
    m_samples = spinBox(tr("Samples"), tr("Pieces of the text, chosen by the seed"), 1, 100'000,
                        settings.value("calibration/samples", kSamples).toInt());
    m_window = spinBox(tr("Window"), tr("Tokens in each piece"), 2, 1 << 20,
                       settings.value("calibration/window", kWindow).toInt());
    m_seed = spinBox(tr("Seed"), tr("The same text and seed take the same pieces"), 0,
                     std::numeric_limits<int>::max(), 0);
    m_gradients->setChecked(settings.value("calibration/gradients", true).toBool());
    m_gradients->setToolTip(tr("They tell how much an error at a layer's output costs: budgets "
                               "and estimates become much better. Takes about four times as long."));
    auto *explain = new QLabel(
        tr("Runs the model on sample text and keeps what flows into each layer. Methods then keep "
           "what matters for these inputs, and budgets can weigh layers against each other."));
    explain->setWordWrap(true);
    explain->setProperty("tone", "secondary");
    m_cost->setAccessibleName(tr("Cost"));
    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setHorizontalSpacing(12);
    rows->addRow(tr("Text"), m_text);
    rows->addRow(tr("Samples"), m_samples);
    rows->addRow(tr("Window"), m_window);
    rows->addRow(tr("Seed"), m_seed);
    rows->addRow(QString(), m_gradients);
    rows->addRow(tr("Cost"), m_cost);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Calibrate"), QDialogButtonBox::AcceptRole);
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(explain);
    layout->addLayout(rows);
    layout->addWidget(m_note);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);

    m_costSoon.setSingleShot(true);
    m_costSoon.setInterval(kCostAfterMs);
    connect(&m_costSoon, &QTimer::timeout, this, &CalibrateDialog::askForCost);
    connect(buttons, &QDialogButtonBox::accepted, this, &CalibrateDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_text, &PathField::changed, this, &CalibrateDialog::update);
    for (QSpinBox *box : {m_samples, m_window, m_seed})
        connect(box, &QSpinBox::valueChanged, this, &CalibrateDialog::update);
    connect(m_gradients, &QCheckBox::toggled, this, &CalibrateDialog::update);
    update();
}

CalibrationOptions CalibrateDialog::options() const
{
    CalibrationOptions options;
    options.text = m_text->path().toStdString();
    options.samples = m_samples->value();
    options.window = m_window->value();
    options.seed = uint64_t(m_seed->value());
    options.gradients = m_gradients->isChecked();
    options.compute = m_session.compute();
    return options;
}

QString CalibrateDialog::problem() const
{
    const std::string reason = m_session.model()->notRunnableBecause();
    if (!reason.empty())
        return QString::fromStdString(reason);
    if (m_text->path().isEmpty())
        return tr("Choose a text to calibrate on.");
    if (!QFileInfo(m_text->path()).isFile())
        return tr("There is no file %1.").arg(m_text->path());
    return {};
}

QString CalibrateDialog::note() const
{
    if (m_session.calibration().resumable(options()))
        return tr("A calibration with these settings was stopped: it goes on from there.");
    const bool builtInText = QFileInfo(m_text->path()).absolutePath().endsWith("/demo");
    const bool builtInModel = QFileInfo(m_session.where()) == QFileInfo(Session::builtInModel());
    if (builtInText && !builtInModel)
        return tr("The built-in text is of small stories for the built-in model. Take text like "
                  "what this model is for: what does not occur in it counts for nothing.");
    return {};
}

void CalibrateDialog::update()
{
    const QString wrong = problem(), say = wrong.isEmpty() ? note() : QString();
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty());
    m_note->setText(say);
    m_note->setVisible(!say.isEmpty());
    m_start->setEnabled(wrong.isEmpty());
    m_costSoon.start();
}

/// Timing a matrix product is nothing for the user interface's thread.
void CalibrateDialog::askForCost()
{
    JobSpec spec;
    spec.title = tr("Estimate the cost");
    spec.background = true;
    const int asked = ++m_asked;
    m_session.jobs().start<CalibrationCost>(
        spec, this,
        [model = m_session.model(), options = options()](JobContext &) {
            return calibrationCost(*model, options);
        },
        [this, asked](const JobOutcome<CalibrationCost> &outcome) {
            if (asked != m_asked)
                return;
            if (outcome.succeeded())
                showCost(*outcome.value);
            else if (outcome.failed())
                m_cost->setText(errorText(outcome.error));
        });
}

void CalibrateDialog::showCost(const CalibrationCost &cost)
{
    const int64_t tokens = int64_t(m_samples->value()) * m_window->value();
    m_cost->setText(tr("%1 tokens, up to %2 of memory, roughly %3 here")
                        .arg(exactText(tokens),
                             bytesText(cost.memory, m_session.settings().binaryUnits()),
                             durationText(std::max(1.0, cost.seconds))));
    m_cost->setToolTip(tr("Peak memory of weights, states and statistics; the time is an estimate "
                          "from the speed of matrix products on this machine."));
}

void CalibrateDialog::accept()
{
    Settings &settings = m_session.settings();
    settings.setValue("calibration/samples", m_samples->value());
    settings.setValue("calibration/window", m_window->value());
    settings.setValue("calibration/gradients", m_gradients->isChecked());
    if (m_text->path() != m_session.calibrationText())
        settings.setValue("calibration/text", m_text->path());
    QDialog::accept();
}

} // namespace lapidary
