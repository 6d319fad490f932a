#pragma once

#include "core/run/run_record.h"

#include <QAbstractTableModel>

namespace lapidary {

/// The runs of a store, newest first.
class RunsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, State, Created, Parameters, Bytes, Saving, PerplexityColumn, ColumnCount };
    enum Role { RunRole = Qt::UserRole, SortRole, FrontRole };

    explicit RunsModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setRecords(std::shared_ptr<const std::vector<RunRecord>> records);
    void setBinaryUnits(bool binary);
    const RunRecord &record(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QVariant text(const RunRecord &record, int column) const;
    QVariant sortValue(const RunRecord &record, int column) const;

    std::shared_ptr<const std::vector<RunRecord>> m_records;
    std::vector<bool> m_front;
    bool m_binary = false;
};

} // namespace lapidary
