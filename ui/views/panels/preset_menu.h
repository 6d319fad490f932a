#pragma once

#include <QString>

#include <filesystem>
#include <vector>

namespace lapidary {

struct Preset {
    QString name;
    std::filesystem::path file;
};

/// Recipes of resources/presets, in the order of their files.
std::vector<Preset> findPresets();

/// Presets that differ only in a last figure, or in what follows a colon, stand together:
/// "OptIPFair width" with −10 %, −20 % below it. A group of one has no title.
struct PresetGroup {
    QString title;
    std::vector<Preset> presets; ///< names without the title
};
std::vector<PresetGroup> groupPresets(const std::vector<Preset> &presets);

} // namespace lapidary
