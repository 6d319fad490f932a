#include "core/run/tensor_copy.h"

#include "core/model/tensor_names.h"

#include <algorithm>

namespace lapidary {

namespace {

using Sink = std::function<Status(std::span<const std::byte>)>;
constexpr int64_t kPiece = 8 << 20;

Status streamRange(const CheckpointSource &source, const TensorInfo &tensor, int64_t offset,
                   int64_t bytes, const JobContext &job, const Sink &sink)
{
    std::vector<std::byte> buffer(static_cast<size_t>(std::min(kPiece, bytes)));
    for (int64_t begin = 0; begin < bytes; begin += kPiece) {
        LAPIDARY_TRY(job.checkCancelled());
        const auto size = static_cast<size_t>(std::min(kPiece, bytes - begin));
        const std::span piece(buffer.data(), size);
        LAPIDARY_TRY(source.read(tensor, offset + begin, piece));
        LAPIDARY_TRY(sink(piece));
    }
    return {};
}

// One head after the other: Hugging Face row s * d/2 + j of a head is GGUF row 2 j + s.
Status streamUnpermuted(const CheckpointSource &source, const TensorInfo &tensor, int64_t headDim,
                        const JobContext &job, const Sink &sink)
{
    const int64_t rows = tensor.shape[0];
    const int64_t rowBytes = tensor.bytes / rows;
    const auto headBytes = static_cast<size_t>(headDim * rowBytes);
    std::vector<std::byte> stored(headBytes), ordered(headBytes);
    for (int64_t head = 0; head < rows / headDim; ++head) {
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_TRY(source.read(tensor, head * headDim * rowBytes, stored));
        for (int64_t row = 0; row < headDim; ++row) {
            const int64_t half = headDim / 2;
            const int64_t from = 2 * (row % half) + row / half;
            std::copy_n(stored.data() + from * rowBytes, rowBytes, ordered.data() + row * rowBytes);
        }
        LAPIDARY_TRY(sink(ordered));
    }
    return {};
}

} // namespace

std::string tensorName(const std::string &layer, const std::string &suffix)
{
    if (layer.empty() || suffix.empty())
        return layer + suffix;
    return layer + "." + suffix;
}

Result<TensorCopy> copyTensor(const Model &model, int source, std::string name, bool permutedRows,
                              const JobContext &job)
{
    const TensorInfo &tensor = model.source->tensors()[static_cast<size_t>(source)];
    if (tensor.dtype == DType::Other)
        return fail(ErrorCode::Unsupported,
                    "{}: tensor {} is stored as {}, which this version cannot carry into a run; "
                    "start from a checkpoint in another type",
                    model.source->path().string(), tensor.name, tensor.dtypeLabel);
    const int64_t headDim = model.config.headDim;
    if (permutedRows
        && (tensor.shape.empty() || headDim < 2 || headDim % 2 != 0 || tensor.shape[0] == 0
            || tensor.shape[0] % headDim != 0 || tensor.bytes % tensor.shape[0] != 0))
        return fail(ErrorCode::Input, "{}: tensor {} of shape {} does not hold whole heads of {} rows",
                    model.source->path().string(), tensor.name, formatShape(tensor.shape), headDim);
    TensorCopy copy;
    copy.stored = {name, tensor.dtype, tensor.shape, tensor.bytes};
    copy.outgoing = {std::move(name), tensor.dtype, tensor.shape, {}};
    const CheckpointSource *checkpoint = model.source.get();
    copy.outgoing.produce = [checkpoint, &tensor, permutedRows, headDim, &job](const Sink &sink) {
        return permutedRows ? streamUnpermuted(*checkpoint, tensor, headDim, job, sink)
                            : streamRange(*checkpoint, tensor, 0, tensor.bytes, job, sink);
    };
    return copy;
}

namespace {

/// One layer of a tensor that stacks several; it becomes a tensor of its own.
Result<TensorCopy> copySlice(const Model &model, const Layer &layer, const std::string &name,
                             const JobContext &job)
{
    LAPIDARY_ASSIGN(TensorCopy copy, copyTensor(model, layer.tensors[0],
                                                tensorName(name, layer.form.factors[0].suffix),
                                                false, job));
    LAPIDARY_ASSIGN(const int64_t offset, sliceOffset(model, layer));
    copy.stored.shape = copy.outgoing.shape = layer.form.factors[0].shape;
    copy.stored.bytes = layer.form.bytes();
    const CheckpointSource *checkpoint = model.source.get();
    const TensorInfo &tensor = checkpoint->tensors()[static_cast<size_t>(layer.tensors[0])];
    copy.outgoing.produce = [checkpoint, &tensor, offset, bytes = copy.stored.bytes,
                             &job](const Sink &sink) {
        return streamRange(*checkpoint, tensor, offset, bytes, job, sink);
    };
    return copy;
}

} // namespace

Result<std::vector<TensorCopy>> copyLayer(const Model &model, const Layer &layer,
                                          const std::string &name, const JobContext &job)
{
    const int block = blockOfName(name);
    const bool rename = model.source->format() == CheckpointFormat::Gguf;
    const auto &tensors = model.source->tensors();
    std::vector<TensorCopy> copies;
    if (layer.firstRow >= 0) {
        LAPIDARY_ASSIGN(TensorCopy copy, copySlice(model, layer, name, job));
        copies.push_back(std::move(copy));
        return copies;
    }
    for (size_t i = 0; i < layer.tensors.size(); ++i) {
        const int source = layer.tensors[i];
        std::string stored = rename
            ? tensorName(name, layer.form.factors[i].suffix)
            : inBlock(tensors[static_cast<size_t>(source)].name, block);
        LAPIDARY_ASSIGN(TensorCopy copy,
                        copyTensor(model, source, std::move(stored), layer.permutedRows, job));
        copies.push_back(std::move(copy));
    }
    if (layer.bias >= 0) {
        std::string stored = rename
            ? tensorName(name, "bias")
            : inBlock(tensors[static_cast<size_t>(layer.bias)].name, block);
        LAPIDARY_ASSIGN(TensorCopy copy,
                        copyTensor(model, layer.bias, std::move(stored), layer.permutedRows, job));
        copies.push_back(std::move(copy));
    }
    return copies;
}

std::vector<int> looseTensors(const Model &model)
{
    std::vector<bool> used(model.source->tensors().size(), false);
    for (const Layer &layer : model.layers) {
        for (const int tensor : layer.tensors)
            used[static_cast<size_t>(tensor)] = true;
        if (layer.bias >= 0)
            used[static_cast<size_t>(layer.bias)] = true;
    }
    std::vector<int> loose;
    for (size_t i = 0; i < used.size(); ++i)
        if (!used[i])
            loose.push_back(static_cast<int>(i));
    return loose;
}

} // namespace lapidary
