#include "ui/views/tabs/overview_tab.h"

#include "ui/charts/number_text.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/theme.h"
#include "ui/charts/treemap_view.h"
#include "ui/views/tabs/overview_nodes.h"
#include "ui/views/tabs/sensitivity_chart.h"
#include "ui/views/tabs/tab_header.h"

#include <QComboBox>
#include <QLabel>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <map>

namespace lapidary {

OverviewTab::OverviewTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_colouring(new QComboBox(this))
    , m_depthButton(new QToolButton(this))
    , m_stack(new QStackedLayout)
    , m_depth(new PlotView(this))
    , m_map(new TreemapView(this))
    , m_legend(new QLabel(this))
    , m_shares(new QLabel(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_colouring->addItems({tr("Colour: role"), tr("Colour: method"), tr("Colour: dtype"),
                           tr("Colour: sensitivity")});
    m_colouring->setAccessibleName(tr("Colour of the treemap"));
    m_colouring->setToolTip(tr("What the colours of the treemap mean"));
    m_header->addControl(m_colouring);
    m_depthButton->setText(tr("Sensitivity"));
    m_depthButton->setObjectName("depth");
    m_depthButton->setCheckable(true);
    m_depthButton->setToolTip(tr("What changing each layer alone costs, across the depth of the "
                                 "model"));
    m_header->addControl(m_depthButton);
    m_depth->setAccessibleName(tr("Sensitivity across depth"));
    m_map->setEmptyText(tr("Open a model to see where its parameters are."));
    m_legend->setWordWrap(true);
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setProperty("tone", "secondary");
    m_shares->setProperty("tone", "secondary");
    m_shares->setWordWrap(true);
    layout->addWidget(m_header);
    m_stack->addWidget(m_map);
    m_stack->addWidget(m_depth);
    layout->addLayout(m_stack, 1);
    layout->addWidget(m_legend);
    layout->addWidget(m_shares);

    connect(m_depthButton, &QToolButton::toggled, this, &OverviewTab::refresh);
    connect(m_depth, &PlotView::pointClicked, this, [this](const QString &id) {
        if (!id.isEmpty())
            this->session().selection().set({id.toInt()});
    });
    connect(m_depth, &PlotView::emptyActionTriggered, this,
            [this] { emit this->session().dialogRequested(QStringLiteral("sensitivity")); });
    connect(&session.sensitivity(), &SensitivityState::changed, this, [this] {
        if (this->session().sensitivity().result()) // somebody waited for it
            m_depthButton->setChecked(true);
        refreshIfActive();
    });
    connect(m_colouring, &QComboBox::currentIndexChanged, this, &OverviewTab::refresh);
    connect(m_map, &TreemapView::selectionChanged, this, &OverviewTab::select);
    connect(m_map, &TreemapView::groupClicked, this, &OverviewTab::selectGroup);
    connect(&session, &Session::modelChanged, this, &OverviewTab::refreshIfActive);
    connect(&session.editor(), &RecipeEditor::changed, this, &OverviewTab::refreshIfActive);
    connect(&session.selection(), &Selection::changed, this, &OverviewTab::showSelection);
    connect(&Theme::instance(), &Theme::changed, this, &OverviewTab::refreshIfActive);
}

void OverviewTab::refreshIfActive()
{
    if (isActive())
        refresh();
}

void OverviewTab::refresh()
{
    const ModelPtr model = session().model();
    if (!model) {
        m_header->setText({});
        m_map->setNodes({});
        m_legend->clear();
        m_shares->clear();
        return;
    }
    m_stack->setCurrentIndex(depthShown() ? 1 : 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_colouring), static_cast<QWidget *>(m_legend),
                            static_cast<QWidget *>(m_shares)})
        widget->setVisible(!depthShown());
    if (depthShown())
        return showDepth();
    const auto colouring = static_cast<OverviewColouring>(m_colouring->currentIndex());
    const PlanPtr plan = session().plan();
    m_header->setText(tr("Parameters by layer"), tr("area is the number of parameters"));
    const SensitivityPtr &measured = session().sensitivity().result();
    const std::vector<LayerHeat> heat
        = measured ? sensitivityHeat(*model, *measured) : std::vector<LayerHeat>();
    m_map->setNodes(overviewNodes(*model, plan.get(), colouring, heat));
    m_legend->setText(overviewLegend(*model, plan.get(), colouring, heat));
    m_shares->setText(shares());
    showSelection();
}

bool OverviewTab::depthShown() const
{
    return m_depthButton->isChecked();
}

void OverviewTab::showDepth()
{
    const SensitivityState &state = session().sensitivity();
    const SensitivityPtr &measured = state.result();
    m_header->setText(tr("Sensitivity across depth"),
                      measured ? tr("%1, on %2 tokens")
                                     .arg(state.method(), exactText(measured->positions))
                               : QString());
    if (measured)
        return m_depth->setSpec(sensitivityChart(*session().model(), *measured, state.method()));
    if (state.measuring())
        return m_depth->setSpec(PlotSpec::busy(tr("Measuring one layer after the other…")));
    PlotSpec spec = PlotSpec::empty(tr("Nothing is known yet of what changing each layer costs."));
    spec.emptyAction = tr("Measure Sensitivity…");
    m_depth->setSpec(spec);
}

QString OverviewTab::shares() const
{
    std::map<QString, int64_t> sums;
    const ModelPtr model = session().model();
    for (const Layer &layer : model->layers)
        if (!layer.tiedCopy)
            sums[layer.block < 0                ? tr("embedding and head")
                 : layer.role == Role::Norm     ? tr("norms")
                 : layer.role <= Role::O        ? tr("attention")
                                                : tr("MLP and others")] += layer.parameters();
    QStringList parts;
    for (const auto &[name, sum] : sums)
        parts << tr("%1 %2").arg(
            name, percentText(double(sum) / double(std::max<int64_t>(
                                                1, model->parametersUnique()))));
    return tr("Share of the parameters: %1").arg(parts.join(QStringLiteral(" · ")));
}

void OverviewTab::showSelection()
{
    QStringList ids;
    for (const int layer : session().selection().layers())
        ids << QString::number(layer);
    m_map->setSelection(ids);
}

void OverviewTab::select(const QStringList &ids)
{
    std::vector<int> layers;
    for (const QString &id : ids)
        layers.push_back(id.toInt());
    std::sort(layers.begin(), layers.end());
    session().selection().set(layers, ids.isEmpty() ? -1 : ids.last().toInt());
}

void OverviewTab::selectGroup(const QString &group)
{
    std::vector<int> layers;
    for (const TreemapNode &node : m_map->nodes())
        if (node.group == group)
            layers.push_back(node.id.toInt());
    session().selection().set(layers);
}

} // namespace lapidary
