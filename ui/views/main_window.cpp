#include "ui/views/main_window.h"

#include "core/model/family.h"
#include "core/model/inspect.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/event_loop_watchdog.h"
#include "ui/charts/icons.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/error_banner.h"
#include "ui/views/panels/budget_view.h"
#include "ui/views/panels/dock_title.h"
#include "ui/views/panels/inspector_view.h"
#include "ui/views/panels/jobs_view.h"
#include "ui/views/panels/layers_view.h"
#include "ui/views/panels/recipe_view.h"
#include "ui/views/start/start_page.h"
#include "ui/views/tab.h"

#include <QApplication>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QThread>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <unistd.h>

namespace lapidary {

namespace {

constexpr int kMemoryEveryMs = 2000;
constexpr int kLayoutVersion = 3;
constexpr int kCentreWidth = 400, kCentreHeight = 240;
constexpr int kNarrowTabs = 640;
constexpr int kBottomHeight = 190; // four steps and the totals

/// Resident bytes of this process, 0 where the system does not tell.
int64_t residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = statm.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toLongLong() * sysconf(_SC_PAGESIZE) : 0;
}

int64_t physicalBytes()
{
    return int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
}

QString attentionText(const Model &model)
{
    const ModelConfig &config = model.config;
    if (config.heads <= 0)
        return {};
    if (config.kvHeads == config.heads)
        return QStringLiteral("MHA %1").arg(config.heads);
    return QStringLiteral("%1 %2:%3")
        .arg(config.kvHeads == 1 ? "MQA" : "GQA")
        .arg(config.heads)
        .arg(config.kvHeads);
}

} // namespace

MainWindow::MainWindow(Session &session, EventLoopWatchdog &watchdog, QWidget *parent)
    : QMainWindow(parent), m_session(session), m_watchdog(watchdog)
{
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setDocumentMode(true);
    setWindowIcon(applicationIcon());
    resize(QSize(1440, 900).boundedTo(screen()->availableSize()));
    buildCentre();
    buildDocks();
    buildMenus();
    buildToolBar();
    buildStatusBar();

    connect(&session, &Session::modelChanged, this, &MainWindow::modelChanged);
    connect(&session, &Session::openingChanged, this, [this](bool opening) {
        if (opening)
            QApplication::setOverrideCursor(Qt::BusyCursor);
        else
            QApplication::restoreOverrideCursor();
    });
    connect(&session, &Session::tabRequested, this, &MainWindow::showTab);
    connect(&session, &Session::dialogRequested, this, [this](const QString &dialog) {
        if (dialog == "sensitivity")
            measureSensitivity();
        else if (dialog == "calibrate")
            calibrate();
    });
    connect(&session.editor(), &RecipeEditor::changed, this, &MainWindow::updateActions);
    connect(&session.runs(), &Runs::changed, this, &MainWindow::updateActions);
    connect(&session.runs(), &Runs::runFinished, this, &MainWindow::runFinished);
    connect(&session.editor(), &RecipeEditor::modifiedChanged, this, &QWidget::setWindowModified);
    connect(&session.settings(), &Settings::changed, this, [this](const QString &key) {
        if (key == "look")
            applyLook();
        if (key == "device" || key == "dtype" || key == "threads")
            updateDevice();
        if (key == "binaryUnits")
            updateMemory();
    });
    connect(&session.jobs(), &JobRunner::idle, this, [this] {
        if (m_quitWhenIdle)
            QApplication::quit();
    });
    updateDevice();
    applyLook();
    restoreLayout();
    modelChanged();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildCentre()
{
    m_centre = new QStackedWidget;
    m_start = new StartPage(m_session);
    m_tabBook = new QTabWidget;
    m_tabBook->setDocumentMode(true);
    m_tabBook->setUsesScrollButtons(true);
    m_tabBook->setAccessibleName(tr("Views of the model"));
    m_tabBook->installEventFilter(this);
    m_tabs = makeTabs(m_session, m_tabBook);
    for (Tab *tab : m_tabs)
        m_tabBook->addTab(tab, tab->title());
    m_centre->addWidget(m_start);
    m_centre->addWidget(m_tabBook);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::open);
    connect(m_start, &StartPage::browseFileRequested, this, &MainWindow::openFile);
    connect(m_start, &StartPage::browseFolderRequested, this, &MainWindow::openFolder);
    connect(m_tabBook, &QTabWidget::currentChanged, this, [this](int current) {
        for (int i = 0; i < int(m_tabs.size()); ++i)
            if (i != current && m_tabs[i]->isActive())
                m_tabs[i]->setActive(false);
        if (current >= 0)
            m_tabs[current]->setActive(true);
    });

    m_banner = new ErrorBanner(m_session.messages());
    connect(m_banner, &ErrorBanner::logRequested, this, &MainWindow::showMessages);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_centre, 1);
    // One large tab must not hold the docks narrow, and 200 % must fit a small screen.
    page->setMinimumSize(kCentreWidth, kCentreHeight);
    setCentralWidget(page);
}

