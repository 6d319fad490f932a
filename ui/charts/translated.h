#pragma once

#include <QCoreApplication>
#include <QString>

namespace lapidary {

/// tr() of functions that belong to no object; lupdate files their texts under the namespace.
inline QString tr(const char *text)
{
    return QCoreApplication::translate("lapidary", text);
}

} // namespace lapidary
