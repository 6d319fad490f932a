#include "ui/bridge/error_text.h"

#include <QCoreApplication>

namespace lapidary {

QString errorText(const Error &error)
{
    const QString sentence = QString::fromStdString(error.message);
    const auto prefixed = [&](const char *prefix) {
        return QCoreApplication::translate("lapidary::errorText", prefix) + ' ' + sentence;
    };
    switch (error.code) {
    case ErrorCode::Internal:
        return prefixed(QT_TRANSLATE_NOOP("lapidary::errorText", "Unexpected failure:"));
    case ErrorCode::Cancelled:
        return QCoreApplication::translate("lapidary::errorText", "Stopped.");
    case ErrorCode::Usage:
    case ErrorCode::Input:
    case ErrorCode::Unsupported:
    case ErrorCode::Io:
    case ErrorCode::Numerical:
    case ErrorCode::Budget:
        break;
    }
    return sentence; // core's sentences say what, where and what to do
}

} // namespace lapidary
