#include "ui/views/tabs/tradeoff_tab.h"

#include "ui/charts/plot_view.h"
#include "ui/views/tabs/tab_header.h"
#include "ui/views/tabs/tradeoff_points.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace lapidary {

TradeoffTab::TradeoffTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_size(new QComboBox(this))
    , m_which(new QComboBox(this))
    , m_plot(new PlotView(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_size->addItems({tr("x: file size"), tr("x: parameters")});
    m_size->setAccessibleName(tr("Size axis"));
    m_size->setToolTip(tr("What the horizontal axis shows"));
    m_which->addItems({tr("Runs of this model"), tr("All runs of the store")});
    m_which->setAccessibleName(tr("Runs shown"));
    m_which->setToolTip(tr("Which runs are drawn"));
    m_header->addControl(m_which);
    m_header->addControl(m_size);
    m_plot->setAccessibleName(tr("Perplexity against size"));
    layout->addWidget(m_header);
    layout->addWidget(m_plot, 1);

    connect(m_size, &QComboBox::currentIndexChanged, this, &TradeoffTab::refresh);
    connect(m_which, &QComboBox::currentIndexChanged, this, &TradeoffTab::refresh);
    connect(m_plot, &PlotView::pointClicked, this, &TradeoffTab::openPoint);
    connect(&session, &Session::modelChanged, this, &TradeoffTab::refreshIfActive);
    connect(&session.runs(), &Runs::changed, this, &TradeoffTab::refreshIfActive);
    connect(&session.editor(), &RecipeEditor::changed, this, &TradeoffTab::refreshIfActive);
}

void TradeoffTab::refreshIfActive()
{
    if (isActive())
        refresh();
}

void TradeoffTab::refresh()
{
    const auto measure = static_cast<SizeMeasure>(m_size->currentIndex());
    const ModelPtr model = session().model();
    std::vector<RunRecord> runs;
    for (const RunRecord &run : *session().runs().records())
        if (m_which->currentIndex() == 1 ||
            (model && run.sourceIdentity == model->source->identity()))
            runs.push_back(run);
    int leftOut = 0;
    TradeoffInput input;
    input.points = tradeoffPoints(runs, measure, &leftOut);
    input.lossLabel = tradeoffProtocol(runs);
    input.sizeLabel = measure == SizeMeasure::Bytes ? tr("size of all tensors") : tr("parameters");
    input.sizeFormat = measure == SizeMeasure::Bytes ? TickFormat::Bytes : TickFormat::Count;
    const PlanPtr plan = session().plan();
    if (model && !session().recipe().steps.empty() && plan->bytesAfter > 0)
        input.budget = double(measure == SizeMeasure::Bytes ? plan->bytesAfter
                                                            : plan->parametersAfter);
    PlotSpec spec = tradeoffChart(input);
    for (ReferenceLine &line : spec.lines)
        if (input.budget && line.value == *input.budget)
            line.label = tr("current recipe");
    if (input.points.empty())
        spec.emptyText = tr("No measured run yet. Build a recipe and press Run with \"Measure "
                            "perplexity\" on: each run becomes a point here.");
    m_header->setText(tr("Perplexity against size"),
                      leftOut ? tr("%n run(s) without a comparable figure", nullptr, leftOut)
                              : QString());
    m_plot->setSpec(spec);
}

void TradeoffTab::openPoint(const QString &id)
{
    if (id.isEmpty() || id == QLatin1String(kOriginalPoint))
        return;
    QStringList compared = session().comparedRuns();
    if (!compared.contains(id))
        compared << id;
    session().setComparedRuns(compared);
    emit session().tabRequested(QStringLiteral("compare"));
}

} // namespace lapidary