/// Tabs move together before they would need arrows.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabBook && event->type() == QEvent::Resize) {
        QTabBar *bar = m_tabBook->tabBar();
        const bool narrow = m_tabBook->width() < kNarrowTabs;
        if (bar->property("narrow").toBool() != narrow) {
            bar->setProperty("narrow", narrow);
            Theme::repolish(bar);
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

QDockWidget *MainWindow::addDock(const QString &id, const QString &title, QWidget *content,
                                 DockTitle *bar, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title);
    dock->setObjectName(id);
    dock->setWidget(content);
    dock->setTitleBarWidget(bar);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable
                      | QDockWidget::DockWidgetFloatable);
    addDockWidget(area, dock);
    m_docks.push_back(dock);
    return dock;
}

void MainWindow::buildDocks()
{
    m_layers = new LayersView(m_session);
    m_layersTitle = new DockTitle(tr("Layers"));
    m_inspector = new InspectorView(m_session);
    auto *inspectorTitle = new DockTitle(tr("Inspector"));
    m_recipe = new RecipeView(m_session);
    m_jobs = new JobsView(m_session);
    m_layers->setMinimumWidth(260);
    m_inspector->setMinimumWidth(290);
    addDock("layers", tr("Layers"), m_layers, m_layersTitle, Qt::LeftDockWidgetArea);
    addDock("inspector", tr("Inspector"), m_inspector, inspectorTitle, Qt::RightDockWidgetArea);
    QDockWidget *recipe = addDock("recipe", tr("Recipe"), m_recipe, m_recipe->titleBar(),
                                  Qt::BottomDockWidgetArea);
    QDockWidget *jobs
        = addDock("jobs", tr("Jobs"), m_jobs, m_jobs->titleBar(), Qt::BottomDockWidgetArea);
    splitDockWidget(recipe, jobs, Qt::Horizontal);
    m_budget = new BudgetView(m_session);
    m_budget->setMinimumWidth(290);
    QDockWidget *budget = addDock("budget", tr("Budget"), m_budget, m_budget->titleBar(),
                                  Qt::RightDockWidgetArea);
    setTabPosition(Qt::RightDockWidgetArea, QTabWidget::North);
    tabifyDockWidget(m_docks[1], budget);
    m_docks[1]->raise();
    connect(m_budget, &BudgetView::calibrateRequested, this, &MainWindow::calibrate);
    connect(m_budget, &BudgetView::runsRequested, this, &MainWindow::runVariants);
    connect(m_inspector, &InspectorView::subjectChanged, inspectorTitle, &DockTitle::setHint);
    connect(m_layers, &LayersView::methodRequested, m_inspector, &InspectorView::focusMethod);
    connect(m_layers, &LayersView::sizeRequested, m_inspector, &InspectorView::stepSize);
    connect(m_jobs, &JobsView::linkActivated, this, &MainWindow::activateLink);
}

