// Opening, running, exporting, closing.
#include "ui/views/main_window.h"

#include "core/run/stages.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/event_loop_watchdog.h"
#include "ui/charts/number_text.h"
#include "ui/views/dialogs/about_dialog.h"
#include "ui/views/dialogs/export_dialog.h"
#include "ui/views/dialogs/report_dialog.h"
#include "ui/views/dialogs/run_dialog.h"
#include "ui/views/dialogs/runs_dialog.h"
#include "ui/views/dialogs/settings_dialog.h"
#include "ui/views/dialogs/text_dialog.h"
#include "ui/views/panels/budget_view.h"
#include "ui/views/panels/recipe_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

namespace lapidary {

void MainWindow::open(const QString &where)
{
    if (where.isEmpty() || !mayDiscardRecipe())
        return;
    m_session.open(where);
}

void MainWindow::openFile()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open a Checkpoint"), m_session.settings().value("modelFolder").toString(),
        tr("Checkpoints (*.gguf *.safetensors config.json *.index.json);;All files (*)"));
    if (file.isEmpty())
        return;
    const QFileInfo info(file);
    m_session.settings().setValue("modelFolder", info.path());
    open(info.suffix() == "json" ? info.path() : file); // a config stands for its folder
}

void MainWindow::openFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Open a Model Folder"), m_session.settings().value("modelFolder").toString());
    if (folder.isEmpty())
        return;
    m_session.settings().setValue("modelFolder", QFileInfo(folder).path());
    open(folder);
}

void MainWindow::restoreSession()
{
    const QString where = m_session.settings().value("session/open").toString();
    if (!m_session.settings().restoreSession() || where.isEmpty()
        || !(where.contains('#') || QFileInfo::exists(where)))
        return;
    // The recipe comes back once its model is there, unless another one is opened meanwhile.
    auto *once = new QObject(this);
    connect(&m_session, &Session::modelChanged, once, [this, once, where] {
        once->deleteLater();
        if (m_session.where() != where)
            return;
        const std::string text
            = m_session.settings().value("session/recipe").toString().toStdString();
        const auto json = nlohmann::json::parse(text, nullptr, false);
        if (json.is_discarded())
            return;
        if (const auto recipe = recipeFromJson(json); recipe && !recipe->steps.empty()) {
            m_session.editor().setRecipe(*recipe, tr("Restore Recipe"));
            m_session.editor().setClean();
        }
    });
    m_session.open(where);
}

bool MainWindow::mayDiscardRecipe()
{
    if (!m_session.model() || !m_session.editor().modified() || m_session.recipe().steps.empty())
        return true;
    QMessageBox box(QMessageBox::NoIcon, tr("Unsaved Recipe"),
                    tr("The recipe has changes that are not saved to a file."),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    const int answer = box.exec();
    if (answer == QMessageBox::Save)
        m_recipe->save();
    return answer == QMessageBox::Discard
        || (answer == QMessageBox::Save && !m_session.editor().modified());
}

void MainWindow::run()
{
    if (!m_run->isEnabled())
        return;
    RunDialog dialog(m_session, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_runTogether = 1;
    m_session.runs().execute(m_session.model(), dialog.recipe(),
                             m_session.plugins().methods, dialog.options(), dialog.textFile());
}

void MainWindow::runVariants(const std::vector<RunVariant> &variants)
{
    if (variants.empty())
        return;
    RunDialog dialog(m_session, this, variants);
    if (dialog.exec() != QDialog::Accepted)
        return;
    RunOptions options = dialog.options();
    const std::string name = options.name;
    m_runTogether = int(variants.size());
    for (const RunVariant &variant : variants) {
        options.name = name + " " + variant.name.toStdString();
        m_session.runs().execute(m_session.model(), dialog.withLimit(variant.recipe),
                                 m_session.plugins().methods, options, dialog.textFile());
    }
    showTab("tradeoff");
}

void MainWindow::showBudget()
{
    m_docks[4]->show();
    m_docks[4]->raise();
    m_budget->focusSize();
}

void MainWindow::runFinished(const QString &run)
{
    // The last two, or those that were started together, stand side by side in Compare without
    // asking.
    QStringList compared = m_session.comparedRuns();
    compared.removeAll(run);
    compared = compared.mid(std::max(0, int(compared.size()) - std::max(1, m_runTogether - 1)));
    compared.append(run);
    m_session.setComparedRuns(compared);
    const RunRecord *record = m_session.runs().find(run);
    if (const std::string why = record ? stoppedBecause(*record) : std::string(); !why.empty())
        m_session.messages().post(Severity::Warning,
                                  tr("%1: %2.").arg(QString::fromStdString(record->name),
                                                    QString::fromStdString(why)));
}

void MainWindow::activateLink(const QString &link)
{
    if (link.startsWith("run:")) {
        m_session.setComparedRuns({link.mid(4)});
        showTab("compare");
    } else if (link.startsWith("file:")) {
        const QFileInfo info(link.mid(5));
        const bool text = info.suffix() == "html" || info.suffix() == "md";
        QDesktopServices::openUrl(QUrl::fromLocalFile(text ? info.filePath() : info.path()));
    }
}

void MainWindow::compareLatest()
{
    QStringList latest;
    const auto records = m_session.runs().records();
    for (auto it = records->rbegin(); it != records->rend() && latest.size() < 2; ++it)
        if (it->state == RunState::Finished)
            latest.prepend(QString::fromStdString(it->run));
    m_session.setComparedRuns(latest);
    showTab("compare");
}

void MainWindow::showRuns()
{
    RunsDialog dialog(m_session, this);
    connect(&dialog, &RunsDialog::openRequested, this, &MainWindow::open);
    connect(&dialog, &RunsDialog::exportRequested, this, &MainWindow::exportModel);
    dialog.exec();
}

void MainWindow::exportModel(const QString &where)
{
    if (m_session.plugins().exporters.empty()) {
        m_session.messages().post(Severity::Error, tr("No exporter is installed."));
        return;
    }
    ExportDialog dialog(m_session, where, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_session.runs().exportModel(
        dialog.where(), dialog.exporter(), dialog.options(), dialog.target(), this,
        [this](const JobOutcome<ExportResult> &outcome) {
            if (!outcome.succeeded())
                return;
            QStringList notes{tr("Exported %1.").arg(
                bytesText(outcome.value->bytes, m_session.settings().binaryUnits()))};
            for (const std::string &note : outcome.value->notes)
                notes += QString::fromStdString(note);
            m_session.messages().post(outcome.value->notes.empty() ? Severity::Info
                                                                   : Severity::Warning,
                                      notes.join(' '));
        });
}

void MainWindow::report()
{
    ReportDialog dialog(m_session, this);
    if (dialog.exec() == QDialog::Accepted)
        m_session.runs().report(dialog.runs(), dialog.format(), dialog.target(), this, {});
}

void MainWindow::chooseStore()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for Runs"),
                                                             m_session.runs().store());
    if (!folder.isEmpty())
        m_session.settings().setStore(folder);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            return event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls()) {
        if (!url.isLocalFile())
            continue;
        const QFileInfo info(url.toLocalFile());
        event->acceptProposedAction();
        if (info.suffix() == "h5")
            return m_session.calibration().open(info.filePath());
        if (info.suffix() != "json")
            return open(info.filePath());
        const QString name = info.fileName();
        if (name == "config.json" || name.endsWith(".index.json"))
            return open(info.path());
        if (m_session.model())
            return m_recipe->loadFrom(info.filePath());
        m_session.messages().post(Severity::Warning,
                                  tr("Open a model first: %1 looks like a recipe.").arg(name));
        return;
    }
}

