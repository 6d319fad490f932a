#pragma once

#include "core/checkpoint/checkpoint_source.h"
#include "core/checkpoint/folder_files.h"
#include "core/checkpoint/loaded_checkpoint.h"

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

// One function per reader of untrusted bytes, as libFuzzer wants them; tst_replay.cpp runs them
// over mutations of small files in the normal test suite, fuzz_*.cpp under libFuzzer (clang).

namespace lapidary::fuzz {

/// A file in memory with a path in /proc.
class MemoryFile {
public:
    explicit MemoryFile(std::span<const uint8_t> bytes) : m_fd(memfd_create("fuzz", MFD_CLOEXEC))
    {
        const auto size = static_cast<ssize_t>(bytes.size());
        if (m_fd < 0 || write(m_fd, bytes.data(), bytes.size()) != size)
            std::abort();
    }
    MemoryFile(const MemoryFile &) = delete;
    ~MemoryFile() { close(m_fd); }
    std::string path() const { return fmt::format("/proc/self/fd/{}", m_fd); }

private:
    int m_fd;
};

inline void require(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "fuzz: violated: %s\n", what);
    std::abort();
}

/// Whatever the bytes are: an error with a sentence, or tensors that can be read as described.
inline bool openAndRead(std::span<const uint8_t> bytes)
{
    const MemoryFile file(bytes);
    JobContext job;
    const auto source = openCheckpoint(file.path(), job);
    if (!source) {
        require(!source.error().message.empty(), "an error has a sentence");
        require(source.error().code != ErrorCode::Internal, "bad input is no internal error");
        return false;
    }
    for (const TensorInfo &tensor : (*source)->tensors()) {
        require((*source)->find(tensor.name) >= 0, "every tensor is found by name");
        require(tensor.bytes >= 0 && tensor.offset >= 0
                    && tensor.offset + tensor.bytes <= static_cast<int64_t>(bytes.size()),
                "every tensor lies in the file");
        const auto values = readTensorF32(**source, tensor, job);
        require(values || values.error().code == ErrorCode::Unsupported, "tensors can be read");
    }
    return true;
}

inline bool indexAndOverlay(std::span<const uint8_t> bytes)
{
    const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    const auto json = parseJson(text, "fuzz", RepeatKeys::Refuse);
    if (!json)
        return false;
    std::vector<TensorInfo> tensors{{"w", DType::U8, "U8", {2, 34}, 68, 68, 0, 0},
                                    {"v", DType::F32, "F32", {1}, 1, 4, 0, 68}};
    const auto status = applyOverlay(tensors, *json, "fuzz", true);
    for (const TensorInfo &tensor : tensors)
        require(*tensorBytes(tensor.shape, tensor.dtype) == tensor.bytes, "bytes stay the same");
    return status.has_value();
}

} // namespace lapidary::fuzz
