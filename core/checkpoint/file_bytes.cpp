#include "core/checkpoint/file_bytes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace lapidary {

namespace {

tl::unexpected<Error> unreadable(const std::filesystem::path &path, int error)
{
    return fail(ErrorCode::Io, "cannot read {}: {}", path.string(), std::strerror(error));
}

int64_t nanoseconds(const struct stat &info)
{
    return static_cast<int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
}

} // namespace

Result<FileBytes> FileBytes::open(const std::filesystem::path &path)
{
    FileBytes file;
    file.m_path = path;
    // NONBLOCK: opening a pipe must not wait for a writer.
    file.m_fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.m_fd < 0)
        return unreadable(path, errno);
    struct stat info {};
    if (fstat(file.m_fd, &info) != 0)
        return unreadable(path, errno);
    if (S_ISDIR(info.st_mode))
        return unreadable(path, EISDIR);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::Io, "cannot read {}: it is not a regular file", path.string());
    file.m_size = info.st_size;
    file.m_modified = nanoseconds(info);
    return file;
}

FileBytes::FileBytes(FileBytes &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_fd(std::exchange(other.m_fd, -1))
    , m_size(other.m_size)
    , m_modified(other.m_modified)
{
}

FileBytes &FileBytes::operator=(FileBytes &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_fd, other.m_fd);
    std::swap(m_size, other.m_size);
    std::swap(m_modified, other.m_modified);
    return *this;
}

FileBytes::~FileBytes()
{
    closeForNow();
}

void FileBytes::closeForNow()
{
    if (m_fd >= 0)
        close(std::exchange(m_fd, -1));
}

Status FileBytes::read(int64_t offset, std::span<std::byte> target) const
{
    if (m_fd >= 0)
        return readFrom(m_fd, offset, target);
    LAPIDARY_ASSIGN(const FileBytes again, open(m_path));
    if (again.m_size != m_size || again.m_modified != m_modified)
        return fail(ErrorCode::Input, "{} was changed since it was opened; open it again",
                    m_path.string());
    return readFrom(again.m_fd, offset, target);
}

Status FileBytes::readFrom(int fd, int64_t offset, std::span<std::byte> target) const
{
    constexpr size_t piece = 256u << 20; // the kernel caps one read below 2 GiB
    while (!target.empty()) {
        const size_t want = std::min(piece, target.size());
        const ssize_t n = pread(fd, target.data(), want, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return unreadable(m_path, errno);
        if (n == 0)
            return fail(ErrorCode::Input,
                        "{} ends at byte {}, but {} more bytes should follow; it is incomplete or "
                        "was cut while in use",
                        m_path.string(), offset, target.size());
        offset += n;
        target = target.subspan(static_cast<size_t>(n));
    }
    return {};
}

} // namespace lapidary