void MainWindow::defaultLayout()
{
    const int width = this->width();
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        dock->show();
    }
    tabifyDockWidget(m_docks[1], m_docks[4]);
    m_docks[1]->raise();
    resizeDocks({m_docks[2]}, {kBottomHeight}, Qt::Vertical);
    resizeDocks({m_docks[2], m_docks[3]}, {int(width * 0.70), int(width * 0.30)}, Qt::Horizontal);
    const double layers = width < 1400 ? 0.35 : 0.365;
    resizeDocks({m_docks[0], m_docks[1]}, {int(width * layers), int(width * 0.205)},
                Qt::Horizontal);
}

void MainWindow::buildToolBar()
{
    QToolBar *bar = addToolBar(tr("Toolbar"));
    bar->setObjectName("toolbar");
    bar->setMovable(false);
    bar->setFixedHeight(44);
    bar->toggleViewAction()->setEnabled(false);
    const auto button = [bar](QAction *action, Qt::ToolButtonStyle style) {
        auto *tool = new QToolButton;
        tool->setDefaultAction(action);
        tool->setToolButtonStyle(style);
        tool->setFocusPolicy(Qt::TabFocus);
        bar->addWidget(tool);
        return tool;
    };
    QAction *open = findChild<QAction *>("open");
    button(open, Qt::ToolButtonTextOnly);
    button(m_undo, Qt::ToolButtonIconOnly);
    button(m_redo, Qt::ToolButtonIconOnly);
    bar->addSeparator();
    bar->addWidget(makeCalibrationButton());
    button(findChild<QAction *>("budget"), Qt::ToolButtonTextOnly);
    auto *space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_device = new QToolButton;
    m_device->setFocusPolicy(Qt::TabFocus);
    m_device->setToolTip(tr("Device and precision to compute with; change them in the settings"));
    connect(m_device, &QToolButton::clicked, this, &MainWindow::showSettings);
    bar->addWidget(m_device);
    QToolButton *run = button(m_run, Qt::ToolButtonTextBesideIcon);
    run->setProperty("primary", true);
}

void MainWindow::buildStatusBar()
{
    statusBar()->setSizeGripEnabled(false);
    m_statusModel = new QLabel;
    m_statusParameters = new QLabel;
    m_statusMemory = new QLabel;
    m_statusThreads = new QLabel(tr("%n thread(s)", nullptr, QThread::idealThreadCount()));
    m_statusMemory->setToolTip(tr("Memory that this program holds, of the machine's"));
    statusBar()->addWidget(m_statusModel);
    statusBar()->addWidget(m_statusParameters);
    statusBar()->addPermanentWidget(m_statusMemory);
    statusBar()->addPermanentWidget(m_statusThreads);
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &MainWindow::updateMemory);
    timer->start(kMemoryEveryMs);
    updateMemory();
}

void MainWindow::updateMemory()
{
    const bool binary = m_session.settings().binaryUnits();
    m_statusMemory->setText(tr("Memory %1 of %2")
                                .arg(bytesText(residentBytes(), binary),
                                     bytesText(physicalBytes(), binary)));
}

/// What "auto" means is measured, so it is asked for in the background.
void MainWindow::updateDevice()
{
    JobSpec spec;
    spec.title = tr("Choose device");
    spec.background = true;
    m_device->setText(tr("Auto"));
    m_session.jobs().start<ComputeChoice>(
        spec, this,
        [options = m_session.compute()](JobContext &) { return chooseCompute(options); },
        [this](const JobOutcome<ComputeChoice> &outcome) {
            if (outcome.failed())
                m_session.messages().post(Severity::Warning, errorText(outcome.error));
            if (!outcome.succeeded())
                return;
            const ComputeChoice &choice = *outcome.value;
            m_device->setText(
                QStringLiteral("%1 · %2").arg(QString::fromStdString(choice.device).toUpper(),
                                              QString::fromStdString(choice.dtype)));
            m_device->setToolTip(tr("Computes on %1 in %2. %3. Change it in the settings.")
                                     .arg(QString::fromStdString(choice.device),
                                          QString::fromStdString(choice.dtype),
                                          QString::fromStdString(choice.reason)));
            m_statusThreads->setText(tr("%n thread(s)", nullptr, choice.threads));
        });
}

