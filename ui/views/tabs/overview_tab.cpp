#include "ui/views/tabs/overview_tab.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/charts/treemap_view.h"
#include "ui/views/tabs/overview_nodes.h"
#include "ui/views/tabs/tab_header.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

#include <map>

namespace lapidary {

OverviewTab::OverviewTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_colouring(new QComboBox(this))
    , m_map(new TreemapView(this))
    , m_legend(new QLabel(this))
    , m_shares(new QLabel(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_colouring->addItems({tr("Colour: role"), tr("Colour: method"), tr("Colour: dtype")});
    m_colouring->setAccessibleName(tr("Colour of the treemap"));
    m_colouring->setToolTip(tr("What the colours of the treemap mean"));
    m_header->addControl(m_colouring);
    m_map->setEmptyText(tr("Open a model to see where its parameters are."));
    m_legend->setWordWrap(true);
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setProperty("tone", "secondary");
    m_shares->setProperty("tone", "secondary");
    m_shares->setWordWrap(true);
    layout->addWidget(m_header);
    layout->addWidget(m_map, 1);
    layout->addWidget(m_legend);
    layout->addWidget(m_shares);

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
    const auto colouring = static_cast<OverviewColouring>(m_colouring->currentIndex());
    const PlanPtr plan = session().plan();
    m_header->setText(tr("Parameters by layer"), tr("area is the number of parameters"));
    m_map->setNodes(overviewNodes(*model, plan.get(), colouring));
    m_legend->setText(overviewLegend(*model, plan.get(), colouring));
    m_shares->setText(shares());
    showSelection();
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
