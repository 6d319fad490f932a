#include "ui/views/tabs/distribution_tab.h"

#include "ui/charts/number_text.h"
#include "ui/charts/plot_grid_view.h"
#include "ui/charts/plot_view.h"
#include "ui/views/tabs/distribution_charts.h"
#include "ui/views/tabs/tab_header.h"

#include <QCheckBox>
#include <QComboBox>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lapidary {

DistributionTab::DistributionTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_log(new QCheckBox(tr("Log counts"), this))
    , m_depthKind(new QComboBox(this))
    , m_histogram(new PlotView(this))
    , m_depthHeader(new TabHeader(this))
    , m_depth(new QStackedWidget(this))
    , m_boxes(new PlotView(this))
    , m_grid(new PlotGridView(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_log->setChecked(true);
    m_log->setToolTip(tr("Logarithmic counts show rare large weights"));
    m_header->addControl(m_log);
    m_depthKind->addItems({tr("Box plots"), tr("Small multiples")});
    m_depthKind->setAccessibleName(tr("How the depth of the model is shown"));
    m_depthKind->setToolTip(tr("How the same role is compared across blocks"));
    m_depthHeader->addControl(m_depthKind);
    m_histogram->setAccessibleName(tr("Histogram of the current layer's weights"));
    m_boxes->setAccessibleName(tr("Weights of this role across blocks"));
    m_depth->addWidget(m_boxes);
    m_depth->addWidget(m_grid);
    layout->addWidget(m_header);
    layout->addWidget(m_histogram, 3);
    layout->addWidget(m_depthHeader);
    layout->addWidget(m_depth, 2);
    m_depthSoon.setSingleShot(true);
    m_depthSoon.setInterval(100);

    connect(&m_depthSoon, &QTimer::timeout, this, &DistributionTab::showDepth);
    connect(m_log, &QCheckBox::toggled, this, &DistributionTab::refresh);
    connect(m_depthKind, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_depth->setCurrentIndex(index);
        showDepth();
    });
    connect(m_boxes, &PlotView::pointClicked, this, &DistributionTab::selectById);
    connect(m_grid, &PlotGridView::cellClicked, this, &DistributionTab::selectById);
    connect(&session, &Session::modelChanged, this, &DistributionTab::refreshIfActive);
    connect(&session.selection(), &Selection::changed, this, &DistributionTab::refreshIfActive);
    connect(&session.layers(), &LayerCache::statsReady, this, &DistributionTab::onStats);
    connect(&session.layers(), &LayerCache::failed, this, &DistributionTab::refreshIfActive);
}

bool DistributionTab::isSettled() const
{
    return !session().layers().pending() && !m_depthSoon.isActive();
}

void DistributionTab::refreshIfActive()
{
    if (isActive())
        refresh();
}

std::vector<int> DistributionTab::peers() const
{
    const int current = session().selection().current();
    return current < 0 ? std::vector<int>{} : session().layersLike(current);
}

void DistributionTab::refresh()
{
    const ModelPtr model = session().model();
    const int current = session().selection().current();
    if (!model || current < 0) {
        m_header->setText(tr("Distribution"));
        m_depthHeader->setText(tr("Across the depth of the model"));
        m_histogram->setSpec(PlotSpec::empty(
            tr("Select a layer in the layers tree to see how its weights are distributed.")));
        m_boxes->setSpec(PlotSpec::empty({}));
        m_grid->setSpec({});
        return;
    }
    const Layer &layer = model->layers[size_t(current)];
    m_depthHeader->setText(tr("%1 across the depth of the model")
                               .arg(QString::fromLatin1(roleName(layer.role))));
    std::vector<int> wanted{current};
    for (const int peer : peers())
        if (peer != current)
            wanted.push_back(peer);
    session().layers().requestStats(wanted);
    showHistogram();
    showDepth();
}

void DistributionTab::onStats(int layer)
{
    if (!isActive())
        return;
    if (layer == session().selection().current())
        showHistogram();
    if (!m_depthSoon.isActive())
        m_depthSoon.start();
}

void DistributionTab::showHistogram()
{
    const int current = session().selection().current();
    const Layer &layer = session().model()->layers[size_t(current)];
    const WeightStatsPtr stats = session().layers().stats(current);
    QString details = layer.form.in > 0 ? shapeText({layer.form.out, layer.form.in})
                                        : shapeText({layer.form.out});
    if (!stats) {
        const QString problem = session().layers().problem(current);
        m_header->setText(QString::fromStdString(layer.name), details);
        m_histogram->setSpec(problem.isEmpty() ? PlotSpec::busy(tr("Reading the weights…"))
                                               : PlotSpec::empty(problem));
        return;
    }
    details += tr(" · mean %1 · σ %2 · kurtosis %3 · range %4 to %5")
                   .arg(valueText(stats->mean), valueText(stats->std), valueText(stats->kurtosis),
                        valueText(stats->min), valueText(stats->max));
    if (stats->nonfinite > 0)
        details += tr(" · %1 not finite").arg(exactText(stats->nonfinite));
    m_header->setText(QString::fromStdString(layer.name), details);
    m_histogram->setSpec(histogramChart(histogramOf(layer, *stats, m_log->isChecked())));
}

void DistributionTab::showDepth()
{
    const ModelPtr model = session().model();
    const int current = session().selection().current();
    if (!model || current < 0)
        return;
    const Layer &layer = model->layers[size_t(current)];
    DepthInput boxes;
    boxes.role = QString::fromLatin1(roleName(layer.role));
    boxes.currentBlock = layer.block;
    std::vector<DepthHistogram> histograms;
    for (const int peer : peers()) {
        const WeightStatsPtr stats = session().layers().stats(peer);
        if (!stats)
            continue;
        const Layer &other = model->layers[size_t(peer)];
        boxes.boxes.push_back(depthBoxOf(other, *stats));
        boxes.boxes.back().id = QString::number(peer);
        histograms.push_back(depthHistogramOf(other, *stats));
        histograms.back().id = QString::number(peer);
    }
    if (boxes.boxes.empty()) {
        m_boxes->setSpec(PlotSpec::busy(tr("Reading the weights…")));
        return;
    }
    if (m_depthKind->currentIndex() == 0)
        m_boxes->setSpec(depthBoxChart(boxes), true);
    else
        m_grid->setSpec(
            depthHistograms(histograms, boxes.role, m_log->isChecked(), layer.block));
}

void DistributionTab::selectById(const QString &id)
{
    if (!id.isEmpty())
        session().selection().set({id.toInt()});
}

} // namespace lapidary
