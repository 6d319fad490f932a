#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace lapidary {

/// The window's one number formatter, over core/base/format.h. What is not known is "-", never 0.
/// Numbers stay in one notation in every language, so that figures can be compared and pasted.

QString countText(std::optional<int64_t> count);                     ///< 134.5 M
QString bytesText(std::optional<int64_t> bytes, bool binary = false);///< 269.0 MB
QString percentText(std::optional<double> fraction, int decimals = 1); ///< 0.582 -> 58.2 %
/// "−58.2 %", "+3.0 %" from before and after.
QString changeText(std::optional<double> before, std::optional<double> after, int decimals = 1);
/// "20.61 ± 0.12"; without or with a NaN error the value alone.
QString measuredText(std::optional<double> value, std::optional<double> standardError = {},
                     int decimals = 2);
QString signedText(std::optional<double> value, int decimals = 3);   ///< +0.024, −0.310
QString valueText(std::optional<double> value, int significant = 3); ///< 0.0312, 4.2e-07
QString durationText(std::optional<double> seconds);                 ///< 0:21, 2:04:10
QString rateText(std::optional<double> perSecond, const QString &unit); ///< 79 tokens/s
QString shapeText(const std::vector<int64_t> &shape);                ///< 576 × 1152

/// Exact, with thin separators: 134 515 008. For tooltips and the inspector.
QString exactText(std::optional<int64_t> count);
QString exactBytesText(std::optional<int64_t> bytes); ///< 269 030 016 bytes

/// What stands for a value that is not known.
QString unknownText();

} // namespace lapidary
