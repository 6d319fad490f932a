#include "ui/models/recipe_model.h"

#include "core/base/format.h"

#include <QMimeData>

#include <cmath>

namespace lapidary {

namespace {
const QString kMime = QStringLiteral("application/x-lapidary-step");
}

std::vector<std::optional<double>> predictedStepErrors(const Plan &plan, size_t steps)
{
    std::vector<double> sum(steps, 0), weight(steps, 0);
    std::vector<bool> known(steps, true);
    for (const PlannedLayer &layer : plan.layers) {
        for (size_t i = 0; i < layer.actions.size() && i < layer.steps.size(); ++i) {
            const int step = layer.steps[i];
            if (step < 0 || step >= int(steps))
                continue;
            if (!layer.actions[i].predictedError) {
                known[step] = false;
                continue;
            }
            const double error = *layer.actions[i].predictedError;
            sum[step] += error * error * double(layer.parametersBefore);
            weight[step] += double(layer.parametersBefore);
        }
    }
    std::vector<std::optional<double>> errors(steps);
    for (size_t i = 0; i < steps; ++i)
        if (known[i] && weight[i] > 0)
            errors[i] = std::sqrt(sum[i] / weight[i]);
    return errors;
}

void RecipeModel::setPlan(std::shared_ptr<const Plan> plan, const Recipe &recipe)
{
    const bool sameRows = recipe.steps.size() == m_recipe.steps.size();
    if (!sameRows)
        beginResetModel();
    m_plan = std::move(plan);
    m_recipe = recipe;
    m_errors = m_plan ? predictedStepErrors(*m_plan, recipe.steps.size())
                      : std::vector<std::optional<double>>(recipe.steps.size());
    if (!sameRows)
        endResetModel();
    else if (!recipe.steps.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void RecipeModel::setBinaryUnits(bool binary)
{
    m_binary = binary;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RecipeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_recipe.steps.size());
}

int RecipeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RecipeModel::text(int row, int column) const
{
    const Step &step = m_recipe.steps[row];
    const bool totals = m_plan && step.enabled && row < int(m_plan->stepTotals.size());
    switch (column) {
    case Layers: {
        QString what = QString::fromStdString(describe(step.select));
        if (!step.stage.empty())
            what = QStringLiteral("%1: %2").arg(QString::fromStdString(step.stage), what);
        return totals ? QStringLiteral("%1 (%2)").arg(what).arg(m_plan->stepTotals[row].layers)
                      : what;
    }
    case Method:
        if (m_plan && row < int(m_plan->stepSummaries.size())
            && !m_plan->stepSummaries[row].empty())
            return QString::fromStdString(m_plan->stepSummaries[row]);
        return QString::fromStdString(step.method);
    case Before:
        return totals ? QString::fromStdString(
                   formatBytes(m_plan->stepTotals[row].bytesBefore, m_binary))
                      : QStringLiteral("-");
    case After:
        return totals
            ? QString::fromStdString(formatBytes(m_plan->stepTotals[row].bytesAfter, m_binary))
            : QStringLiteral("-");
    case Error:
        return m_errors[row] ? QString::fromStdString(formatPercent(*m_errors[row]))
                             : QStringLiteral("-");
    default:
        return {};
    }
}

QVariant RecipeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Step &step = m_recipe.steps[index.row()];
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column());
    if (role == Qt::CheckStateRole && index.column() == Layers && !m_readOnly)
        return int(step.enabled ? Qt::Checked : Qt::Unchecked);
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() >= Before ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) {
        if (index.column() == Error)
            return tr("Predicted relative error of the weights. “-” until the spectra of all "
                      "layers of this step are known, or where it takes the weights themselves.");
        return QString::fromStdString(step.method + ' ' + step.params.dump());
    }
    return {};
}

bool RecipeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole || index.column() != Layers)
        return false;
    emit enableRequested(index.row(), value.toInt() == Qt::Checked);
    return true;
}

QVariant RecipeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= Before ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Layers:
        return tr("Layers");
    case Method:
        return tr("Method");
    case Before:
        return tr("Bytes before");
    case After:
        return tr("After");
    case Error:
        return tr("Predicted error");
    default:
        return {};
    }
}

Qt::ItemFlags RecipeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return m_readOnly ? Qt::NoItemFlags : Qt::ItemIsDropEnabled; // between rows only
    if (m_readOnly)
        return Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled
        | Qt::ItemNeverHasChildren;
    if (index.column() == Layers)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QStringList RecipeModel::mimeTypes() const
{
    return {kMime};
}

QMimeData *RecipeModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(kMime, QByteArray::number(indexes.first().row()));
    return data;
}

bool RecipeModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int,
                               const QModelIndex &)
{
    if (action != Qt::MoveAction || !data->hasFormat(kMime))
        return false;
    const int from = data->data(kMime).toInt();
    int to = row < 0 ? rowCount() : row;
    if (to > from)
        --to; // the row leaves its old place first
    if (to != from)
        emit moveRequested(from, to);
    return false; // the owner has moved it; the view must not remove the row
}

} // namespace lapidary
