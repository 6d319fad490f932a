#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

namespace lapidary {

/// Settings; each takes effect at once (language: with the next start).
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(Session &session, QWidget *parent = nullptr);

private:
    QWidget *appearance();
    QWidget *computing();
    QWidget *files();

    Session &m_session;
};

} // namespace lapidary
