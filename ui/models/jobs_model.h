#pragma once

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace lapidary {

/// One job as a list shows it; plain data, filled by the view from the runner.
struct JobRow {
    enum class State { Waiting, Running, Succeeded, Failed, Cancelled };
    int id = 0;
    QString title;
    QString label; ///< what it is doing, or its sentence when it failed
    State state = State::Waiting;
    double fraction = -1;
    double elapsed = 0;
    std::optional<double> left;
    bool hasLink = false;
    bool operator==(const JobRow &) const = default;
};

/// Jobs, newest first. Rows are told one by one, so that progress repaints only its own line.
class JobsModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, StateRole, FractionRole, LabelRole, TimeRole, LinkRole };

    explicit JobsModel(QObject *parent = nullptr) : QAbstractListModel(parent) {}

    void update(const JobRow &row); ///< adds or changes
    void remove(int id);
    const JobRow &row(int index) const { return m_rows[index]; }
    int find(int id) const; ///< row, or -1

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString timeText(const JobRow &row) const;
    QString accessibleText(const JobRow &row) const;
    std::vector<JobRow> m_rows;
};

} // namespace lapidary
