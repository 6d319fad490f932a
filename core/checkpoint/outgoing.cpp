#include "core/checkpoint/outgoing.h"

#include <unordered_set>

namespace lapidary {

Status requireUniqueNames(const std::vector<OutgoingTensor> &tensors)
{
    std::unordered_set<std::string_view> seen;
    for (const OutgoingTensor &tensor : tensors) {
        if (tensor.name.empty())
            return fail(ErrorCode::Internal, "a tensor to be written has no name");
        if (!seen.insert(tensor.name).second)
            return fail(ErrorCode::Internal, "tensor {} would be written twice", tensor.name);
    }
    return {};
}

Status streamTensor(AtomicFile &file, const OutgoingTensor &tensor, int64_t bytes, JobContext &job)
{
    LAPIDARY_TRY(job.checkCancelled());
    const int64_t start = file.position();
    const auto sink = [&](std::span<const std::byte> piece) -> Status {
        LAPIDARY_TRY(job.checkCancelled());
        if (static_cast<int64_t>(piece.size()) > bytes - (file.position() - start))
            return fail(ErrorCode::Internal, "tensor {}: more than its {} bytes were delivered",
                        tensor.name, bytes);
        return file.write(piece);
    };
    try {
        if (!tensor.produce)
            return fail(ErrorCode::Internal, "tensor {} has no source", tensor.name);
        LAPIDARY_TRY(tensor.produce(sink));
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "tensor {}: out of memory", tensor.name);
    } catch (const std::exception &e) {
        return fail(ErrorCode::Internal, "tensor {}: {}", tensor.name, e.what());
    }
    if (file.position() - start != bytes)
        return fail(ErrorCode::Internal, "tensor {}: {} bytes expected, {} delivered", tensor.name,
                    bytes, file.position() - start);
    return {};
}

Status writePadding(AtomicFile &file, int64_t count, char fill)
{
    return file.write(std::string(static_cast<size_t>(count), fill));
}

} // namespace lapidary
