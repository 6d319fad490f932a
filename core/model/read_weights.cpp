#include "core/base/checked.h"
#include "core/model/model.h"
#include "core/tensor/blocks.h"

#include <algorithm>

namespace lapidary {
namespace {

/// GGUF of llama-like models keeps the rows of each head as pairs (2j, 2j+1) that transformers
/// keeps at j and j + d/2: undo llama.cpp's permutation.
Result<std::vector<float>> unpermuted(const Model &model, const Layer &layer,
                                      std::vector<float> stored, int64_t columns)
{
    const int64_t rows = int64_t(stored.size()) / std::max<int64_t>(columns, 1);
    const int64_t d = model.config.headDim;
    if (d <= 0 || d % 2 != 0 || rows % d != 0)
        return fail(ErrorCode::Input,
                    "{}: {} rows are no multiple of the head size {}, so their order in the "
                    "GGUF file cannot be undone",
                    layer.name, rows, d);
    std::vector<float> result(stored.size());
    for (int64_t row = 0; row < rows; ++row) {
        const int64_t head = row / d * d, within = row % d;
        const int64_t target = head + (within % 2 == 0 ? within / 2 : within / 2 + d / 2);
        std::copy_n(stored.begin() + row * columns, columns, result.begin() + target * columns);
    }
    return result;
}

/// A block type in a container that only knows bytes, or the rows from `offset` bytes on of a
/// tensor that holds several layers.
Result<std::vector<float>> decodePart(const CheckpointSource &source, const TensorInfo &info,
                                      const FactorForm &factor, int64_t offset,
                                      const JobContext &job)
{
    LAPIDARY_ASSIGN(const int64_t count, elementCount(factor.shape));
    const DTypeInfo &type = dtypeInfo(factor.stored);
    std::vector<float> values(static_cast<size_t>(count));
    const int64_t chunk = int64_t(1) << 22; // elements: a multiple of every block
    std::vector<std::byte> bytes;
    for (int64_t begin = 0; begin < count; begin += chunk) {
        LAPIDARY_TRY(job.checkCancelled());
        const int64_t part = std::min(chunk, count - begin);
        bytes.resize(size_t(part / type.blockSize * type.blockBytes));
        LAPIDARY_TRY(
            source.read(info, offset + begin / type.blockSize * type.blockBytes, bytes));
        LAPIDARY_TRY(decodeToF32(factor.stored, bytes,
                                 std::span(values).subspan(size_t(begin), size_t(part))));
    }
    return values;
}

} // namespace

Result<int64_t> sliceOffset(const Model &model, const Layer &layer)
{
    if (layer.firstRow <= 0)
        return 0;
    const TensorInfo &info = model.source->tensors()[size_t(layer.tensors.at(0))];
    LAPIDARY_ASSIGN(const int64_t rowBytes,
                    tensorBytes({1, info.shape.back()}, layer.form.factors.at(0).stored));
    const auto offset = checkedMul(layer.firstRow, rowBytes);
    const auto end = offset ? checkedAdd(*offset, layer.form.bytes()) : offset;
    if (!end || *end > info.bytes)
        return fail(ErrorCode::Input, "{}: rows {} and following lie outside of {}", layer.name,
                    layer.firstRow, info.name);
    return *offset;
}

Result<std::vector<float>> readFactorF32(const Model &model, const Layer &layer, int factor,
                                         const JobContext &job)
{
    if (factor < 0 || size_t(factor) >= layer.tensors.size()
        || layer.tensors.size() != layer.form.factors.size())
        return fail(ErrorCode::Usage, "{} has {} factors, number {} was asked for", layer.name,
                    layer.tensors.size(), factor);
    const FactorForm &form = layer.form.factors[size_t(factor)];
    const TensorInfo &info = model.source->tensors()[size_t(layer.tensors[size_t(factor)])];
    LAPIDARY_ASSIGN(const int64_t offset, sliceOffset(model, layer));
    const bool part = layer.firstRow >= 0;
    if (part && !dtypeInfo(form.stored).floating)
        return fail(ErrorCode::Unsupported, "{} is stored as {}, which cannot be decoded",
                    info.name, info.dtypeLabel);
    auto values = part || (info.dtype != form.stored && dtypeInfo(form.stored).quantized)
                      ? decodePart(*model.source, info, form, offset, job)
                      : readTensorF32(*model.source, info, job);
    if (!values || !layer.permutedRows || layer.form.kind != FormKind::Dense)
        return values;
    return unpermuted(model, layer, std::move(*values), std::max<int64_t>(layer.form.in, 1));
}

Result<std::vector<float>> readBiasF32(const Model &model, const Layer &layer,
                                       const JobContext &job)
{
    if (layer.bias < 0)
        return fail(ErrorCode::Usage, "{} has no bias", layer.name);
    const TensorInfo &info = model.source->tensors()[size_t(layer.bias)];
    LAPIDARY_ASSIGN(auto values, readTensorF32(*model.source, info, job));
    if (!layer.permutedRows)
        return values;
    return unpermuted(model, layer, std::move(values), 1);
}

} // namespace lapidary
