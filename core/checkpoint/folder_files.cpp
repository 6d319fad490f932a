#include "core/checkpoint/folder_files.h"

#include "core/base/atomic_file.h"

#include <string>
#include <unordered_set>
#include <vector>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

constexpr int64_t documentLimit = 128LL << 20;
constexpr int depthLimit = 128;

bool isInside(const fs::path &path, const fs::path &folder)
{
    const auto [end, ignored] =
        std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

// Notices what the DOM would silently accept: a key twice in one object.
class RepeatedKeys {
public:
    bool operator()(int, nlohmann::json::parse_event_t event, nlohmann::json &parsed)
    {
        using Event = nlohmann::json::parse_event_t;
        if (event == Event::object_start)
            m_keys.emplace_back();
        else if (event == Event::object_end)
            m_keys.pop_back();
        else if (event == Event::key)
            if (!m_keys.back().insert(parsed.get<std::string>()).second && repeated.empty())
                repeated = parsed.get<std::string>();
        return true;
    }
    std::string repeated;

private:
    std::vector<std::unordered_set<std::string>> m_keys;
};

// Before the DOM is built: brackets outside strings.
bool nestsTooDeep(std::string_view text)
{
    int depth = 0;
    bool inString = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > depthLimit)
                return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

std::string withoutPrefix(std::string message)
{
    const size_t end = message.find("] "); // "[json.exception.parse_error.101] parse error at ..."
    return end == message.npos ? message : message.substr(end + 2);
}

} // namespace

bool isPlainFileName(std::string_view name)
{
    if (name.empty() || name == "." || name == ".." || name.size() > 255)
        return false;
    for (const char c : name)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 32)
            return false;
    return true;
}

Result<std::optional<fs::path>> fileInFolder(const fs::path &folder, std::string_view name)
{
    if (!isPlainFileName(name))
        return fail(ErrorCode::Input, "{}: \"{}\" is not a plain file name in this folder",
                    folder.string(), name);
    const fs::path path = folder / name;
    std::error_code ec;
    const auto status = fs::symlink_status(path, ec);
    if (!fs::exists(status))
        return std::nullopt;
    if (!fs::is_symlink(status))
        return path;

    const fs::path target = fs::canonical(path, ec);
    if (ec)
        return fail(ErrorCode::Io, "{} is a link to a missing file; download it again",
                    path.string());
    const fs::path root = fs::canonical(folder, ec);
    const bool hubCache = root.parent_path().filename() == "snapshots";
    if (!ec && (isInside(target, root)
                || (hubCache && isInside(target, root.parent_path().parent_path() / "blobs"))))
        return path;
    return fail(ErrorCode::Input,
                "{} is a link to {}, outside of its folder; put the file itself into the folder",
                path.string(), target.string());
}

Result<nlohmann::json> parseJson(std::string_view text, std::string_view what, RepeatKeys repeats)
{
    if (nestsTooDeep(text))
        return fail(ErrorCode::Input, "{}: nesting deeper than {}", what, depthLimit);
    try {
        if (repeats == RepeatKeys::Allow)
            return nlohmann::json::parse(text.begin(), text.end());
        RepeatedKeys check;
        auto json = nlohmann::json::parse(text.begin(), text.end(), std::ref(check));
        if (!check.repeated.empty())
            return fail(ErrorCode::Input, "{}: key \"{}\" appears twice", what, check.repeated);
        return json;
    } catch (const nlohmann::json::exception &e) {
        return fail(ErrorCode::Input, "{} is not valid JSON: {}", what, withoutPrefix(e.what()));
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "{}: out of memory while parsing", what);
    }
}

Result<std::optional<nlohmann::json>> jsonInFolder(const fs::path &folder, std::string_view name,
                                                   RepeatKeys repeats)
{
    LAPIDARY_ASSIGN(const auto path, fileInFolder(folder, name));
    if (!path)
        return std::nullopt;
    LAPIDARY_ASSIGN(const std::string text, readTextFile(*path, documentLimit));
    LAPIDARY_ASSIGN(auto json, parseJson(text, path->string(), repeats));
    return std::optional(std::move(json));
}

} // namespace lapidary
