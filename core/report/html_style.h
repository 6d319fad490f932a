#pragma once

namespace lapidary {

/// Style sheet of the HTML report: system fonts, light and dark, printable.
extern const char *const kReportStyle;

} // namespace lapidary
