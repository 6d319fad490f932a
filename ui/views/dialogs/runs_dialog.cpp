#include "ui/views/dialogs/runs_dialog.h"

#include "ui/models/runs_model.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace lapidary {

RunsDialog::RunsDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session), m_model(new RunsModel(this)),
      m_sorted(new QSortFilterProxyModel(this)), m_table(new QTreeView)
{
    setWindowTitle(tr("Runs"));
    resize(860, 420);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunsModel::SortRole);
    m_table->setModel(m_sorted);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RunsModel::Created, Qt::DescendingOrder);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAllColumnsShowFocus(true);
    m_table->setAccessibleName(tr("Runs of the store"));
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(RunsModel::Name, QHeaderView::Stretch);
    m_table->header()->resizeSection(RunsModel::Created, 130);
    m_table->header()->resizeSection(RunsModel::PerplexityColumn, 120);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto button = [buttons](const QString &text) {
        return buttons->addButton(text, QDialogButtonBox::ActionRole);
    };
    m_compare = button(tr("Compare"));
    m_open = button(tr("Open"));
    m_export = button(tr("Export…"));
    m_delete = button(tr("Delete…"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_table);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_compare, &QPushButton::clicked, this, &RunsDialog::compare);
    connect(m_table, &QTreeView::doubleClicked, this, &RunsDialog::compare);
    connect(m_delete, &QPushButton::clicked, this, &RunsDialog::remove);
    connect(m_open, &QPushButton::clicked, this, [this] {
        const QString where = m_session.runs().where(selected().value(0));
        accept();
        emit openRequested(where);
    });
    connect(m_export, &QPushButton::clicked, this, [this] {
        const QString where = m_session.runs().where(selected().value(0));
        accept();
        emit exportRequested(where);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RunsDialog::update);
    connect(&session.runs(), &Runs::changed, this, &RunsDialog::refresh);
    refresh();
}

void RunsDialog::refresh()
{
    m_model->setBinaryUnits(m_session.settings().binaryUnits());
    m_model->setRecords(m_session.runs().records());
    update();
}

QStringList RunsDialog::selected() const
{
    QStringList runs;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        runs += index.data(RunsModel::RunRole).toString();
    return runs;
}

void RunsDialog::update()
{
    const QStringList runs = selected();
    bool finished = !runs.isEmpty();
    for (const QString &run : runs) {
        const RunRecord *record = m_session.runs().find(run);
        finished = finished && record && record->state == RunState::Finished;
    }
    m_compare->setEnabled(finished);
    m_open->setEnabled(finished && runs.size() == 1);
    m_export->setEnabled(finished && runs.size() == 1);
    m_delete->setEnabled(!runs.isEmpty());
}

void RunsDialog::compare()
{
    if (!m_compare->isEnabled())
        return;
    m_session.setComparedRuns(selected());
    emit m_session.tabRequested(QStringLiteral("compare"));
    accept();
}

void RunsDialog::remove()
{
    const QStringList runs = selected();
    QMessageBox box(QMessageBox::NoIcon, tr("Delete Runs"),
                    tr("Delete %n run(s) with their files? This cannot be undone.", nullptr,
                       int(runs.size())),
                    QMessageBox::NoButton, this);
    QPushButton *yes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    if (box.clickedButton() != yes)
        return;
    QStringList compared = m_session.comparedRuns();
    for (const QString &run : runs) {
        compared.removeAll(run);
        m_session.runs().remove(run);
    }
    m_session.setComparedRuns(compared);
}

} // namespace lapidary
