#pragma once

#include "ui/bridge/session.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace lapidary {

class DockTitle;
class JobCard;
class JobsModel;

/// Bottom right dock: what runs, what waits, how it ended.
class JobsView : public QWidget {
    Q_OBJECT
public:
    explicit JobsView(Session &session, QWidget *parent = nullptr);

    DockTitle *titleBar() { return m_title; }
    void showLog(int job = 0); ///< 0: of all jobs

signals:
    void linkActivated(const QString &link); ///< "run:NAME", "file:PATH"

private:
    void update(int job);
    void removed(int job);
    void refreshTitle();
    JobCard *card(int job);

    Session &m_session;
    DockTitle *m_title;
    JobsModel *m_model;
    QVBoxLayout *m_cards;
    QLabel *m_empty;
    std::map<int, JobCard *> m_byId;
};

} // namespace lapidary
