#include "ui/models/jobs_model.h"

#include "core/base/format.h"

namespace lapidary {

int JobsModel::find(int id) const
{
    for (int i = 0; i < int(m_rows.size()); ++i)
        if (m_rows[i].id == id)
            return i;
    return -1;
}

void JobsModel::update(const JobRow &row)
{
    const int at = find(row.id);
    if (at < 0) {
        beginInsertRows({}, 0, 0);
        m_rows.insert(m_rows.begin(), row);
        endInsertRows();
    } else if (!(m_rows[at] == row)) {
        m_rows[at] = row;
        emit dataChanged(index(at), index(at));
    }
}

void JobsModel::remove(int id)
{
    const int at = find(id);
    if (at < 0)
        return;
    beginRemoveRows({}, at, at);
    m_rows.erase(m_rows.begin() + at);
    endRemoveRows();
}

int JobsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant JobsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const JobRow &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case Qt::ToolTipRole:
        return row.label;
    case IdRole:
        return row.id;
    case StateRole:
        return int(row.state);
    case FractionRole:
        return row.fraction;
    case LabelRole:
        return row.label;
    case TimeRole:
        return timeText(row);
    case LinkRole:
        return row.hasLink;
    default:
        return {};
    }
}

QString JobsModel::timeText(const JobRow &row) const
{
    switch (row.state) {
    case JobRow::State::Waiting:
        return tr("waiting");
    case JobRow::State::Running:
        if (row.left)
            return tr("%1 left").arg(QString::fromStdString(formatDuration(*row.left)));
        return QString::fromStdString(formatDuration(row.elapsed));
    case JobRow::State::Cancelled:
        return tr("stopped");
    case JobRow::State::Failed:
        return tr("failed");
    case JobRow::State::Succeeded:
        break;
    }
    return QString::fromStdString(formatDuration(row.elapsed));
}

QString JobsModel::accessibleText(const JobRow &row) const
{
    QStringList parts{row.title, row.label, timeText(row)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace lapidary
