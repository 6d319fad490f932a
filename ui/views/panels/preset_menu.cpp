#include "ui/views/panels/preset_menu.h"

#include "core/base/resources.h"
#include "core/surgery/recipe.h"

#include <QRegularExpression>

#include <algorithm>

namespace lapidary {

namespace {

/// What a preset shares with those like it; empty when its name has no such part.
QString titleOf(const QString &name)
{
    static const QRegularExpression figure(QStringLiteral("^(.*?\\S)\\s+[−-]?\\s*[0-9].*$"));
    if (const int colon = int(name.indexOf(':')); colon > 0)
        return name.left(colon);
    const auto match = figure.match(name);
    return match.hasMatch() ? match.captured(1) : QString();
}

QString withoutTitle(const QString &name, const QString &title)
{
    QString rest = name.mid(title.size()).trimmed();
    if (rest.startsWith(':'))
        rest = rest.mid(1).trimmed();
    return rest;
}

} // namespace

std::vector<Preset> findPresets()
{
    std::vector<Preset> presets;
    const auto folder = findResource("presets");
    if (!folder)
        return presets;
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(*folder, ignored))
        if (entry.path().extension() == ".json")
            if (const auto recipe = readRecipe(entry.path()))
                presets.push_back({QString::fromStdString(recipe->name), entry.path()});
    std::sort(presets.begin(), presets.end(),
              [](const Preset &a, const Preset &b) { return a.file < b.file; });
    return presets;
}

std::vector<PresetGroup> groupPresets(const std::vector<Preset> &presets)
{
    std::vector<PresetGroup> groups;
    for (const Preset &preset : presets) {
        const QString title = titleOf(preset.name);
        const auto known = std::find_if(groups.begin(), groups.end(), [&](const auto &group) {
            return !title.isEmpty() && group.title == title;
        });
        if (known == groups.end())
            groups.push_back({title, {preset}});
        else
            known->presets.push_back(preset);
    }
    for (PresetGroup &group : groups) {
        if (group.presets.size() < 2)
            group.title.clear();
        for (Preset &preset : group.presets)
            if (!group.title.isEmpty())
                preset.name = withoutTitle(preset.name, group.title);
    }
    return groups;
}

} // namespace lapidary
