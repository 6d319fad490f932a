#include "ui/views/tabs/compare_tab.h"

#include "ui/charts/icons.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/theme.h"
#include "ui/views/tabs/compare_tables.h"
#include "ui/views/tabs/tab_header.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace lapidary {

namespace {

constexpr int kLayerRows = 40;

QLabel *sectionTitle(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("tone", "strong");
    return label;
}

} // namespace

CompareTab::CompareTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_add(new QToolButton(this))
    , m_addMenu(new QMenu(this))
    , m_report(new QToolButton(this))
    , m_chips(new QWidget(this))
    , m_empty(new QLabel(this))
    , m_content(new QWidget)
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_add->setText(tr("Add Run"));
    m_add->setMenu(m_addMenu);
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setToolTip(tr("Add a run of the store to the comparison"));
    m_report->setText(tr("Report…"));
    m_report->setToolTip(tr("Write a self-contained report of the compared runs"));
    m_header->addControl(m_add);
    m_header->addControl(m_report);
    auto *chipLayout = new QHBoxLayout(m_chips);
    chipLayout->setContentsMargins(0, 0, 0, 0);
    chipLayout->setSpacing(8);
    m_empty->setText(tr("Pick two or more runs with Add Run, or click points in the Trade-off "
                        "tab, to see their recipes, figures and layers side by side."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setProperty("tone", "secondary");

    m_figures = makeCompareTable(tr("Figures"), m_content);
    m_recipe = makeCompareTable(tr("Recipes"), m_content);
    m_layers = makeCompareTable(tr("Layers that differ most"), m_content);
    m_chart = new PlotView(m_content);
    m_chart->setMinimumHeight(220);
    auto *content = new QVBoxLayout(m_content);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(8);
    content->addWidget(m_figures);
    content->addWidget(sectionTitle(tr("Recipe"), m_content));
    content->addWidget(m_recipe);
    content->addWidget(sectionTitle(tr("Weight error across depth"), m_content));
    content->addWidget(m_chart);
    content->addWidget(sectionTitle(tr("Layers that differ most (weight error)"), m_content));
    content->addWidget(m_layers);
    content->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(m_content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_content->setProperty("panel", true);
    m_content->setAttribute(Qt::WA_StyledBackground);
    layout->addWidget(m_header);
    layout->addWidget(m_chips);
    layout->addWidget(m_empty, 1);
    layout->addWidget(scroll, 1);
    m_content->parentWidget()->setProperty("panel", true);

    connect(m_addMenu, &QMenu::aboutToShow, this, &CompareTab::fillAddMenu);
    connect(m_report, &QToolButton::clicked, this, &CompareTab::saveReport);
    connect(&session, &Session::comparedRunsChanged, this, &CompareTab::refreshIfActive);
    connect(&session.runs(), &Runs::changed, this, &CompareTab::refreshIfActive);
    connect(&Theme::instance(), &Theme::changed, this, &CompareTab::refreshIfActive);
}

void CompareTab::refreshIfActive()
{
    if (isActive())
        refresh();
}

std::vector<RunRecord> CompareTab::chosenRuns() const
{
    std::vector<RunRecord> runs;
    for (const QString &id : session().comparedRuns())
        if (const RunRecord *run = session().runs().find(id))
            runs.push_back(*run);
    return runs;
}

void CompareTab::refresh()
{
    const std::vector<RunRecord> runs = chosenRuns();
    m_header->setText(tr("Compare runs"),
                      runs.empty() ? QString() : tr("%n run(s)", nullptr, int(runs.size())));
    showChips(runs);
    m_report->setEnabled(!runs.empty());
    m_empty->setVisible(runs.empty());
    m_content->parentWidget()->parentWidget()->setVisible(!runs.empty());
    if (!runs.empty())
        showComparison(compareRuns(runs));
}

void CompareTab::showChips(const std::vector<RunRecord> &runs)
{
    qDeleteAll(m_chips->findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly));
    auto *layout = static_cast<QHBoxLayout *>(m_chips->layout());
    while (QLayoutItem *item = layout->takeAt(0))
        delete item;
    for (size_t i = 0; i < runs.size(); ++i) {
        const QString run = QString::fromStdString(runs[i].run);
        auto *chip = new QToolButton(m_chips);
        chip->setText(runLetter(i) + QStringLiteral(" · ") + runTitle(runs[i]));
        chip->setIcon(themedIcon(QStringLiteral("close")));
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setLayoutDirection(Qt::RightToLeft);
        chip->setToolTip(tr("Take %1 out of the comparison").arg(runTitle(runs[i])));
        connect(chip, &QToolButton::clicked, this, [this, run] {
            QStringList compared = session().comparedRuns();
            compared.removeAll(run);
            session().setComparedRuns(compared);
        });
        layout->addWidget(chip);
    }
    layout->addStretch(1);
    m_chips->setVisible(!runs.empty());
}

void CompareTab::showComparison(const Comparison &comparison)
{
    fillTable(m_figures, figuresTable(comparison.runs));
    fillTable(m_recipe, recipeTable(comparison));
    fillTable(m_layers, layersTable(comparison, kLayerRows));
    m_chart->setSpec(layerErrorChart(comparison));
}

void CompareTab::fillAddMenu()
{
    m_addMenu->clear();
    const QStringList compared = session().comparedRuns();
    for (const RunRecord &run : *session().runs().records()) {
        const QString id = QString::fromStdString(run.run);
        if (compared.contains(id) || run.state != RunState::Finished)
            continue;
        QAction *action = m_addMenu->addAction(runTitle(run));
        action->setToolTip(id);
        connect(action, &QAction::triggered, this, [this, id] {
            session().setComparedRuns(session().comparedRuns() + QStringList{id});
        });
    }
    if (m_addMenu->isEmpty())
        m_addMenu->addAction(tr("No other finished run in this store"))->setEnabled(false);
}

void CompareTab::saveReport()
{
    QString filter;
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Write Report"), QStringLiteral("report.html"),
        tr("HTML (*.html);;Markdown (*.md);;JSON (*.json);;CSV (*.csv)"), &filter);
    if (file.isEmpty())
        return;
    const QString suffix = QFileInfo(file).suffix().toLower();
    const QStringList known = {"html", "md", "json", "csv"};
    const QString format = known.contains(suffix) ? suffix : QStringLiteral("html");
    session().runs().report(session().comparedRuns(), format, file, this,
                            [this](const JobOutcome<QStringList> &outcome) {
                                if (outcome.succeeded())
                                    session().messages().post(
                                        Severity::Info,
                                        tr("Report written: %1").arg(outcome.value->join(", ")));
                            });
}

} // namespace lapidary
