#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace lapidary {

/// Existing folders with the program's resources (demo model, presets, icons), best first:
/// $LAPIDARY_RESOURCES, the installed share/lapidary, and the source tree's resources/.
std::vector<std::filesystem::path> resourceFolders();

/// First existing `relative` ("demo", "presets/mlp.json") in resourceFolders(). Fails with
/// ErrorCode::Io, naming where it looked.
Result<std::filesystem::path> findResource(std::string_view relative);

/// Existing folders with one subfolder per plugin, best first and without repetition:
/// $LAPIDARY_PLUGIN_PATH (colon-separated), lib/lapidary/plugins beside the executable's folder,
/// and lapidary/plugins beside liblapidary-core.so.
std::vector<std::filesystem::path> pluginFolders();

} // namespace lapidary
