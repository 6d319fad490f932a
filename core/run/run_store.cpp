#include "core/run/run_store.h"

#include "core/base/atomic_file.h"
#include "core/run/run_lock.h"
#include "core/run/stages.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

constexpr const char *kIndexFile = "lapidary-store.json";
constexpr int kStoreVersion = 1;
constexpr int64_t kDocumentLimit = 1LL << 30;

Result<json> readJson(const fs::path &path)
{
    LAPIDARY_ASSIGN(std::string text, readTextFile(path, kDocumentLimit));
    json document = json::parse(text, nullptr, false);
    if (document.is_discarded())
        return fail(ErrorCode::Input, "{} is no valid JSON", path.string());
    return document;
}

Status createIndex(const fs::path &folder)
{
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create the store {}: {}; choose another folder",
                    folder.string(), ec.message());
    const json index = {{"format", "lapidary-store"}, {"version", kStoreVersion}};
    return writeFileAtomically(folder / kIndexFile, index.dump(2) + "\n");
}

Status checkIndex(const fs::path &folder)
{
    const fs::path path = folder / kIndexFile;
    LAPIDARY_ASSIGN(const json index, readJson(path));
    if (!index.is_object() || !index.contains("format") || index["format"] != "lapidary-store"
        || !index.contains("version") || !index["version"].is_number_integer())
        return fail(ErrorCode::Input,
                    "{} does not mark a store of runs: expected \"format\": \"lapidary-store\" and "
                    "a \"version\"",
                    path.string());
    const auto version = index["version"].get<int64_t>();
    if (version > kStoreVersion)
        return fail(ErrorCode::Unsupported,
                    "the store {} was written by a newer version of the program (store version "
                    "{}, this one reads up to {}); update the program or choose another store",
                    folder.string(), version, kStoreVersion);
    return {};
}

} // namespace

Result<RunStore> RunStore::open(const fs::path &folder, bool create)
{
    std::error_code ec;
    if (!fs::exists(folder / kIndexFile, ec)) {
        if (!create)
            return fail(fs::exists(folder, ec) ? ErrorCode::Input : ErrorCode::Io,
                        "{} is no store of runs: it has no {}", folder.string(), kIndexFile);
        if (fs::exists(folder, ec) && !fs::is_directory(folder, ec))
            return fail(ErrorCode::Io, "{} is a file; a store is a folder", folder.string());
        LAPIDARY_TRY(createIndex(folder));
    }
    LAPIDARY_TRY(checkIndex(folder));
    return RunStore(folder);
}

Result<RunRecord> RunStore::load(const std::string &run) const
{
    const fs::path folder = runFolder(run);
    std::error_code ec;
    if (run.empty() || run.find('/') != std::string::npos || run == "." || run == ".."
        || !fs::exists(folder / "plan.json", ec))
        return fail(ErrorCode::Usage, "the store {} has no run \"{}\"; `runs` lists what it has",
                    m_folder.string(), run);
    const bool finished = fs::exists(folder / "record.json", ec);
    const fs::path path = folder / (finished ? "record.json" : "plan.json");
    LAPIDARY_ASSIGN(json document, readJson(path));
    if (!finished)
        document = document.is_object() ? document.value("record", json::object()) : json();
    auto record = runRecordFromJson(document);
    if (!record)
        return fail(record.error().code, "{}: {}", path.string(), record.error().message);
    record->run = run; // a folder may have been renamed or copied
    record->state = finished ? RunState::Finished : RunState::Unfinished;
    if (!finished)
        record->stages = finishedStages(folder);
    return record;
}

Result<std::vector<RunRecord>> RunStore::list(std::vector<std::string> *problems) const
{
    std::vector<RunRecord> runs;
    std::error_code ec;
    fs::directory_iterator it(m_folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot read the store {}: {}", m_folder.string(), ec.message());
    for (; it != fs::directory_iterator(); it.increment(ec)) {
        std::error_code ignored;
        const std::string name = it->path().filename().string();
        if (name.starts_with('.') || !fs::exists(it->path() / "plan.json", ignored))
            continue;
        auto record = load(name);
        if (record)
            runs.push_back(std::move(*record));
        else if (problems)
            problems->push_back(record.error().message);
    }
    std::sort(runs.begin(), runs.end(), [](const RunRecord &a, const RunRecord &b) {
        return std::tie(a.created, a.run) < std::tie(b.created, b.run);
    });
    if (problems)
        std::sort(problems->begin(), problems->end());
    return runs;
}

Status RunStore::remove(const std::string &run) const
{
    const fs::path folder = runFolder(run);
    std::error_code ec;
    if (run.empty() || run.find('/') != std::string::npos || run.starts_with('.')
        || !fs::exists(folder / "plan.json", ec))
        return fail(ErrorCode::Usage, "the store {} has no run \"{}\"", m_folder.string(), run);
    LAPIDARY_ASSIGN(const RunLock lock, RunLock::acquire(folder));
    // The plan goes first: what a crash leaves behind is no run any more.
    fs::remove(folder / "plan.json", ec);
    if (!ec)
        fs::remove_all(folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot remove {}: {}", folder.string(), ec.message());
    return syncFolder(m_folder);
}

Result<std::pair<fs::path, std::string>> splitRunName(const std::string &where)
{
    const size_t hash = where.rfind('#');
    if (hash == std::string::npos || hash == 0 || hash + 1 == where.size())
        return fail(ErrorCode::Usage, "\"{}\" names no run; write STORE#RUN", where);
    return std::pair(fs::path(where.substr(0, hash)), where.substr(hash + 1));
}

} // namespace lapidary
