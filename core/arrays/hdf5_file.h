#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lapidary {

/// Thin RAII over the HDF5 C library. The library is not thread-safe: every call holds one lock
/// of the process. Never kept open across work: a killed writer leaves an unreadable file, so
/// files are written under a temporary name (AtomicFile's way) in one go.
class Hdf5File {
public:
    static Result<Hdf5File> create(const std::filesystem::path &path);
    static Result<Hdf5File> openReadOnly(const std::filesystem::path &path);
    Hdf5File(Hdf5File &&other) noexcept;
    Hdf5File &operator=(Hdf5File &&) = delete;
    ~Hdf5File();

    /// Groups of `name` ("layers/a/b") are made as needed.
    Status write(const std::string &name, const std::vector<double> &values);
    Status write(const std::string &name, const std::vector<int64_t> &values);
    Status write(const std::string &name, std::span<const float> values);
    /// UTF-8 lines as one fixed-length string.
    Status writeText(const std::string &name, const std::string &text);
    Result<std::vector<double>> readDoubles(const std::string &name) const;
    Result<std::vector<float>> readFloats(const std::string &name) const;
    Result<std::vector<int64_t>> readIntegers(const std::string &name) const;
    Result<std::string> readText(const std::string &name) const;
    /// Full names of all data sets, sorted.
    Result<std::vector<std::string>> names() const;
    /// Flushes and closes; errors on the way to disk show here.
    Status close();

private:
    Hdf5File() = default;
    template <class Element>
    Result<std::vector<Element>> readRaw(const std::string &name, int64_t memoryType) const;
    Status writeRaw(const std::string &name, int64_t type, int64_t memoryType, const void *data,
                    size_t count);
    std::filesystem::path m_path;
    int64_t m_file = -1;
};

/// A file that appears under its name only when `fill` has written all of it and it is on disk.
Status writeHdf5Atomically(const std::filesystem::path &path,
                           const std::function<Status(Hdf5File &)> &fill);

} // namespace lapidary
