#pragma once

#include "core/base/error.h"

#include <QString>

namespace lapidary {

/// The sentence of core for the window, with what kind of trouble it is in the user's language.
QString errorText(const Error &error);

} // namespace lapidary
