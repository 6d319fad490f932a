#include "core/base/atomic_file.h"

#include "core/base/format.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

std::string advice(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "; free some space or choose another disk";
    case EROFS:
    case EACCES:
    case EPERM:
        return "; choose a folder that you may write to";
    case EFBIG:
        return "; the file system or a limit does not allow a file this large";
    default:
        return {};
    }
}

tl::unexpected<Error> ioError(std::string_view action, const fs::path &path, int error)
{
    return fail(ErrorCode::Io, "cannot {} {}: {}{}", action, path.string(), std::strerror(error),
                advice(error));
}

fs::path parentOf(const fs::path &path)
{
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

// Beside the target, hidden, unique in this process and very likely in the folder.
fs::path temporaryName(const fs::path &target)
{
    static std::atomic<unsigned> counter{0};
    static const unsigned salt = std::random_device{}();
    const std::string stem = target.filename().string().substr(0, 180);
    return parentOf(target)
           / fmt::format(".{}.{}-{:x}-{}.tmp", stem, getpid(), salt, counter++);
}

Status requireFileName(const fs::path &path)
{
    if (path.has_filename() && path.filename() != "." && path.filename() != "..")
        return {};
    return fail(ErrorCode::Usage, "\"{}\" does not name a file or folder", path.string());
}

int fsyncRetrying(int fd)
{
    int rc = 0;
    do
        rc = fsync(fd);
    while (rc != 0 && errno == EINTR);
    return rc;
}

Status syncPath(const fs::path &path, int flags)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return ioError("open", path, errno);
    const int rc = fsyncRetrying(fd);
    const int error = errno;
    close(fd);
    // Some network file systems refuse to sync folders; there is nothing more to be done there.
    if (rc != 0 && error != EINVAL && error != ENOTSUP)
        return ioError("flush", path, error);
    return {};
}

} // namespace

Result<AtomicFile> AtomicFile::create(const fs::path &finalPath)
{
    LAPIDARY_TRY(requireFileName(finalPath));
    AtomicFile file;
    file.m_final = finalPath;
    for (int attempt = 0; attempt < 16 && file.m_fd < 0; ++attempt) {
        file.m_temporary = temporaryName(finalPath);
        file.m_fd = open(file.m_temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file.m_fd < 0 && errno != EEXIST && errno != EINTR)
            return ioError("create a file for", finalPath, errno);
    }
    if (file.m_fd < 0)
        return ioError("create a file for", finalPath, EEXIST);
    return file;
}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : m_final(std::move(other.m_final))
    , m_temporary(std::move(other.m_temporary))
    , m_fd(std::exchange(other.m_fd, -1))
    , m_position(other.m_position)
{
    other.m_temporary.clear();
}

AtomicFile::~AtomicFile()
{
    if (m_fd >= 0)
        close(m_fd);
    if (!m_temporary.empty())
        unlink(m_temporary.c_str());
}

Status AtomicFile::write(std::span<const std::byte> bytes)
{
    constexpr size_t piece = 64u << 20; // the kernel caps one write below 2 GiB
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(piece, bytes.size()));
        LAPIDARY_TRY(writeSome(part.data(), part.size()));
        bytes = bytes.subspan(part.size());
    }
    return {};
}

