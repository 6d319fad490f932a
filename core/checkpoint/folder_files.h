#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string_view>

namespace lapidary {

/// Whether `name` is one plain file name: no separators, not "." or "..", no control characters.
bool isPlainFileName(std::string_view name);

/// Path of the file `name` in `folder`, or nothing when there is none. A symbolic link may lead
/// only into the folder itself or, inside a Hugging Face hub cache (.../snapshots/<revision>),
/// into its blobs folder: a hostile repository must not make us copy other files of the user.
/// Fails with ErrorCode::Input on a name that is no plain file name or leaves the folder.
Result<std::optional<std::filesystem::path>> fileInFolder(const std::filesystem::path &folder,
                                                          std::string_view name);

enum class RepeatKeys { Allow, Refuse };

/// Parses JSON text with limits: nesting at most 128, valid UTF-8, and on request no key twice in
/// one object. `what` names the source in errors (ErrorCode::Input).
Result<nlohmann::json> parseJson(std::string_view text, std::string_view what,
                                 RepeatKeys repeats = RepeatKeys::Allow);

/// JSON file `name` of `folder`; nothing when absent. At most 128 MiB.
Result<std::optional<nlohmann::json>> jsonInFolder(const std::filesystem::path &folder,
                                                   std::string_view name,
                                                   RepeatKeys repeats = RepeatKeys::Allow);

} // namespace lapidary
