#pragma once

#include "core/surgery/plan.h"

#include <QAbstractTableModel>

namespace lapidary {

/// The steps of a recipe with what the plan says of each. Edits are asked for by signals: whoever
/// owns the recipe makes them and hands the new state back.
class RecipeModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Layers, Method, Before, After, Error, ColumnCount };

    explicit RecipeModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setPlan(std::shared_ptr<const Plan> plan, const Recipe &recipe);
    void setBinaryUnits(bool binary);
    /// Only shown: no boxes to tick, nothing to drag.
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    const Recipe &recipe() const { return m_recipe; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                      const QModelIndex &parent) override;

signals:
    void enableRequested(int step, bool enabled);
    void moveRequested(int from, int to);

private:
    QVariant text(int row, int column) const;

    std::shared_ptr<const Plan> m_plan;
    Recipe m_recipe;
    std::vector<std::optional<double>> m_errors; ///< per step, over its layers
    bool m_binary = false;
    bool m_readOnly = false;
};

/// Predicted relative error of each step over its layers (root of the parameter-weighted mean
/// square); nothing where some layer's error is not known yet.
std::vector<std::optional<double>> predictedStepErrors(const Plan &plan, size_t steps);

} // namespace lapidary
