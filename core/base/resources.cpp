#include "core/base/resources.h"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <string>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

// An address inside the shared library that holds core.
const char anchor = 0;

fs::path executableFolder()
{
    std::error_code ec;
    const fs::path exe = fs::read_symlink("/proc/self/exe", ec);
    return ec ? fs::path() : exe.parent_path();
}

fs::path libraryFolder()
{
    Dl_info info{};
    if (dladdr(&anchor, &info) == 0 || !info.dli_fname)
        return {};
    std::error_code ec;
    const fs::path file = fs::absolute(info.dli_fname, ec);
    return ec ? fs::path() : file.parent_path();
}

std::string environment(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

void addExisting(std::vector<fs::path> &folders, const fs::path &folder)
{
    std::error_code ec;
    if (folder.empty() || !fs::is_directory(folder, ec))
        return;
    const fs::path canonical = fs::canonical(folder, ec);
    if (!ec && std::find(folders.begin(), folders.end(), canonical) == folders.end())
        folders.push_back(canonical);
}

} // namespace

std::vector<fs::path> resourceFolders()
{
    std::vector<fs::path> folders;
    addExisting(folders, environment("LAPIDARY_RESOURCES"));
    if (const fs::path exe = executableFolder(); !exe.empty()) {
        addExisting(folders, exe / "../share/lapidary");
        addExisting(folders, exe / "../../resources");
    }
#ifdef LAPIDARY_SOURCE_FOLDER
    addExisting(folders, fs::path(LAPIDARY_SOURCE_FOLDER) / "resources");
#endif
    return folders;
}

Result<fs::path> findResource(std::string_view relative)
{
    const auto folders = resourceFolders();
    std::error_code ec;
    std::string looked;
    for (const fs::path &folder : folders) {
        if (const fs::path candidate = folder / relative; fs::exists(candidate, ec))
            return candidate;
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    return fail(ErrorCode::Io,
                "the program's resource \"{}\" is missing (looked in: {}); set LAPIDARY_RESOURCES "
                "to the folder that holds it",
                relative, looked.empty() ? "no folder exists" : looked);
}

std::vector<fs::path> pluginFolders()
{
    std::vector<fs::path> folders;
    const std::string listed = environment("LAPIDARY_PLUGIN_PATH");
    for (size_t begin = 0; begin < listed.size();) {
        const size_t end = std::min(listed.find(':', begin), listed.size());
        addExisting(folders, listed.substr(begin, end - begin));
        begin = end + 1;
    }
    if (const fs::path exe = executableFolder(); !exe.empty())
        addExisting(folders, exe / "../lib/lapidary/plugins");
    if (const fs::path library = libraryFolder(); !library.empty())
        addExisting(folders, library / "lapidary/plugins");
    return folders;
}

} // namespace lapidary
