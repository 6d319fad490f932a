#include "ui/views/dialogs/export_dialog.h"

#include "ui/bridge/error_text.h"
#include "ui/charts/icons.h"
#include "ui/charts/theme.h"
#include "ui/views/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace lapidary {

ExportDialog::ExportDialog(Session &session, const QString &where, QWidget *parent)
    : QDialog(parent), m_session(session), m_source(new QComboBox), m_format(new QComboBox),
      m_type(new QComboBox),
      m_densify(new QCheckBox(tr("Densify: multiply factors out, pad narrower blocks"))),
      m_file(new PathField(PathField::Kind::SaveFile, tr("Export To"))),
      m_notes(new QLabel), m_previewSoon(new QTimer(this))
{
    setWindowTitle(tr("Export"));
    setMinimumWidth(540);
    for (const auto &exporter : session.plugins().exporters) {
        m_format->addItem(QString::fromStdString(exporter->title()));
        m_format->setItemData(m_format->count() - 1, QString::fromStdString(exporter->summary()),
                              Qt::ToolTipRole);
    }
    m_densify->setToolTip(tr("Any runtime can then load it, at the size of the original form"));
    m_notes->setWordWrap(true);
    m_notes->setProperty("box", "note");
    m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
    fillSources(where);
    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setHorizontalSpacing(12);
    rows->addRow(tr("Model"), m_source);
    rows->addRow(tr("Format"), m_format);
    rows->addRow(tr("Type"), m_type);
    rows->addRow(QString(), m_densify);
    rows->addRow(tr("To"), m_file);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_export = buttons->addButton(tr("Export"), QDialogButtonBox::AcceptRole);
    m_export->setProperty("primary", true);
    m_export->setIcon(themedIcon("export", ColorRole::OnAccent));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addLayout(rows);
    layout->addWidget(m_notes);
    layout->addStretch(1);
    layout->addWidget(buttons);
    m_previewSoon->setSingleShot(true);
    m_previewSoon->setInterval(150);
    connect(m_previewSoon, &QTimer::timeout, this, &ExportDialog::preview);
    const auto soon = [this] { m_previewSoon->start(); };
    connect(m_source, &QComboBox::activated, this, [this, soon] {
        suggestTarget();
        soon();
    });
    connect(m_format, &QComboBox::activated, this, &ExportDialog::formatChanged);
    connect(m_type, &QComboBox::activated, this, soon);
    connect(m_densify, &QCheckBox::toggled, this, soon);
    connect(m_file, &PathField::changed, this, soon);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        m_session.settings().setValue("export/folder", QFileInfo(target()).path());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    formatChanged();
}

void ExportDialog::fillSources(const QString &where)
{
    if (m_session.model())
        m_source->addItem(m_session.modelName(), m_session.where());
    const auto records = m_session.runs().records();
    for (auto it = records->rbegin(); it != records->rend(); ++it)
        if (it->state == RunState::Finished)
            m_source->addItem(
                tr("Run %1").arg(QString::fromStdString(it->name.empty() ? it->run : it->name)),
                m_session.runs().where(QString::fromStdString(it->run)));
    m_source->setCurrentIndex(std::max(0, m_source->findData(where)));
}

QString ExportDialog::where() const
{
    return m_source->currentData().toString();
}

std::shared_ptr<const Exporter> ExportDialog::exporter() const
{
    return m_session.plugins().exporters[size_t(std::max(0, m_format->currentIndex()))];
}

ExportOptions ExportDialog::options() const
{
    ExportOptions options;
    options.type = m_type->currentData().toString().toStdString();
    options.densify = m_densify->isChecked();
    options.threads = m_session.settings().threads();
    return options;
}

QString ExportDialog::target() const
{
    return m_file->path();
}

void ExportDialog::formatChanged()
{
    m_type->clear();
    m_type->addItem(tr("as stored"), QString());
    for (const std::string &type : exporter()->types())
        m_type->addItem(QString::fromStdString(type).toUpper(), QString::fromStdString(type));
    suggestTarget();
    m_previewSoon->start();
}

void ExportDialog::suggestTarget()
{
    if (!target().isEmpty() && target() != m_suggested)
        return; // the user's own choice stays
    QString name = m_source->currentText();
    name.replace('/', '-').replace(' ', '-');
    const QString folder
        = m_session.settings().value("export/folder", QDir::homePath()).toString();
    m_suggested = folder + '/' + name + QString::fromStdString(exporter()->suffix());
    m_file->setPath(m_suggested);
}

/// Headers only, but of files: in a job, and the answer may be of an earlier choice.
void ExportDialog::preview()
{
    m_export->setEnabled(false);
    if (m_previewJob)
        m_session.jobs().cancel(m_previewJob);
    JobSpec spec;
    spec.title = tr("Export preview");
    spec.background = true;
    spec.priority = 1 << 20;
    const auto work = [source = where().toStdString(), exporter = exporter(),
                       options = options()](JobContext &job)
        -> Result<std::vector<std::string>> {
        LAPIDARY_ASSIGN(ModelPtr model, openModel(source, job));
        return exporter->preview(*model, options);
    };
    auto id = std::make_shared<JobId>(0);
    *id = m_previewJob = m_session.jobs().start<std::vector<std::string>>(
        spec, this, work, [this, id](const JobOutcome<std::vector<std::string>> &outcome) {
            if (m_previewJob != *id || outcome.cancelled())
                return;
            m_previewJob = 0;
            QStringList notes;
            if (outcome.failed())
                notes += errorText(outcome.error);
            else
                for (const std::string &note : *outcome.value)
                    notes += QString::fromStdString(note);
            const bool exists = QFileInfo::exists(target());
            if (exists)
                notes += tr("%1 exists already; choose another name.").arg(target());
            m_notes->setProperty("box", outcome.failed() || exists ? "error" : "note");
            Theme::repolish(m_notes);
            m_notes->setText(notes.join('\n'));
            m_notes->setVisible(!notes.isEmpty());
            adjustSize(); // a long note must not squeeze the form
            m_export->setEnabled(outcome.succeeded() && !exists && !target().isEmpty());
        });
}

} // namespace lapidary
