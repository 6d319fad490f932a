#include "core/export/verified_write.h"

#include "core/base/hash.h"

#include <algorithm>

namespace lapidary {

namespace {

constexpr int64_t kPiece = 16 << 20;

Result<std::string> hashStored(const CheckpointSource &source, const TensorInfo &tensor,
                               JobContext &job)
{
    Hasher hasher;
    std::vector<std::byte> piece;
    for (int64_t begin = 0; begin < tensor.bytes; begin += kPiece) {
        LAPIDARY_TRY(job.checkCancelled());
        piece.resize(static_cast<size_t>(std::min(kPiece, tensor.bytes - begin)));
        LAPIDARY_TRY(source.read(tensor, begin, piece));
        hasher.update(piece);
    }
    return hasher.hex();
}

} // namespace

std::vector<OutgoingTensor> WriteLedger::watch(std::vector<OutgoingTensor> tensors)
{
    for (OutgoingTensor &tensor : tensors) {
        Entry &entry = m_entries[tensor.name];
        entry.dtype = tensor.dtype;
        entry.shape = tensor.shape;
        tensor.produce = [&entry, produce = tensor.produce](const auto &sink) -> Status {
            Hasher hasher;
            entry.bytes = 0;
            LAPIDARY_TRY(produce([&](std::span<const std::byte> piece) -> Status {
                hasher.update(piece);
                entry.bytes += static_cast<int64_t>(piece.size());
                return sink(piece);
            }));
            entry.hash = hasher.hex();
            return {};
        };
    }
    return tensors;
}

Status WriteLedger::check(const std::filesystem::path &written, JobContext &job) const
{
    LAPIDARY_ASSIGN(const auto source, openCheckpoint(written, job));
    if (source->tensors().size() != m_entries.size())
        return fail(ErrorCode::Io, "{}: {} tensors were written, but {} are read back",
                    written.string(), m_entries.size(), source->tensors().size());
    size_t done = 0;
    for (const TensorInfo &tensor : source->tensors()) {
        job.progress(double(done++), double(m_entries.size()), "checking " + tensor.name);
        const auto expected = m_entries.find(tensor.name);
        if (expected == m_entries.end())
            return fail(ErrorCode::Io, "{}: tensor {} was never written", written.string(),
                        tensor.name);
        LAPIDARY_ASSIGN(const std::string hash, hashStored(*source, tensor, job));
        const Entry &entry = expected->second;
        if (hash != entry.hash || tensor.shape != entry.shape || tensor.dtype != entry.dtype)
            return fail(ErrorCode::Io,
                        "{}: tensor {} reads back differently from what was written; the disk or "
                        "its file system is faulty",
                        written.string(), tensor.name);
    }
    return {};
}

std::map<std::string, int64_t> WriteLedger::types() const
{
    std::map<std::string, int64_t> types;
    for (const auto &[name, entry] : m_entries)
        ++types[dtypeName(entry.dtype)];
    return types;
}

int64_t WriteLedger::bytes() const
{
    int64_t sum = 0;
    for (const auto &[name, entry] : m_entries)
        sum += entry.bytes;
    return sum;
}

} // namespace lapidary
