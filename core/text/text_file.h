#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace lapidary {

/// A text for evaluation or calibration, byte for byte (line ends and a byte order mark are kept,
/// as other tools do). Fails with ErrorCode::Io when unreadable or larger than `limit`, and with
/// ErrorCode::Input when empty or not UTF-8 (names the offset and the line).
Result<std::string> readEvaluationText(const std::filesystem::path &path,
                                       int64_t limit = 256LL << 20);

} // namespace lapidary
