#pragma once

#include "core/checkpoint/checkpoint_source.h"
#include "core/checkpoint/tensor_writer.h"

#include <QTest>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace lapidary::test {

inline void writeBytes(const std::filesystem::path &path, const std::string &bytes)
{
    std::filesystem::remove(path); // ext4 flushes a file that is truncated and written again
    std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string readBytes(const std::filesystem::path &path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Little-endian bytes by hand: hostile files that no writer would make.
class Bytes {
public:
    template <class T>
    Bytes &put(T value)
    {
        text.append(reinterpret_cast<const char *>(&value), sizeof value);
        return *this;
    }
    Bytes &u32(uint32_t v) { return put(v); }
    Bytes &u64(uint64_t v) { return put(v); }
    Bytes &raw(const std::string &s) { return text += s, *this; }
    Bytes &str(const std::string &s) { return u64(s.size()).raw(s); }
    Bytes &pad(size_t to) { return text.append((to - text.size() % to) % to, '\0'), *this; }
    std::string text;
};

inline std::string safetensorsFile(const std::string &header, size_t dataBytes)
{
    return Bytes().u64(header.size()).raw(header).raw(std::string(dataBytes, '\1')).text;
}

inline Result<std::shared_ptr<const CheckpointSource>> openBytes(
    const std::filesystem::path &path, const std::string &bytes)
{
    writeBytes(path, bytes);
    JobContext job;
    return openCheckpoint(path, job);
}

/// A tensor that is written from memory, in pieces of `step` bytes.
inline OutgoingTensor outgoing(std::string name, DType dtype, Shape shape, std::string bytes,
                               size_t step = 1 << 20)
{
    return {std::move(name), dtype, std::move(shape),
            [bytes = std::move(bytes), step](const auto &sink) -> Status {
                for (size_t i = 0; i < bytes.size(); i += step)
                    LAPIDARY_TRY(sink(std::as_bytes(std::span(bytes).subspan(
                        i, std::min(step, bytes.size() - i)))));
                return {};
            }};
}

/// A tensor of an opened checkpoint, byte for byte.
inline OutgoingTensor copyOf(const CheckpointSource &source, const TensorInfo &tensor)
{
    std::string bytes(static_cast<size_t>(tensor.bytes), '\0');
    if (auto status = source.read(tensor, 0, std::as_writable_bytes(std::span(bytes))); !status)
        qFatal("%s", status.error().message.c_str());
    return outgoing(tensor.name, tensor.dtype, tensor.shape, std::move(bytes));
}

} // namespace lapidary::test