Status AtomicFile::writeSome(const std::byte *data, size_t size)
{
    if (m_fd < 0)
        return fail(ErrorCode::Internal, "{} was already finished", m_final.string());
    while (size > 0) {
        const ssize_t n = ::write(m_fd, data, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ioError("write", m_final, n < 0 ? errno : ENOSPC);
        data += n;
        size -= static_cast<size_t>(n);
        m_position += n;
    }
    return {};
}

Status AtomicFile::commit()
{
    if (m_fd < 0)
        return fail(ErrorCode::Internal, "{} was already finished", m_final.string());
    if (fsyncRetrying(m_fd) != 0)
        return ioError("flush", m_final, errno);
    if (close(std::exchange(m_fd, -1)) != 0 && errno != EINTR)
        return ioError("close", m_final, errno);
    if (rename(m_temporary.c_str(), m_final.c_str()) != 0)
        return ioError("put in place", m_final, errno);
    m_temporary.clear();
    return syncFolder(parentOf(m_final));
}

Status writeFileAtomically(const fs::path &path, std::string_view contents)
{
    LAPIDARY_ASSIGN(AtomicFile file, AtomicFile::create(path));
    LAPIDARY_TRY(file.write(contents));
    return file.commit();
}

Status syncFolder(const fs::path &folder)
{
    return syncPath(folder, O_DIRECTORY);
}

Result<AtomicFolder> AtomicFolder::create(const fs::path &finalPath)
{
    fs::path target = finalPath;
    if (!target.has_filename() && target.has_parent_path())
        target = target.parent_path(); // "out/" means "out"
    LAPIDARY_TRY(requireFileName(target));
    std::error_code ec;
    const auto status = fs::symlink_status(target, ec);
    if (fs::exists(status)) {
        if (!fs::is_directory(status))
            return fail(ErrorCode::Io, "{} exists and is not a folder; choose another name",
                        target.string());
        if (!fs::is_empty(target, ec) || ec)
            return fail(ErrorCode::Io, "folder {} exists and is not empty; choose another name",
                        target.string());
    }
    AtomicFolder folder;
    folder.m_final = target;
    const fs::path temporary = temporaryName(target);
    if (mkdir(temporary.c_str(), 0777) != 0)
        return ioError("create a folder for", target, errno);
    folder.m_temporary = temporary;
    return folder;
}

AtomicFolder::AtomicFolder(AtomicFolder &&other) noexcept
    : m_final(std::move(other.m_final))
    , m_temporary(std::move(other.m_temporary))
{
    other.m_temporary.clear();
}

AtomicFolder::~AtomicFolder()
{
    std::error_code ignored;
    if (!m_temporary.empty())
        fs::remove_all(m_temporary, ignored);
}

Status AtomicFolder::commit()
{
    if (m_temporary.empty())
        return fail(ErrorCode::Internal, "{} was already finished", m_final.string());
    std::error_code ec;
    for (auto it = fs::recursive_directory_iterator(m_temporary, ec);
         !ec && it != fs::recursive_directory_iterator(); it.increment(ec)) {
        if (it->is_symlink(ec))
            continue;
        if (it->is_directory(ec))
            LAPIDARY_TRY(syncFolder(it->path()));
        else if (it->is_regular_file(ec))
            LAPIDARY_TRY(syncPath(it->path(), 0));
    }
    if (ec)
        return ioError("read", m_temporary, ec.value());
    LAPIDARY_TRY(syncFolder(m_temporary));
    // Replaces an empty folder; fails on one that was filled meanwhile.
    if (rename(m_temporary.c_str(), m_final.c_str()) != 0)
        return ioError("put in place", m_final, errno);
    m_temporary.clear();
    return syncFolder(parentOf(m_final));
}

Result<std::string> readTextFile(const fs::path &path, int64_t limit)
{
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return ioError("read", path, errno);
    struct Closer {
        int fd;
        ~Closer() { close(fd); }
    } closer{fd};
    struct stat info {};
    if (fstat(fd, &info) != 0)
        return ioError("read", path, errno);
    if (S_ISDIR(info.st_mode))
        return ioError("read", path, EISDIR);
    if (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode))
        return fail(ErrorCode::Io, "cannot read {}: it is not a regular file", path.string());

    std::string text;
    size_t used = 0;
    const int64_t expected = std::clamp<int64_t>(info.st_size, 0, limit);
    text.resize(static_cast<size_t>(expected) + 1);
    for (;;) {
        const ssize_t n = ::read(fd, text.data() + used, text.size() - used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ioError("read", path, errno);
        used += static_cast<size_t>(n);
        if (static_cast<int64_t>(used) > limit)
            return fail(ErrorCode::Input, "{} is larger than the {} allowed for such a file",
                        path.string(), formatBytes(limit));
        if (n == 0)
            break;
        if (used == text.size())
            text.resize(std::min(text.size() * 2, static_cast<size_t>(limit) + 1));
    }
    text.resize(used);
    return text;
}

Status requireDiskSpace(const fs::path &folder, int64_t bytes)
{
    std::error_code ec;
    fs::path existing = fs::absolute(folder, ec);
    while (!fs::exists(existing, ec) && existing.has_relative_path())
        existing = existing.parent_path();
    struct statvfs disk {};
    if (statvfs(existing.c_str(), &disk) != 0)
        return ioError("examine", existing, errno);
    if (disk.f_flag & ST_RDONLY)
        return ioError("write to", folder, EROFS);
    if (access(existing.c_str(), W_OK | X_OK) != 0)
        return ioError("write to", folder, errno);
    const auto available = static_cast<unsigned __int128>(disk.f_bavail) * disk.f_frsize;
    if (bytes > 0 && available < static_cast<unsigned __int128>(bytes))
        return fail(ErrorCode::Io,
                    "{} are needed in {}, but its disk has only {} free; free some space or choose "
                    "another disk",
                    formatBytes(bytes), folder.string(),
                    formatBytes(static_cast<int64_t>(available)));
    return {};
}

} // namespace lapidary
