#include "core/plugin/loader.h"

#include "core/base/atomic_file.h"
#include "core/base/resources.h"

#include <algorithm>
#include <dlfcn.h>
#include <set>

namespace fs = std::filesystem;

namespace lapidary {
namespace {

constexpr int64_t largestManifest = 1 << 20;

Result<std::string> manifestText(const nlohmann::json &json, const char *key)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string() || found->get<std::string>().empty())
        return fail(ErrorCode::Input, "manifest.json: \"{}\" must be a text, found {}", key,
                    found == json.end() ? "no such key" : found->dump());
    return found->get<std::string>();
}

Result<PluginManifest> manifestFromJson(const nlohmann::json &json, const fs::path &folder)
{
    if (!json.is_object())
        return fail(ErrorCode::Input, "manifest.json must be an object, found {}",
                    json.type_name());
    PluginManifest manifest;
    LAPIDARY_ASSIGN(manifest.id, manifestText(json, "id"));
    LAPIDARY_ASSIGN(manifest.title, manifestText(json, "title"));
    LAPIDARY_ASSIGN(manifest.summary, manifestText(json, "summary"));
    LAPIDARY_ASSIGN(manifest.version, manifestText(json, "version"));
    LAPIDARY_ASSIGN(manifest.license, manifestText(json, "license"));
    const auto interface = json.find("interface");
    if (interface == json.end() || !interface->is_number_integer())
        return fail(ErrorCode::Input, "manifest.json: \"interface\" must be a whole number");
    manifest.interface = interface->get<int>();
    LAPIDARY_ASSIGN(const std::string library, manifestText(json, "library"));
    if (fs::path(library).filename() != library)
        return fail(ErrorCode::Input,
                    "manifest.json: \"library\" must name a file in the plugin's own folder, found "
                    "\"{}\"",
                    library);
    manifest.library = folder / library;
    return manifest;
}

Status checkInterface(int found)
{
    if (found == kPluginInterface)
        return {};
    return fail(ErrorCode::Unsupported,
                "made for plugin interface {}, this program has {}; install a matching version",
                found, kPluginInterface);
}

Result<PluginContents> openLibrary(const PluginManifest &manifest)
{
    // Never closed: the methods' code must outlive every plan and run that uses them.
    void *handle = dlopen(manifest.library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror();
        return fail(ErrorCode::Io, "cannot load {}: {}", manifest.library.filename().string(),
                    reason ? reason : "unknown reason");
    }
    using Entry = void (*)(PluginContents &);
    const auto entry = reinterpret_cast<Entry>(dlsym(handle, "lapidaryPlugin"));
    if (!entry)
        return fail(ErrorCode::Unsupported, "{} does not define lapidaryPlugin()",
                    manifest.library.filename().string());
    PluginContents contents;
    try {
        entry(contents);
    } catch (const std::exception &e) {
        return fail(ErrorCode::Internal, "lapidaryPlugin() failed: {}", e.what());
    }
    LAPIDARY_TRY(checkInterface(contents.interface));
    return contents;
}

struct Loaded {
    PluginManifest manifest;
    PluginContents contents;
};

Result<Loaded> loadOne(const fs::path &folder)
{
    LAPIDARY_ASSIGN(auto manifest, readPluginManifest(folder));
    LAPIDARY_TRY(checkInterface(manifest.interface));
    LAPIDARY_ASSIGN(auto contents, openLibrary(manifest));
    return Loaded{std::move(manifest), std::move(contents)};
}

std::vector<fs::path> candidates(const fs::path &folder)
{
    std::vector<fs::path> found;
    std::error_code ec;
    for (const auto &entry : fs::directory_iterator(folder, ec))
        if (entry.is_directory(ec) && fs::exists(entry.path() / "manifest.json", ec))
            found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

size_t menuOrder(const std::string &id)
{
    static const std::vector<std::string> first = {"svd",         "mpo",         "tucker",
                                                   "cp",          "prune_width", "prune_depth",
                                                   "prune_heads", "prune_experts", "refit",       "quantize"};
    return static_cast<size_t>(std::find(first.begin(), first.end(), id) - first.begin());
}

bool before(const std::shared_ptr<const Method> &a, const std::shared_ptr<const Method> &b)
{
    const auto &x = a->info().id, &y = b->info().id;
    return std::pair(menuOrder(x), x) < std::pair(menuOrder(y), y);
}

} // namespace

Result<PluginManifest> readPluginManifest(const fs::path &folder)
{
    LAPIDARY_ASSIGN(const std::string text,
                    readTextFile(folder / "manifest.json", largestManifest));
    try {
        return manifestFromJson(nlohmann::json::parse(text), folder);
    } catch (const nlohmann::json::exception &e) {
        return fail(ErrorCode::Input, "manifest.json: not JSON: {}", e.what());
    }
}

Plugins loadPlugins(const std::vector<fs::path> &folders)
{
    Plugins result;
    std::vector<std::shared_ptr<const Method>> methods;
    std::set<std::string> plugins, ids;
    for (const fs::path &folder : folders.empty() ? pluginFolders() : folders) {
        for (const fs::path &candidate : candidates(folder)) {
            // A plugin found in a better folder hides the one of the same name here.
            if (plugins.count(candidate.filename().string()))
                continue;
            auto loaded = loadOne(candidate);
            if (!loaded) {
                result.failures.push_back({candidate, loaded.error().message});
                continue;
            }
            plugins.insert(candidate.filename().string());
            for (auto &method : loaded->contents.methods) {
                if (method && ids.insert(method->info().id).second)
                    methods.push_back(std::move(method));
                else if (method)
                    result.failures.push_back(
                        {candidate, fmt::format("method \"{}\" exists already and is left out",
                                                method->info().id)});
            }
            for (auto &exporter : loaded->contents.exporters)
                if (exporter)
                    result.exporters.push_back(std::move(exporter));
            result.loaded.push_back(std::move(loaded->manifest));
        }
    }
    std::sort(methods.begin(), methods.end(), before);
    for (auto &method : methods)
        result.methods.add(std::move(method));
    return result;
}

const Plugins &plugins()
{
    static const Plugins loaded = loadPlugins();
    return loaded;
}

} // namespace lapidary
