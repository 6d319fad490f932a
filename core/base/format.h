#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lapidary {

/// The one place that turns numbers into text, for the window, the headless tool and reports.
/// "134.5 M", "1.2 k", "512" (SI, one decimal above 999).
std::string formatCount(int64_t count);
/// "269.0 MB" (decimal) or "256.5 MiB" (binary).
std::string formatBytes(int64_t bytes, bool binary = false);
/// 0.582 -> "58.2 %".
std::string formatPercent(double fraction, int decimals = 1);
/// 134515008 -> "134,515,008".
std::string formatExact(int64_t count);
/// 20.614, 0.12 -> "20.61 ± 0.12"; a NaN standard error gives the value alone.
std::string formatMeasured(double value, double standardError, int decimals = 2);
/// Seconds -> "0:21", "2:04:10".
std::string formatDuration(double seconds);

/// Reads "500MB" (10^6), "500MiB" (2^20), "1234B", "1234", and "0.6" or "60%" as a fraction of
/// `original` bytes. Fails with ErrorCode::Usage on anything else, on negatives and on overflow.
Result<int64_t> parseSize(std::string_view text, std::optional<int64_t> original = {});

} // namespace lapidary
