#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace lapidary {

/// A regular file read by position. Uses pread, not mmap: a file that shrinks while it is in use
/// is an error, not a SIGBUS. Thread-safe after opening.
class FileBytes {
public:
    /// Fails with ErrorCode::Io when it cannot be read, or is no regular file.
    static Result<FileBytes> open(const std::filesystem::path &path);
    FileBytes(FileBytes &&other) noexcept;
    FileBytes &operator=(FileBytes &&other) noexcept;
    ~FileBytes();

    const std::filesystem::path &path() const { return m_path; }
    int64_t size() const { return m_size; }
    int64_t modified() const { return m_modified; } ///< nanoseconds, for identity only

    /// Fills `target` from `offset`. Fails with ErrorCode::Input when the file ends before.
    Status read(int64_t offset, std::span<std::byte> target) const;
    /// Gives the descriptor back; later reads open the file again and check that it is the same.
    void closeForNow();

private:
    FileBytes() = default;
    Status readFrom(int fd, int64_t offset, std::span<std::byte> target) const;

    std::filesystem::path m_path;
    int m_fd = -1;
    int64_t m_size = 0;
    int64_t m_modified = 0;
};

} // namespace lapidary
