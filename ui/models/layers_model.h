#pragma once

#include "core/surgery/plan.h"
#include "ui/models/layer_filter.h"
#include "ui/models/sensitivity_heat.h"

#include <QAbstractItemModel>

namespace lapidary {

/// The tree of groups and layers of one model, with what the plan makes of each. Immutable input:
/// a model and a plan; nodes live in one flat array, so that 100,000 tensors are instant.
class LayersModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, Shape, Parameters, Type, Method, After, Heat, ColumnCount };
    enum Role {
        LayerRole = Qt::UserRole, ///< index into Model::layers, -1 for groups
        RoleNameRole,             ///< "down"; empty for groups
        ShareRole,                ///< of the model's parameters, 0..1
        ParametersRole,           ///< qint64
        BytesBeforeRole,          ///< qint64
        BytesAfterRole,           ///< qint64
        ChangedRole,              ///< the plan changes something here
        BlockRole,                ///< -1 outside the blocks
        HeatRole,                 ///< 0..1; invalid where nothing was measured
    };

    explicit LayersModel(QObject *parent = nullptr) : QAbstractItemModel(parent) {}

    void setModel(std::shared_ptr<const Model> model, std::shared_ptr<const Plan> plan);
    void setPlan(std::shared_ptr<const Plan> plan);
    /// What changing each layer alone costs, by layer; empty: nothing is known.
    void setHeat(std::vector<LayerHeat> heat);
    bool hasHeat() const { return !m_heat.empty(); }
    void setFilter(const LayerFilter &filter);
    void setBinaryUnits(bool binary);

    /// Layers below (or at) this index that the filter lets through, ascending.
    std::vector<int> layersBelow(const QModelIndex &index) const;
    std::vector<int> visibleLayers() const;
    QModelIndex indexOfLayer(int layer, int column = 0) const; ///< invalid when filtered out
    int visibleNodes() const { return int(m_nodes.size()); }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Node {
        int parent = -1;
        int row = 0;
        int layer = -1;
        int block = -1;
        QString label;
        std::vector<int> children;
        int64_t parameters = 0, bytesBefore = 0, bytesAfter = 0;
        bool changed = false;
        double heat = std::numeric_limits<double>::quiet_NaN(); ///< of groups: the worst inside
    };
    void rebuild();
    void valuesChanged();
    int addNode(const ModelTreeNode &source, int parent);
    void sumUp();
    const Node &node(const QModelIndex &index) const { return m_nodes[index.internalId()]; }
    const PlannedLayer *planned(int layer) const;
    QVariant text(const Node &node, int column) const;
    QString toolTip(const Node &node) const;
    QString typeText(const Node &node) const;
    void collect(int node, std::vector<int> &layers) const;

    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Plan> m_plan;
    ModelTreeNode m_tree;
    LayerFilter m_filter;
    std::vector<LayerHeat> m_heat;
    bool m_binary = false;
    int64_t m_total = 1;
    std::vector<Node> m_nodes; ///< parents before children
    std::vector<int> m_nodeOfLayer;
    std::vector<const PlannedLayer *> m_planned;
};

} // namespace lapidary
