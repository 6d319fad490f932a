#include "ui/bridge/messages.h"

namespace lapidary {

void Messages::post(Severity severity, const QString &text)
{
    if (text.isEmpty())
        return;
    m_all.push_back({QDateTime::currentDateTime(), severity, text});
    emit posted(m_all.back());
}

} // namespace lapidary