void MainWindow::modelChanged()
{
    const ModelPtr &model = m_session.model();
    m_centre->setCurrentWidget(model ? static_cast<QWidget *>(m_tabBook) : m_start);
    if (!model)
        m_start->refresh();
    for (QDockWidget *dock : m_docks) // an empty window shows the start page only
        dock->setVisible(model
                         && !m_session.settings()
                                 .value("window/hidden")
                                 .toStringList()
                                 .contains(dock->objectName()));
    if (model && !m_layoutKnown) { // sizes can only be given to docks that are shown
        m_layoutKnown = true;
        QTimer::singleShot(0, this, [this] {
            const QByteArray state = m_session.settings().value("window/state").toByteArray();
            if (!restoreState(state, kLayoutVersion))
                defaultLayout();
        });
    }
    m_layersTitle->setHint(m_session.modelName());
    setWindowTitle(model ? tr("%1[*] - Lapidary").arg(m_session.modelName())
                         : QStringLiteral("Lapidary"));
    if (model && m_tabBook->currentIndex() >= 0)
        m_tabs[m_tabBook->currentIndex()]->setActive(true);
    updateStatus();
    updateActions();
    updateCalibration();
}

void MainWindow::updateStatus()
{
    const ModelPtr &model = m_session.model();
    if (!model) {
        m_statusModel->setText(tr("No model is open"));
        m_statusParameters->clear();
        return;
    }
    QStringList parts;
    parts += model->family ? QString::fromUtf8(model->family->title)
        : model->config.architecture.empty()
        ? tr("unknown architecture")
        : QString::fromStdString(model->config.architecture);
    if (model->config.blocks > 0)
        parts += tr("%n block(s)", nullptr, int(model->config.blocks));
    if (const QString attention = attentionText(*model); !attention.isEmpty())
        parts += attention;
    if (!model->config.storedDtype.empty())
        parts += QString::fromStdString(model->config.storedDtype);
    m_statusModel->setText(parts.join(QStringLiteral(" · ")));
    QString parameters = tr("%1 parameters").arg(exactText(model->parametersUnique()));
    if (model->config.tiedEmbeddings)
        parameters += tr(", tied embedding");
    m_statusParameters->setText(parameters);
    m_statusModel->setToolTip(m_session.where());
}

void MainWindow::showTab(const QString &id)
{
    for (int i = 0; i < int(m_tabs.size()); ++i)
        if (m_tabs[i]->id() == id)
            m_tabBook->setCurrentIndex(i);
}

void MainWindow::applyLook()
{
    switch (m_session.settings().look()) {
    case Settings::Look::Light:
        return Theme::instance().setMode(Theme::Mode::Light);
    case Settings::Look::Dark:
        return Theme::instance().setMode(Theme::Mode::Dark);
    case Settings::Look::System:
        return Theme::instance().setMode(Theme::Mode::System);
    }
}

void MainWindow::restoreLayout()
{
    const Settings &settings = m_session.settings();
    restoreGeometry(settings.value("window/geometry").toByteArray());
    showTab(settings.value("window/tab", "overview").toString());
}

void MainWindow::saveLayout()
{
    Settings &settings = m_session.settings();
    settings.setValue("window/geometry", saveGeometry());
    if (m_session.model()) {
        settings.setValue("window/state", saveState(kLayoutVersion));
        QStringList hidden;
        for (const QDockWidget *dock : m_docks)
            if (dock->isHidden())
                hidden += dock->objectName();
        settings.setValue("window/hidden", hidden);
    }
    if (m_tabBook->currentIndex() >= 0)
        settings.setValue("window/tab", m_tabs[m_tabBook->currentIndex()]->id());
    settings.setValue("session/open", m_session.where());
    settings.setValue("session/recipe",
                      QString::fromStdString(lapidary::toJson(m_session.recipe()).dump()));
}

} // namespace lapidary
