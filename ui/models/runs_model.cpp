#include "ui/models/runs_model.h"

#include "core/base/format.h"
#include "core/run/comparison.h"

#include <limits>

namespace lapidary {

void RunsModel::setRecords(std::shared_ptr<const std::vector<RunRecord>> records)
{
    beginResetModel();
    m_records = std::move(records);
    std::vector<std::pair<double, double>> points;
    if (m_records)
        for (const RunRecord &record : *m_records)
            points.emplace_back(double(record.bytesAfter),
                                record.perplexityAfter
                                    ? record.perplexityAfter->value
                                    : std::numeric_limits<double>::quiet_NaN());
    m_front = paretoFront(points);
    endResetModel();
}

void RunsModel::setBinaryUnits(bool binary)
{
    m_binary = binary;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const RunRecord &RunsModel::record(int row) const
{
    return (*m_records)[m_records->size() - 1 - size_t(row)];
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_records ? 0 : int(m_records->size());
}

int RunsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RunRecord &run = record(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(run, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter
                   | (index.column() >= Parameters ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
        return QString::fromStdString(run.run + "\n" + run.source);
    case RunRole:
        return QString::fromStdString(run.run);
    case SortRole:
        return sortValue(run, index.column());
    case FrontRole:
        return bool(m_front[m_records->size() - 1 - size_t(index.row())]);
    default:
        return {};
    }
}

QVariant RunsModel::text(const RunRecord &run, int column) const
{
    const bool finished = run.state == RunState::Finished;
    switch (column) {
    case Name:
        return QString::fromStdString(run.name.empty() ? run.run : run.name);
    case State:
        return finished ? tr("finished") : tr("unfinished");
    case Created:
        return QString::fromStdString(run.created).left(16).replace('T', ' ');
    case Parameters:
        return QString::fromStdString(formatCount(run.parametersUniqueAfter));
    case Bytes:
        return QString::fromStdString(formatBytes(run.bytesAfter, m_binary));
    case Saving:
        return run.bytesBefore > 0
            ? QString::fromStdString(
                formatPercent(1 - double(run.bytesAfter) / double(run.bytesBefore)))
            : QStringLiteral("-");
    case PerplexityColumn:
        return run.perplexityAfter
            ? QString::fromStdString(
                formatMeasured(run.perplexityAfter->value, run.perplexityAfter->standardError))
            : QStringLiteral("-");
    default:
        return {};
    }
}

QVariant RunsModel::sortValue(const RunRecord &run, int column) const
{
    switch (column) {
    case Parameters:
        return qint64(run.parametersUniqueAfter);
    case Bytes:
        return qint64(run.bytesAfter);
    case Saving:
        return run.bytesBefore > 0 ? 1 - double(run.bytesAfter) / double(run.bytesBefore) : 0.0;
    case PerplexityColumn:
        return run.perplexityAfter ? run.perplexityAfter->value
                                   : std::numeric_limits<double>::infinity();
    default:
        return text(run, column);
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section >= Parameters ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Run");
    case State:
        return tr("State");
    case Created:
        return tr("Created (UTC)");
    case Parameters:
        return tr("Parameters");
    case Bytes:
        return tr("Size");
    case Saving:
        return tr("Saved");
    case PerplexityColumn:
        return tr("Perplexity");
    default:
        return {};
    }
}

} // namespace lapidary
