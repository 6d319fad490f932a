#pragma once

#include <QDateTime>
#include <QObject>

#include <vector>

namespace lapidary {

enum class Severity { Info, Warning, Error };

struct Message {
    QDateTime time;
    Severity severity = Severity::Info;
    QString text;
};

/// Everything the program told the user in this session: shown once in the window, never lost.
class Messages : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void post(Severity severity, const QString &text);
    const std::vector<Message> &all() const { return m_all; }

signals:
    void posted(const lapidary::Message &message);

private:
    std::vector<Message> m_all;
};

} // namespace lapidary
