#pragma once

#include "ui/bridge/model_finder.h"
#include "ui/bridge/session.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;

namespace lapidary {

/// Shown while nothing is open: open something, recent models, models found on this machine, and
/// the built-in model.
class StartPage : public QWidget {
    Q_OBJECT
public:
    StartPage(Session &session, QWidget *parent = nullptr);

    /// Reads the recent list again and looks for models once.
    void refresh();

signals:
    void openRequested(const QString &where);
    void browseFolderRequested();
    void browseFileRequested();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeOpenColumn();
    QWidget *makeBuiltInRow();
    QListWidget *makeList(const QString &accessibleName);
    void fillRecent();
    void findOnThisMachine();
    void showFound(const FoundModels &models);

    Session &m_session;
    QListWidget *m_recent;
    QListWidget *m_found;
    QLabel *m_recentEmpty;
    QLabel *m_foundEmpty;
    bool m_searched = false;
};

} // namespace lapidary
