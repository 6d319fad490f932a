#include "ui/views/tabs/tradeoff_tab.h"

#include "ui/charts/number_text.h"
#include "ui/charts/plot_view.h"
#include "ui/views/tabs/tab_header.h"
#include "ui/views/tabs/tradeoff_prediction.h"

#include <QComboBox>
#include <QVBoxLayout>

#include <cmath>

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
    connect(m_plot, &PlotView::handleMoved, this, &TradeoffTab::moveHandle);
    connect(m_plot, &PlotView::handleReleased, this, &TradeoffTab::releaseHandle);
    connect(&session.budget(), &Budget::changed, this, &TradeoffTab::refreshIfActive);
    connect(&session, &Session::modelChanged, this, &TradeoffTab::refreshIfActive);
    connect(&session.runs(), &Runs::changed, this, &TradeoffTab::refreshIfActive);
    connect(&session.editor(), &RecipeEditor::changed, this, &TradeoffTab::refreshIfActive);
}

void TradeoffTab::refreshIfActive()
{
    if (isActive() && !m_dragging)
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
    showPrediction(input, measure);
    PlotSpec spec = tradeoffChart(input);
    for (ReferenceLine &line : spec.lines)
        if (input.budget && line.value == *input.budget)
            line.label = tr("current recipe");
    if (input.points.empty())
        spec.emptyText = tr("No measured run yet. Build a recipe and press Run with "
                            "\"Measure perplexity before and after\" on: each run "
                            "becomes a point here. With a calibration, the budget shows "
                            "what to expect of each size before any run.");
    m_header->setText(tr("Perplexity against size"),
                      leftOut ? tr("%n run(s) without a comparable figure", nullptr, leftOut)
                              : QString());
    m_plot->setSpec(spec, true);
}

void TradeoffTab::showPrediction(TradeoffInput &input, SizeMeasure measure)
{
    const Budget &budget = session().budget();
    const TradeoffPrediction prediction(budget, measure, input.points);
    if (!prediction.any())
        return;
    std::optional<double> chosen;
    if (budget.allocation())
        chosen = double(budget.reached(budgetOf(measure)));
    prediction.addTo(input, chosen);
    const bool bytes = measure == SizeMeasure::Bytes;
    const bool binary = session().settings().binaryUnits();
    const double whole = double(bytes ? session().model()->bytes()
                                      : session().model()->parametersUnique());
    m_plot->setHandleTextProvider([prediction, bytes, binary, whole](double x) {
        PlotReadout text;
        text.title = QStringLiteral("%1 · %2").arg(
            bytes ? bytesText(int64_t(x), binary) : countText(int64_t(x)), percentText(x / whole));
        const double perplexity = prediction.perplexityAt(x);
        text.detail = tr("predicted perplexity %1 (× %2)")
                          .arg(measuredText(perplexity),
                               measuredText(perplexity / prediction.original()));
        if (!prediction.measuredOriginal())
            text.detail += '\n' + tr("on the calibration's text");
        return text;
    });
}

void TradeoffTab::moveHandle(double x)
{
    m_dragging = true;
    Budget &budget = session().budget();
    budget.setOf(budgetOf(static_cast<SizeMeasure>(m_size->currentIndex())));
    budget.setSize(int64_t(std::ceil(x))); // never below what can be reached
}

void TradeoffTab::releaseHandle(double x)
{
    moveHandle(x);
    m_dragging = false;
    refresh();
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
