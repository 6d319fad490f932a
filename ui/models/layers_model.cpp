#include "ui/models/layers_model.h"

#include "core/base/format.h"
#include "ui/models/method_text.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

void LayersModel::setModel(std::shared_ptr<const Model> model, std::shared_ptr<const Plan> plan)
{
    beginResetModel();
    m_model = std::move(model);
    m_plan = std::move(plan);
    m_heat.clear();
    m_tree = m_model ? m_model->tree() : ModelTreeNode{};
    m_total = m_model ? std::max<int64_t>(1, m_model->parametersStored()) : 1;
    rebuild();
    endResetModel();
}

void LayersModel::setPlan(std::shared_ptr<const Plan> plan)
{
    m_plan = std::move(plan);
    valuesChanged();
}

void LayersModel::setHeat(std::vector<LayerHeat> heat)
{
    m_heat = std::move(heat);
    valuesChanged();
}

void LayersModel::valuesChanged()
{
    if (!m_model)
        return;
    sumUp();
    // Values only: every parent tells its children, views repaint what is visible.
    emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    for (size_t i = 0; i < m_nodes.size(); ++i) {
        if (m_nodes[i].children.empty())
            continue;
        const QModelIndex parent = createIndex(m_nodes[i].row, 0, quintptr(i));
        emit dataChanged(index(0, 0, parent),
                         index(int(m_nodes[i].children.size()) - 1, ColumnCount - 1, parent));
    }
}

void LayersModel::setFilter(const LayerFilter &filter)
{
    beginResetModel();
    m_filter = filter;
    rebuild();
    endResetModel();
}

void LayersModel::setBinaryUnits(bool binary)
{
    m_binary = binary;
    if (m_model)
        setPlan(m_plan);
}

void LayersModel::rebuild()
{
    m_nodes.clear();
    m_nodeOfLayer.assign(m_model ? m_model->layers.size() : 0, -1);
    m_planned.assign(m_nodeOfLayer.size(), nullptr);
    if (!m_model)
        return;
    if (m_plan)
        for (const PlannedLayer &layer : m_plan->layers)
            if (layer.layer >= 0 && layer.layer < int(m_planned.size()))
                m_planned[layer.layer] = &layer;
    m_nodes.reserve(m_model->layers.size() * 2);
    addNode(m_tree, -1);
    sumUp();
}

/// Returns the node's index, or -1 when nothing in it passes the filter.
int LayersModel::addNode(const ModelTreeNode &source, int parent)
{
    const bool isLayer = source.layer >= 0;
    if (isLayer && !m_filter.matches(m_model->layers[source.layer], m_planned[source.layer]))
        return -1;
    const int index = int(m_nodes.size());
    m_nodes.emplace_back();
    m_nodes[index].parent = parent;
    m_nodes[index].layer = source.layer;
    m_nodes[index].block = source.block;
    m_nodes[index].label = QString::fromStdString(source.label);
    if (isLayer)
        m_nodeOfLayer[source.layer] = index;
    std::vector<int> children;
    for (const ModelTreeNode &child : source.children) {
        const int added = addNode(child, index);
        if (added < 0)
            continue;
        m_nodes[added].row = int(children.size());
        children.push_back(added);
    }
    if (!isLayer && children.empty() && parent >= 0) {
        m_nodes.pop_back(); // nothing was added after it
        return -1;
    }
    m_nodes[index].children = std::move(children);
    return index;
}

void LayersModel::sumUp()
{
    std::fill(m_planned.begin(), m_planned.end(), nullptr);
    if (m_plan)
        for (const PlannedLayer &layer : m_plan->layers)
            if (layer.layer >= 0 && layer.layer < int(m_planned.size()))
                m_planned[layer.layer] = &layer;
    for (Node &node : m_nodes) {
        node.parameters = node.bytesBefore = node.bytesAfter = 0;
        node.changed = false;
        node.heat = std::numeric_limits<double>::quiet_NaN();
    }
    for (int i = int(m_nodes.size()) - 1; i >= 0; --i) { // children come after their parents
        Node &node = m_nodes[i];
        if (node.layer >= 0) {
            const Layer &layer = m_model->layers[node.layer];
            const PlannedLayer *plan = m_planned[node.layer];
            node.parameters = layer.parameters();
            node.bytesBefore = layer.bytes();
            node.bytesAfter = plan ? plan->bytesAfter : node.bytesBefore;
            node.changed = plan && !plan->actions.empty();
            if (size_t(node.layer) < m_heat.size())
                node.heat = m_heat[size_t(node.layer)].heat;
        }
        if (node.parent < 0)
            continue;
        Node &parent = m_nodes[node.parent];
        parent.parameters += node.parameters;
        parent.bytesBefore += node.bytesBefore;
        parent.bytesAfter += node.bytesAfter;
        parent.changed = parent.changed || node.changed;
        parent.heat = std::fmax(parent.heat, node.heat); // NaN gives way
    }
}

const PlannedLayer *LayersModel::planned(int layer) const
{
    return layer >= 0 && layer < int(m_planned.size()) ? m_planned[layer] : nullptr;
}

void LayersModel::collect(int index, std::vector<int> &layers) const
{
    const Node &node = m_nodes[index];
    if (node.layer >= 0)
        layers.push_back(node.layer);
    for (int child : node.children)
        collect(child, layers);
}

std::vector<int> LayersModel::layersBelow(const QModelIndex &index) const
{
    std::vector<int> layers;
    if (index.isValid())
        collect(int(index.internalId()), layers);
    std::sort(layers.begin(), layers.end());
    return layers;
}

