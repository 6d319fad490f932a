#pragma once

#include "ui/bridge/messages.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QTimer;

namespace lapidary {

/// Above the centre: the newest warning or error as a sentence, until it is closed. What it showed
/// stays in the message log.
class ErrorBanner : public QFrame {
    Q_OBJECT
public:
    explicit ErrorBanner(Messages &messages, QWidget *parent = nullptr);

signals:
    void logRequested();

private:
    void post(const Message &message);
    void showLatest();

    Messages &m_messages;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_more;
    int m_unread = 0;
    Message m_shown;
};

} // namespace lapidary
