#include "ui/views/dialogs/sensitivity_dialog.h"

#include "ui/views/dialogs/path_field.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lapidary {

namespace {

QSpinBox *spinBox(const QString &name, const QString &help, int most, int value)
{
    auto *box = new QSpinBox;
    box->setRange(1, most);
    box->setValue(value);
    box->setAccessibleName(name);
    box->setToolTip(help);
    return box;
}

} // namespace

SensitivityDialog::SensitivityDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_scope(new QComboBox), m_method(new QComboBox),
      m_keeps(new QLineEdit(QStringLiteral("50"))),
      m_text(new PathField(PathField::Kind::OpenFile, tr("Text to measure on"),
                           tr("Text (*.txt *.md *.jsonl);;All files (*)"))),
      m_samples(spinBox(tr("Samples"), tr("Pieces of the text; more is slower and more certain"),
                        10'000, 8)),
      m_window(spinBox(tr("Window"), tr("Tokens in each piece"), 1 << 16, 256)),
      m_summary(new QLabel), m_problem(new QLabel)
{
    setWindowTitle(tr("Measure Sensitivity"));
    setMinimumWidth(520);
    m_scope->addItem(tr("All matrices in blocks"));
    m_scope->addItem(tr("%n selected layer(s)", nullptr,
                        int(session.selection().layers().size())));
    m_scope->setCurrentIndex(session.selection().layers().size() > 1 ? 1 : 0);
    m_scope->setAccessibleName(tr("Layers"));
    for (const auto &method : session.plugins().methods.all())
        if (method->info().schema.find("keep") || method->info().id == "prune_width")
            m_method->addItem(QString::fromStdString(method->info().title),
                              QString::fromStdString(method->info().id));
    m_method->setCurrentIndex(std::max(0, m_method->findData("svd")));
    m_method->setAccessibleName(tr("Method"));
    m_keeps->setAccessibleName(tr("Parameters kept, %"));
    m_keeps->setToolTip(tr("How much each layer keeps, in percent; several figures are measured "
                           "one after the other: 70 40"));
    m_text->setPath(session.evaluationText());
    m_summary->setWordWrap(true);
    m_summary->setProperty("tone", "secondary");
    m_problem->setWordWrap(true);
    m_problem->setProperty("box", "warning");
    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setHorizontalSpacing(12);
    rows->addRow(tr("Layers"), m_scope);
    rows->addRow(tr("Method"), m_method);
    rows->addRow(tr("Kept, %"), m_keeps);
    rows->addRow(tr("Text"), m_text);
    rows->addRow(tr("Samples"), m_samples);
    rows->addRow(tr("Window"), m_window);
    auto *calibration = new QLabel(session.calibration().summary());
    calibration->setToolTip(session.calibration().details());
    rows->addRow(tr("Calibration"), calibration);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_start = buttons->addButton(tr("Measure"), QDialogButtonBox::AcceptRole);
    m_start->setProperty("primary", true);
    m_start->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(m_summary);
    layout->addLayout(rows);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &SensitivityDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QComboBox *box : {m_scope, m_method})
        connect(box, &QComboBox::currentIndexChanged, this, &SensitivityDialog::update);
    connect(m_keeps, &QLineEdit::textChanged, this, &SensitivityDialog::update);
    connect(m_text, &PathField::changed, this, &SensitivityDialog::update);
    update();
}

std::vector<int> SensitivityDialog::layers() const
{
    return m_scope->currentIndex() == 1 ? m_session.selection().layers()
                                        : matricesInBlocks(*m_session.model());
}

std::vector<double> SensitivityDialog::keeps() const
{
    static const QRegularExpression separators(QStringLiteral("[\\s,;%]+"));
    std::vector<double> shares;
    for (const QString &word : m_keeps->text().split(separators, Qt::SkipEmptyParts)) {
        bool number = false;
        const double percent = word.toDouble(&number);
        if (!number || percent <= 0 || percent >= 100)
            return {};
        shares.push_back(percent / 100);
    }
    return shares;
}

QString SensitivityDialog::problem() const
{
    const std::string reason = m_session.model()->notRunnableBecause();
    if (!reason.empty())
        return QString::fromStdString(reason);
    if (layers().empty())
        return tr("Select layers in the tree first.");
    if (keeps().empty())
        return tr("How much is kept: figures between 0 and 100, separated by spaces.");
    if (!QFileInfo(m_text->path()).isFile())
        return m_text->path().isEmpty() ? tr("Choose a text to measure on.")
                                        : tr("There is no file %1.").arg(m_text->path());
    return {};
}

void SensitivityDialog::update()
{
    const QString wrong = problem();
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty());
    m_start->setEnabled(wrong.isEmpty());
    const int count = int(layers().size() * std::max<size_t>(1, keeps().size()));
    m_summary->setText(tr("Changes one layer at a time, all others as they are, and measures how "
                          "far the model's predictions move: about %n measurement(s).",
                          nullptr, count));
}

SensitivityOptions SensitivityDialog::options() const
{
    SensitivityOptions options;
    options.select = compactSelector(*m_session.model(), layers());
    options.method = m_method->currentData().toString().toStdString();
    for (const double keep : keeps())
        options.params.push_back(options.method == "prune_width"
                                     ? nlohmann::json{{"fraction", 1 - keep}}
                                     : nlohmann::json{{"keep", keep}});
    options.text = m_text->path().toStdString();
    options.samples = m_samples->value();
    options.window = m_window->value();
    options.compute = m_session.compute();
    options.calibration = m_session.calibration().calibration();
    return options;
}

void SensitivityDialog::accept()
{
    if (m_text->path() != m_session.evaluationText())
        m_session.settings().setEvaluationText(m_text->path());
    QDialog::accept();
}

} // namespace lapidary
