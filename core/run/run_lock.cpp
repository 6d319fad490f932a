#include "core/run/run_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace lapidary {

Result<RunLock> RunLock::acquire(const std::filesystem::path &runFolder)
{
    const auto path = runFolder / ".lock";
    RunLock lock;
    lock.m_fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock.m_fd < 0)
        return fail(ErrorCode::Io, "cannot write to {}: {}; choose a store that you may write to",
                    path.string(), std::strerror(errno));
    if (flock(lock.m_fd, LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return fail(ErrorCode::Io,
                    "another process is working on the run {}; wait for it, or stop it first",
                    runFolder.filename().string());
    return fail(ErrorCode::Io, "cannot lock {}: {}", path.string(), std::strerror(errno));
}

RunLock::RunLock(RunLock &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

RunLock::~RunLock()
{
    if (m_fd >= 0)
        close(m_fd);
}

} // namespace lapidary