/// Asks what becomes of running jobs; false: the user wants to stay.
bool MainWindow::mayClose()
{
    QStringList running;
    for (const JobInfo &job : m_session.jobs().jobs())
        if (!job.ended())
            running += job.spec.title;
    if (running.isEmpty() || m_quitWhenIdle)
        return true;
    QMessageBox box(QMessageBox::NoIcon, tr("Work Is Still Running"),
                    tr("%1\n\nA run that is stopped keeps its finished layers: the same run "
                       "resumes from there.")
                        .arg(running.join('\n')),
                    QMessageBox::NoButton, this);
    QAbstractButton *keep = box.addButton(tr("Keep Running Until Done"), QMessageBox::AcceptRole);
    QAbstractButton *stop = box.addButton(tr("Stop and Resume Later"),
                                          QMessageBox::DestructiveRole);
    QPushButton *back = box.addButton(tr("Back"), QMessageBox::RejectRole);
    box.setDefaultButton(back);
    box.exec();
    if (box.clickedButton() == keep) { // the window goes, the program ends with the work
        m_quitWhenIdle = m_session.jobs().busy(); // it may have ended while we asked
        QApplication::setQuitOnLastWindowClosed(!m_quitWhenIdle);
        return true;
    }
    return box.clickedButton() == stop;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const bool kept = m_session.settings().restoreSession(); // the recipe comes back by itself
    if ((!kept && !mayDiscardRecipe()) || !mayClose()) {
        event->ignore();
        return;
    }
    saveLayout();
    event->accept();
}

void MainWindow::showSettings()
{
    SettingsDialog(m_session, this).exec();
}

void MainWindow::showAbout()
{
    AboutDialog(m_session.plugins(), this).exec();
}

void MainWindow::showMessages()
{
    QString text;
    for (const Message &message : m_session.messages().all())
        text += message.time.toString("HH:mm:ss ") + message.text + "\n\n";
    auto *dialog
        = new TextDialog(tr("Messages"), text.isEmpty() ? tr("No messages.") : text, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showDiagnostics()
{
    const Plugins &plugins = m_session.plugins();
    QString text = QStringLiteral("Lapidary %1, Qt %2\n%3\n\n")
                       .arg(QApplication::applicationVersion(), QString::fromLatin1(qVersion()),
                            m_watchdog.text());
    text += tr("Store of runs: %1").arg(m_session.runs().store()) + '\n';
    for (const PluginManifest &plugin : plugins.loaded)
        text += QStringLiteral("%1 %2  %3\n")
                    .arg(QString::fromStdString(plugin.id), QString::fromStdString(plugin.version),
                         QString::fromStdString(plugin.library.string()));
    for (const PluginFailure &failure : plugins.failures)
        text += tr("not loaded: %1: %2\n")
                    .arg(QString::fromStdString(failure.folder.string()),
                         QString::fromStdString(failure.reason));
    auto *dialog = new TextDialog(tr("Diagnostics"), text, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showShortcuts()
{
    QString text;
    for (QAction *entry : findChildren<QAction *>())
        if (!entry->shortcut().isEmpty() && !entry->text().isEmpty())
            text += QStringLiteral("%1  %2\n")
                        .arg(entry->shortcut().toString(QKeySequence::NativeText), -18)
                        .arg(QString(entry->text()).remove('&'));
    text += '\n' + tr("In the layers tree: arrows move, Space marks, Ctrl+A marks all shown,\n"
                      "M opens the method, + and - change the size.\n"
                      "In the recipe: Return edits, Delete removes, Alt+Up and Alt+Down move.\n"
                      "In charts: wheel and drag zoom, double click resets, arrows move the "
                      "handle.\n");
    TextDialog(tr("Keyboard Shortcuts"), text, this).exec();
}

} // namespace lapidary
