#pragma once

#include "core/base/job_context.h"

namespace lapidary::cli {

/// A bar that redraws in place on a terminal, otherwise a plain line every ten percent.
void showProgress(const Progress &progress);
/// Ends a half-drawn bar, so that what follows starts on a line of its own.
void endProgress();
void showMessage(LogLevel level, const std::string &message);

} // namespace lapidary::cli
