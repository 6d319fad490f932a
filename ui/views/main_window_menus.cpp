// Menus of the window and what enables their actions.
#include "ui/views/main_window.h"

#include "ui/charts/icons.h"
#include "ui/views/panels/inspector_view.h"
#include "ui/views/panels/jobs_view.h"
#include "ui/views/panels/layers_view.h"
#include "ui/views/panels/recipe_view.h"
#include "ui/views/tab.h"

#include <QApplication>
#include <QDesktopServices>
#include <QActionGroup>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QUrl>

namespace lapidary {

QAction *MainWindow::action(const QString &text, const QString &icon, const QKeySequence &keys,
                            const std::function<void()> &slot)
{
    auto *action = new QAction(text, this);
    if (!icon.isEmpty())
        action->setIcon(themedIcon(icon));
    action->setShortcut(keys);
    if (!keys.isEmpty()) // buttons of the toolbar tell their key
        action->setToolTip(QStringLiteral("%1 (%2)").arg(
            QString(text).remove('&').remove(QStringLiteral("…")),
            keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void MainWindow::buildMenus()
{
    buildFileMenu();
    buildEditMenu();
    buildViewMenu();
    buildModelMenu();
    buildRecipeMenu();
    buildRunsMenu();
    buildHelpMenu();
}

void MainWindow::buildFileMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&File"));
    QAction *open = action(tr("&Open…"), "open", QKeySequence::Open, [this] { openFile(); });
    open->setObjectName("open");
    menu->addAction(open);
    menu->addAction(action(tr("Open &Folder…"), "folder", Qt::CTRL | Qt::SHIFT | Qt::Key_O,
                           [this] { openFolder(); }));
    QMenu *recent = menu->addMenu(themedIcon("history"), tr("Open &Recent"));
    connect(recent, &QMenu::aboutToShow, this, [this, recent] { fillRecent(recent); });
    QAction *builtIn = action(tr("Open &Built-in Model"), "model", {},
                              [this] { this->open(Session::builtInModel()); });
    builtIn->setEnabled(!Session::builtInModel().isEmpty());
    menu->addAction(builtIn);
    menu->addSeparator();
    QAction *exportAction
        = action(tr("&Export…"), "export", Qt::CTRL | Qt::Key_E, [this] { exportModel(); });
    QAction *close = action(tr("&Close Model"), "close", QKeySequence::Close, [this] {
        if (mayDiscardRecipe())
            m_session.close();
    });
    menu->addAction(exportAction);
    menu->addAction(close);
    m_modelActions.insert(m_modelActions.end(), {exportAction, close});
    menu->addSeparator();
    menu->addAction(action(tr("&Settings…"), "settings", QKeySequence(Qt::CTRL | Qt::Key_Comma),
                           [this] { showSettings(); }));
    menu->addAction(action(tr("&Quit"), "quit", QKeySequence::Quit, [this] { this->close(); }));
}

void MainWindow::fillRecent(QMenu *menu)
{
    menu->clear();
    for (const QString &where : m_session.settings().recentModels()) {
        QAction *entry = menu->addAction(QFileInfo(where).fileName(), this,
                                         [this, where] { open(where); });
        entry->setToolTip(where);
    }
    menu->setToolTipsVisible(true);
    if (menu->isEmpty())
        menu->addAction(tr("Nothing yet"))->setEnabled(false);
}

void MainWindow::buildEditMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Edit"));
    QUndoStack &stack = m_session.editor().undoStack();
    m_undo = stack.createUndoAction(this, tr("Undo"));
    m_undo->setIcon(themedIcon("undo"));
    m_undo->setShortcut(QKeySequence::Undo);
    m_redo = stack.createRedoAction(this, tr("Redo"));
    m_redo->setIcon(themedIcon("redo"));
    m_redo->setShortcuts({QKeySequence(QKeySequence::Redo), Qt::CTRL | Qt::Key_Y});
    menu->addAction(m_undo);
    menu->addAction(m_redo);
    menu->addSeparator();
    menu->addAction(action(tr("&Find Layers"), "search", QKeySequence::Find, [this] {
        m_docks[0]->show();
        m_layers->focusFilter();
    }));
    QMenu *select = menu->addMenu(tr("&Select Layers"));
    connect(select, &QMenu::aboutToShow, this,
            [this, select] { m_layers->fillSelectMenu(select); });
    QAction *like = action(tr("Select All &Like This"), {}, Qt::CTRL | Qt::Key_L,
                           [this] { m_layers->selectLikeCurrent(); });
    menu->addAction(like);
    m_modelActions.push_back(like);
}

void MainWindow::buildViewMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < int(m_tabs.size()); ++i)
        menu->addAction(action(m_tabs[i]->title(), m_tabs[i]->id(),
                               QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i)),
                               [this, id = m_tabs[i]->id()] { showTab(id); }));
    menu->addSeparator();
    for (QDockWidget *dock : m_docks)
        menu->addAction(dock->toggleViewAction());
    menu->addAction(action(tr("Reset Layout"), "reset", {}, [this] { defaultLayout(); }));
    menu->addSeparator();
    QMenu *look = menu->addMenu(themedIcon("theme"), tr("&Appearance"));
    auto *group = new QActionGroup(look);
    const std::pair<QString, Settings::Look> looks[]
        = {{tr("Follow the System"), Settings::Look::System},
           {tr("Light"), Settings::Look::Light},
           {tr("Dark"), Settings::Look::Dark}};
    for (const auto &[text, value] : looks) {
        QAction *entry = look->addAction(text);
        entry->setCheckable(true);
        entry->setChecked(m_session.settings().look() == value);
        group->addAction(entry);
        connect(entry, &QAction::triggered, this,
                [this, value = value] { m_session.settings().setLook(value); });
        connect(&m_session.settings(), &Settings::changed, entry, [this, entry, value = value] {
            entry->setChecked(m_session.settings().look() == value);
        });
    }
    menu->addAction(action(tr("Full Screen"), {}, QKeySequence::FullScreen, [this] {
        setWindowState(windowState() ^ Qt::WindowFullScreen);
    }));
}

