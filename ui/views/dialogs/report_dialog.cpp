#include "ui/views/dialogs/report_dialog.h"

#include "ui/charts/number_text.h"
#include "ui/views/dialogs/path_field.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace lapidary {

ReportDialog::ReportDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_runs(new QListWidget), m_format(new QComboBox),
      m_target(new PathField(PathField::Kind::SaveFile, tr("Write Report")))
{
    setWindowTitle(tr("Report"));
    setMinimumWidth(520);
    m_runs->setAccessibleName(tr("Runs in the report"));
    const bool binary = session.settings().binaryUnits();
    const auto records = session.runs().records();
    for (auto it = records->rbegin(); it != records->rend(); ++it) {
        if (it->state != RunState::Finished)
            continue;
        const QString run = QString::fromStdString(it->run);
        auto *item = new QListWidgetItem(
            QStringLiteral("%1   %2").arg(
                QString::fromStdString(it->name.empty() ? it->run : it->name),
                bytesText(it->bytesAfter, binary)),
            m_runs);
        item->setData(Qt::UserRole, run);
        const QStringList &compared = session.comparedRuns();
        const bool chosen = compared.isEmpty() || compared.contains(run);
        item->setCheckState(chosen ? Qt::Checked : Qt::Unchecked);
    }
    m_format->addItem(tr("HTML, self-contained"), "html");
    m_format->addItem(tr("Markdown"), "md");
    m_format->addItem(tr("JSON"), "json");
    m_format->addItem(tr("CSV files"), "csv");
    auto *rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->addRow(tr("Runs"), m_runs);
    rows->addRow(tr("Format"), m_format);
    rows->addRow(tr("To"), m_target);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    m_ok = buttons->button(QDialogButtonBox::Ok);
    m_ok->setText(tr("Write"));
    m_ok->setProperty("primary", true);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(rows);
    layout->addWidget(buttons);
    connect(m_format, &QComboBox::activated, this, &ReportDialog::formatChanged);
    connect(m_runs, &QListWidget::itemChanged, this, &ReportDialog::update);
    connect(m_target, &PathField::changed, this, &ReportDialog::update);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        m_session.settings().setValue("report/folder", QFileInfo(target()).path());
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_target->setPath(session.settings().value("report/folder", QDir::homePath()).toString()
                      + "/lapidary-report");
    formatChanged();
}

void ReportDialog::formatChanged()
{
    const QFileInfo info(target());
    QString path = info.path() + '/' + info.completeBaseName();
    if (format() != "csv")
        path += '.' + format();
    m_target->setPath(path);
    update();
}

void ReportDialog::update()
{
    m_ok->setEnabled(!runs().isEmpty() && !target().isEmpty());
}

QStringList ReportDialog::runs() const
{
    QStringList runs;
    for (int row = m_runs->count() - 1; row >= 0; --row) // oldest first
        if (m_runs->item(row)->checkState() == Qt::Checked)
            runs += m_runs->item(row)->data(Qt::UserRole).toString();
    return runs;
}

QString ReportDialog::format() const
{
    return m_format->currentData().toString();
}

QString ReportDialog::target() const
{
    return m_target->path();
}

} // namespace lapidary
