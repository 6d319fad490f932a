#pragma once

#include "core/plugin/plugin.h"
#include "core/surgery/registry.h"

#include <filesystem>

namespace lapidary {

/// manifest.json of a plugin folder, read before anything is loaded.
struct PluginManifest {
    std::string id, title, summary, version, license;
    int interface = 0;
    std::filesystem::path library;
};

struct PluginFailure {
    std::filesystem::path folder;
    std::string reason;
};

/// Everything that plugins give: shown in About, used by plan, run and export.
struct Plugins {
    MethodRegistry methods;
    std::vector<std::shared_ptr<const Exporter>> exporters;
    std::vector<PluginManifest> loaded;
    std::vector<PluginFailure> failures; ///< visible to the user, never fatal
};

/// Reads and checks folder/manifest.json; loads nothing. The library must be a file of that folder.
Result<PluginManifest> readPluginManifest(const std::filesystem::path &folder);

/// Loads all plugins of the given folders (default: pluginFolders()) with dlopen, methods in the order svd, mpo,
/// prune_width, quantize, then by id. Libraries stay loaded for the life of the process.
Plugins loadPlugins(const std::vector<std::filesystem::path> &folders = {});

/// The process's plugins, loaded on first use. Thread-safe, immutable.
const Plugins &plugins();

} // namespace lapidary