std::vector<int> LayersModel::visibleLayers() const
{
    std::vector<int> layers;
    for (const Node &node : m_nodes)
        if (node.layer >= 0)
            layers.push_back(node.layer);
    std::sort(layers.begin(), layers.end());
    return layers;
}

QModelIndex LayersModel::indexOfLayer(int layer, int column) const
{
    if (layer < 0 || layer >= int(m_nodeOfLayer.size()) || m_nodeOfLayer[layer] < 0)
        return {};
    const int node = m_nodeOfLayer[layer];
    return createIndex(m_nodes[node].row, column, quintptr(node));
}

QModelIndex LayersModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || m_nodes.empty())
        return {};
    if (!parent.isValid())
        return row == 0 ? createIndex(0, column, quintptr(0)) : QModelIndex();
    const std::vector<int> &children = node(parent).children;
    if (parent.column() != 0 || row >= int(children.size()))
        return {};
    return createIndex(row, column, quintptr(children[row]));
}

QModelIndex LayersModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || node(index).parent < 0)
        return {};
    const int parent = node(index).parent;
    return createIndex(m_nodes[parent].row, 0, quintptr(parent));
}

int LayersModel::rowCount(const QModelIndex &parent) const
{
    if (m_nodes.empty())
        return 0;
    if (!parent.isValid())
        return 1;
    return parent.column() == 0 ? int(node(parent).children.size()) : 0;
}

int LayersModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant LayersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &item = node(index);
    switch (role) {
    case Qt::DisplayRole:
        return text(item, index.column());
    case Qt::ToolTipRole:
        return toolTip(item);
    case Qt::TextAlignmentRole: {
        const bool numeric = index.column() == Parameters || index.column() == After;
        return int(Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft));
    }
    case LayerRole:
        return item.layer;
    case RoleNameRole:
        return item.layer < 0 ? QString()
                              : QString::fromLatin1(roleName(m_model->layers[item.layer].role));
    case ShareRole:
        return double(item.parameters) / double(m_total);
    case ParametersRole:
        return qint64(item.parameters);
    case BytesBeforeRole:
        return qint64(item.bytesBefore);
    case BytesAfterRole:
        return qint64(item.bytesAfter);
    case ChangedRole:
        return item.changed;
    case BlockRole:
        return item.block;
    case HeatRole:
        return std::isfinite(item.heat) ? QVariant(item.heat) : QVariant();
    default:
        return {};
    }
}

QVariant LayersModel::text(const Node &item, int column) const
{
    switch (column) {
    case Name:
        return item.label;
    case Shape: {
        if (item.layer < 0)
            return {};
        const LayerForm &form = m_model->layers[item.layer].form;
        return QString::fromStdString(form.in > 0 ? formatShape({form.out, form.in})
                                                  : formatShape({form.out}));
    }
    case Parameters:
        return QString::fromStdString(formatCount(item.parameters));
    case Type:
        return typeText(item);
    case Method:
        if (const PlannedLayer *plan = planned(item.layer))
            return chipText(*plan);
        return {};
    case After:
        return QString::fromStdString(formatBytes(item.bytesAfter, m_binary));
    case Heat: // groups say it by colour and length only: theirs is the worst inside
        if (item.layer >= 0 && size_t(item.layer) < m_heat.size()
            && std::isfinite(m_heat[size_t(item.layer)].heat))
            return QString::number(1000 * m_heat[size_t(item.layer)].kl, 'g', 2);
        return {};
    default:
        return {};
    }
}

QString LayersModel::typeText(const Node &item) const
{
    if (item.layer < 0)
        return {};
    QString type;
    for (const FactorForm &factor : m_model->layers[item.layer].form.factors) {
        const QString name = QString::fromLatin1(dtypeName(factor.stored));
        if (type.isEmpty())
            type = name;
        else if (type != name)
            return tr("mixed");
    }
    return type;
}

QString LayersModel::toolTip(const Node &item) const
{
    QStringList lines;
    if (item.layer >= 0) {
        const Layer &layer = m_model->layers[item.layer];
        lines += QString::fromStdString(layer.name);
        lines += tr("role %1").arg(QLatin1String(roleName(layer.role)));
        if (layer.form.kind != FormKind::Dense)
            lines += tr("stored as %1").arg(QLatin1String(formName(layer.form.kind)));
    } else {
        lines += item.label;
    }
    lines += tr("%1 parameters").arg(QString::fromStdString(formatExact(item.parameters)));
    lines += tr("%1 bytes, after the recipe %2")
                 .arg(QString::fromStdString(formatExact(item.bytesBefore)),
                      QString::fromStdString(formatExact(item.bytesAfter)));
    if (const PlannedLayer *plan = planned(item.layer)) {
        lines += chipText(*plan);
        if (plan->predictedError)
            lines += tr("predicted weight error %1")
                         .arg(QString::fromStdString(formatPercent(*plan->predictedError)));
        for (const PlannedAction &action : plan->actions)
            for (const std::string &warning : action.warnings)
                lines += QString::fromStdString(warning);
    }
    if (item.layer >= 0 && size_t(item.layer) < m_heat.size()
        && !m_heat[size_t(item.layer)].text.isEmpty())
        lines += m_heat[size_t(item.layer)].text;
    return lines.join('\n');
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter
                   | (section == Parameters || section == After ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && section == Heat)
        return tr("Sensitivity: the divergence (KL, thousandths of a nat per token) when only this "
                  "layer is changed; of a group, its worst layer");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Shape:
        return tr("Shape");
    case Parameters:
        return tr("Parameters");
    case Type:
        return tr("Type");
    case Method:
        return tr("Method");
    case After:
        return tr("After");
    case Heat:
        return QStringLiteral("Δ");
    default:
        return {};
    }
}

} // namespace lapidary
