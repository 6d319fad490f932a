#pragma once

#include "ui/bridge/session.h"

#include <QMainWindow>

class QDockWidget;
class QLabel;
class QMenu;
class QStackedWidget;
class QTabWidget;
class QToolButton;

namespace lapidary {

class BudgetView;
class DockTitle;
class ErrorBanner;
class EventLoopWatchdog;
class InspectorView;
class JobsView;
class LayersView;
class RecipeView;
class StartPage;
class Tab;

/// The window: menus, toolbar, docks round the tabs, status bar. It only wires; the parts work on
/// the session by themselves.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Session &session, EventLoopWatchdog &watchdog, QWidget *parent = nullptr);
    ~MainWindow() override;

    void open(const QString &where);
    Session &session() { return m_session; }
    const std::vector<Tab *> &tabs() const { return m_tabs; }
    void showTab(const QString &id);
    void resetLayout() { defaultLayout(); }
    void run(); ///< asks for the details, then starts
    void calibrate(); ///< the same
    void measureSensitivity(); ///< the same
    void showBudget();
    /// Opens what was open last time, when the user wants that.
    void restoreSession();

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildCentre();
    void buildDocks();
    void buildToolBar();
    void buildStatusBar();
    void buildMenus();
    void buildFileMenu();
    void buildEditMenu();
    void buildViewMenu();
    void buildModelMenu();
    void buildRecipeMenu();
    void buildRunsMenu();
    void buildHelpMenu();
    void buildCalibrationMenu(QMenu *menu);
    QToolButton *makeCalibrationButton();
    QDockWidget *addDock(const QString &id, const QString &title, QWidget *content,
                         DockTitle *bar, Qt::DockWidgetArea area);
    QAction *action(const QString &text, const QString &icon, const QKeySequence &keys,
                    const std::function<void()> &slot);
    void fillRecent(QMenu *menu);

    void modelChanged();
    void updateActions();
    void updateStatus();
    void updateMemory();
    void updateDevice();
    void updateCalibration();
    void applyLook();
    void defaultLayout();
    void restoreLayout();
    void saveLayout();
    bool mayClose();
    bool mayDiscardRecipe();

    void openFile();
    void openFolder();
    void openCalibration();
    void runVariants(const std::vector<RunVariant> &variants);
    void chooseStore();
    void exportModel(const QString &where = {});
    void report();
    void compareLatest();
    void showRuns();
    void activateLink(const QString &link);
    void runFinished(const QString &run);
    void showSettings();
    void showAbout();
    void showMessages();
    void showDiagnostics();
    void showShortcuts();

    Session &m_session;
    EventLoopWatchdog &m_watchdog;
    QStackedWidget *m_centre = nullptr;
    StartPage *m_start = nullptr;
    QTabWidget *m_tabBook = nullptr;
    std::vector<Tab *> m_tabs;
    ErrorBanner *m_banner = nullptr;
    LayersView *m_layers = nullptr;
    InspectorView *m_inspector = nullptr;
    BudgetView *m_budget = nullptr;
    RecipeView *m_recipe = nullptr;
    JobsView *m_jobs = nullptr;
    DockTitle *m_layersTitle = nullptr;
    std::vector<QDockWidget *> m_docks;
    QAction *m_undo = nullptr, *m_redo = nullptr, *m_run = nullptr;
    QAction *m_forget = nullptr;
    std::vector<QAction *> m_modelActions, m_runActions;
    QList<QAction *> m_calibrationActions;
    QToolButton *m_device = nullptr, *m_calibration = nullptr;
    QLabel *m_statusModel = nullptr, *m_statusParameters = nullptr;
    QLabel *m_statusMemory = nullptr, *m_statusThreads = nullptr;
    bool m_quitWhenIdle = false;
    int m_runTogether = 1; ///< runs that the last Run started
    bool m_layoutKnown = false; ///< sizes of docks come from the settings
};

/// Renders every tab, light and dark, at 1280x800 and 1920x1080 as PNG into `folder`, waiting for
/// what each tab loads; with a calibration also the budget with three runs of it, what layers are
/// worth and a run in stages, which takes minutes. Returns the number of pictures, or -1 when `where` or the calibration does not open.
int saveScreenshots(MainWindow &window, const QString &folder, const QString &where,
                    const QString &calibration = {});

} // namespace lapidary