void MainWindow::buildModelMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Model"));
    QAction *method = action(tr("Set &Method"), {}, Qt::CTRL | Qt::Key_M, [this] {
        m_docks[1]->show();
        m_inspector->focusMethod();
    });
    QAction *apply = action(tr("&Apply to All Like This"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_L,
                            [this] { m_inspector->applyToAllLikeThis(); });
    QAction *reset = action(tr("&Reset Layers"), "reset", Qt::CTRL | Qt::Key_Backspace,
                            [this] { m_inspector->reset(); });
    QAction *about = action(tr("&Details"), "info", {}, [this] { showTab("model"); });
    m_modelActions.insert(m_modelActions.end(), {method, apply, reset, about});
    menu->addActions({method, apply, reset});
    menu->addSeparator();
    buildCalibrationMenu(menu);
    menu->addSeparator();
    menu->addAction(about);
}

void MainWindow::buildRecipeMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("Re&cipe"));
    QAction *add = action(tr("&Add Step…"), "add", Qt::CTRL | Qt::Key_T,
                          [this] { m_recipe->addStep(); });
    QAction *save = action(tr("&Save Recipe"), "save", QKeySequence::Save,
                           [this] { m_recipe->save(); });
    QAction *saveAs = action(tr("Save Recipe &As…"), {}, QKeySequence::SaveAs,
                             [this] { m_recipe->saveAs(); });
    QAction *load = action(tr("&Load Recipe…"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_R,
                           [this] { m_recipe->load(); });
    menu->addAction(add);
    QMenu *step = menu->addMenu(tr("S&tep"));
    connect(step, &QMenu::aboutToShow, this, [this, step] {
        step->clear();
        m_recipe->fillMenu(step);
    });
    QMenu *presets = menu->addMenu(themedIcon("preset"), tr("&Presets"));
    connect(presets, &QMenu::aboutToShow, this, [this, presets] {
        presets->clear();
        m_recipe->fillPresets(presets);
    });
    QAction *budget
        = action(tr("&Budget"), "budget", Qt::CTRL | Qt::Key_B, [this] { showBudget(); });
    budget->setObjectName("budget");
    menu->addAction(budget);
    menu->addSeparator();
    menu->addActions({load, save, saveAs});
    m_modelActions.insert(m_modelActions.end(), {add, save, saveAs, load, budget});
}

void MainWindow::buildRunsMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("R&uns"));
    m_run = new QAction(themedIcon("run", ColorRole::OnAccent), tr("Run"), this);
    m_run->setIconText(tr("Run"));
    m_run->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_run->setToolTip(tr("Carry out the recipe (%1)")
                          .arg(m_run->shortcut().toString(QKeySequence::NativeText)));
    connect(m_run, &QAction::triggered, this, &MainWindow::run);
    auto *entry = action(tr("&Run…"), "run", {}, [this] { run(); });
    connect(m_run, &QAction::changed, entry,
            [this, entry] { entry->setEnabled(m_run->isEnabled()); });
    menu->addAction(entry);
    QAction *compare = action(tr("&Compare the Latest Two"), "compare", Qt::CTRL | Qt::Key_D,
                              [this] { compareLatest(); });
    QAction *all = action(tr("&All Runs…"), "history", Qt::CTRL | Qt::SHIFT | Qt::Key_D,
                          [this] { showRuns(); });
    QAction *report
        = action(tr("Re&port…"), "report", Qt::CTRL | Qt::Key_P, [this] { this->report(); });
    menu->addActions({compare, all, report});
    m_runActions = {compare, all, report};
    menu->addSeparator();
    menu->addAction(action(tr("Choose &Store…"), "folder", {}, [this] { chooseStore(); }));
    menu->addAction(action(tr("&Open Store Folder"), {}, {}, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_session.runs().store()));
    }));
    menu->addAction(action(tr("Re&fresh"), {}, QKeySequence::Refresh,
                           [this] { m_session.runs().refresh(); }));
    menu->addSeparator();
    menu->addAction(action(tr("Job &Log"), "log", {}, [this] { m_jobs->showLog(); }));
    menu->addAction(action(tr("Clear &Ended Jobs"), {}, {},
                           [this] { m_session.jobs().clearEnded(); }));
}

void MainWindow::buildHelpMenu()
{
    QMenu *menu = menuBar()->addMenu(tr("&Help"));
    menu->addAction(action(tr("&Keyboard Shortcuts"), "help", QKeySequence::HelpContents,
                           [this] { showShortcuts(); }));
    menu->addAction(action(tr("&Messages"), "log", {}, [this] { showMessages(); }));
    menu->addAction(action(tr("&Diagnostics"), {}, {}, [this] { showDiagnostics(); }));
    menu->addSeparator();
    menu->addAction(action(tr("&About Lapidary"), "info", {}, [this] { showAbout(); }));
}

void MainWindow::updateActions()
{
    const bool open = m_session.model() != nullptr;
    for (QAction *entry : m_modelActions)
        entry->setEnabled(open);
    const PlanPtr plan = m_session.plan();
    m_run->setEnabled(open && !plan->layers.empty() && plan->errors.empty());
    const bool runs = !m_session.runs().records()->empty();
    for (QAction *entry : m_runActions)
        entry->setEnabled(runs);
}

} // namespace lapidary
