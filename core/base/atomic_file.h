#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace lapidary {

/// A file that appears under its final name only when complete: written to a temporary name in
/// the same folder, fsynced, renamed, folder fsynced. Destroyed without commit() it leaves nothing.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path &finalPath);
    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;
    ~AtomicFile();

    Status write(std::span<const std::byte> bytes);
    Status write(std::string_view text) { return write(std::as_bytes(std::span(text))); }
    int64_t position() const { return m_position; }
    Status commit();
    const std::filesystem::path &temporaryPath() const { return m_temporary; }

private:
    AtomicFile() = default;
    Status writeSome(const std::byte *data, size_t size);
    std::filesystem::path m_final;
    std::filesystem::path m_temporary;
    int m_fd = -1;
    int64_t m_position = 0;
};

/// AtomicFile in one call.
Status writeFileAtomically(const std::filesystem::path &path, std::string_view contents);

/// Make renames and creations in `folder` durable.
Status syncFolder(const std::filesystem::path &folder);

/// A folder that appears under its final name only when complete. Refuses an existing target
/// unless it is an empty folder. Destroyed without commit() it removes its temporary folder.
class AtomicFolder {
public:
    static Result<AtomicFolder> create(const std::filesystem::path &finalPath);
    AtomicFolder(AtomicFolder &&other) noexcept;
    AtomicFolder &operator=(AtomicFolder &&) = delete;
    ~AtomicFolder();

    /// Where to write while it is not complete.
    const std::filesystem::path &path() const { return m_temporary; }
    Status commit();

private:
    AtomicFolder() = default;
    std::filesystem::path m_final;
    std::filesystem::path m_temporary;
};

/// Whole text file; refuses files over `limit` bytes.
Result<std::string> readTextFile(const std::filesystem::path &path, int64_t limit = 1LL << 30);

/// Fails with ErrorCode::Io, naming both numbers, when `folder`'s disk has less than `bytes` free
/// or is read-only. Called before hours of work.
Status requireDiskSpace(const std::filesystem::path &folder, int64_t bytes);

} // namespace lapidary
