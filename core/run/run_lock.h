#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace lapidary {

/// Keeps a second writer (thread or process) away from one run folder; released on destruction
/// and by the system when the process dies.
class RunLock {
public:
    /// Fails with ErrorCode::Io when somebody else writes to this run.
    static Result<RunLock> acquire(const std::filesystem::path &runFolder);
    RunLock(RunLock &&other) noexcept;
    RunLock &operator=(RunLock &&) = delete;
    ~RunLock();

private:
    RunLock() = default;
    int m_fd = -1;
};

} // namespace lapidary
