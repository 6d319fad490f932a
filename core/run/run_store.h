#pragma once

#include "core/run/run_record.h"

#include <filesystem>

namespace lapidary {

/// A folder of runs. Every file in it is immutable once it has its final name, so several
/// processes may read while one writes.
class RunStore {
public:
    /// Opens or creates. A store marked by a newer version fails with ErrorCode::Unsupported.
    static Result<RunStore> open(const std::filesystem::path &folder, bool create);

    const std::filesystem::path &folder() const { return m_folder; }
    /// Finished and unfinished runs, oldest first. Damaged ones are reported in `problems`.
    Result<std::vector<RunRecord>> list(std::vector<std::string> *problems = nullptr) const;
    Result<RunRecord> load(const std::string &run) const;
    std::filesystem::path runFolder(const std::string &run) const { return m_folder / run; }
    Status remove(const std::string &run) const;

private:
    explicit RunStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    std::filesystem::path m_folder;
};

/// "STORE#RUN" -> store folder and run name.
Result<std::pair<std::filesystem::path, std::string>> splitRunName(const std::string &where);

} // namespace lapidary
