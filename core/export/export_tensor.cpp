#include "core/export/export_tensor.h"

#include "core/export/layer_weights.h"
#include "core/model/tensor_names.h"
#include "core/tensor/blocks.h"

#include <algorithm>

namespace lapidary {

namespace {

using Bytes = std::vector<std::byte>;

int sourceIndex(const ExportTensor &t)
{
    return t.part == ExportPart::Bias ? t.layer->bias : t.layer->tensors.at(size_t(t.factor));
}

/// True when the stored bytes are those of the wanted tensor, up to the order of rows.
bool storedFits(const Model &model, const ExportTensor &t)
{
    if (t.part == ExportPart::Zeros || t.part == ExportPart::Stack
        || (t.part == ExportPart::Weight && t.layer->form.kind != FormKind::Dense))
        return false;
    const TensorInfo &info = model.source->tensors()[size_t(sourceIndex(t))];
    return info.dtype == t.dtype && sourceShape(model, t) == t.shape;
}

int64_t rowCount(const Shape &shape)
{
    return shape.size() < 2 ? (shape.empty() ? 1 : shape[0]) : shape[0];
}

/// Rows of `values` in the order given: target row r is old row order[r].
template <class Element>
std::vector<Element> reordered(const std::vector<Element> &values,
                               const std::vector<int64_t> &order)
{
    const size_t width = values.size() / order.size();
    std::vector<Element> moved(values.size());
    for (size_t r = 0; r < order.size(); ++r)
        std::copy_n(values.data() + size_t(order[r]) * width, width, moved.data() + r * width);
    return moved;
}

Result<Bytes> storedBytesOf(const Model &model, const ExportTensor &t)
{
    const TensorInfo &info = model.source->tensors()[size_t(sourceIndex(t))];
    const bool slice = t.part != ExportPart::Bias && t.layer->firstRow >= 0;
    Bytes bytes(static_cast<size_t>(slice ? t.layer->form.bytes() : info.bytes));
    LAPIDARY_ASSIGN(const int64_t offset, slice ? sliceOffset(model, *t.layer) : 0);
    LAPIDARY_TRY(model.source->read(info, offset, bytes));
    if (t.interleaveHeads > 0 && !t.layer->permutedRows)
        bytes = reordered(bytes, interleavedRows(rowCount(t.shape), t.interleaveHeads));
    return bytes;
}

Result<std::vector<float>> decodedPart(const Model &model, const ExportTensor &t, JobContext &job)
{
    switch (t.part) {
    case ExportPart::Weight:
        return denseWeightF32(model, *t.layer, job);
    case ExportPart::Factor:
        return readFactorF32(model, *t.layer, t.factor, job);
    case ExportPart::Bias:
        return readBiasF32(model, *t.layer, job);
    case ExportPart::Zeros: {
        LAPIDARY_ASSIGN(const int64_t elements, elementCount(t.shape));
        return std::vector<float>(static_cast<size_t>(elements), 0.0F);
    }
    case ExportPart::Stack:
        break; // made layer by layer
    }
    return fail(ErrorCode::Internal, "{}: unknown part", t.name);
}

/// Copies `from` (shape `fromShape`) into the corner of a zeroed array of shape `to`.
std::vector<float> padded(const std::vector<float> &from, const Shape &fromShape, const Shape &to)
{
    if (fromShape == to)
        return from;
    const int64_t rows = fromShape.size() > 1 ? fromShape[0] : 1;
    const int64_t width = fromShape.back();
    const int64_t target = to.back();
    const int64_t targetRows = to.size() > 1 ? to[0] : 1;
    std::vector<float> out(static_cast<size_t>(targetRows * target), 0.0F);
    for (int64_t r = 0; r < rows; ++r)
        std::copy_n(from.begin() + r * width, width, out.begin() + r * target);
    return out;
}

Result<Bytes> encodedBytesOf(const Model &model, const ExportTensor &t, JobContext &job)
{
    LAPIDARY_ASSIGN(std::vector<float> values, decodedPart(model, t, job));
    values = padded(values, sourceShape(model, t), t.shape);
    // Decoded values are always in Hugging Face order.
    if (t.interleaveHeads > 0)
        values = reordered(values, interleavedRows(rowCount(t.shape), t.interleaveHeads));
    LAPIDARY_ASSIGN(const int64_t size, tensorBytes(t.shape, t.dtype));
    Bytes bytes(static_cast<size_t>(size));
    if (auto status = encodeFromF32(t.dtype, values, bytes); !status)
        return fail(status.error().code, "{}: {}", t.name, status.error().message);
    return bytes;
}

} // namespace

std::vector<ExportTensor> zeroTensors(
    const Model &model, const ModelConfig &padded,
    const std::function<std::string(const ModuleSpec &, int)> &nameOf)
{
    std::vector<ExportTensor> tensors;
    for (int block = 0; model.family && block < model.config.blocks; ++block) {
        for (const ModuleSpec &module : model.family->modules) {
            if (!module.perBlock
                || hasPart(model.config, blockPart(moduleName(module, block)), block))
                continue;
            ExportTensor tensor;
            tensor.part = ExportPart::Zeros;
            tensor.name = nameOf(module, block) + ".weight";
            tensor.shape = expectedShape(module, padded, block);
            tensors.push_back(tensor);
            if (!expectsBias(module, padded))
                continue;
            tensor.name = nameOf(module, block) + ".bias";
            tensor.shape = {tensor.shape.front()};
            tensors.push_back(tensor);
        }
    }
    return tensors;
}

Shape paddedShape(const Layer &layer, const ModelConfig &padded)
{
    const LayerForm &form = layer.form;
    const int64_t queries = padded.heads * padded.headDim, keys = padded.kvHeads * padded.headDim;
    if (form.in == 0)
        return {form.out};
    switch (layer.role) {
    case Role::Gate:
    case Role::Up:
        return {padded.intermediate, form.in};
    case Role::Down:
        return {form.out, padded.intermediate};
    case Role::Q:
        return {queries, form.in};
    case Role::K:
    case Role::V:
        return {keys, form.in};
    case Role::O:
        return {form.out, queries};
    default:
        return {form.out, form.in};
    }
}

ModelConfig paddedConfig(ModelConfig config)
{
    const auto largest = [](std::vector<int64_t> &sizes, int64_t &common) {
        if (!sizes.empty())
            common = *std::max_element(sizes.begin(), sizes.end());
        std::fill(sizes.begin(), sizes.end(), common);
    };
    largest(config.blockIntermediate, config.intermediate);
    largest(config.blockHeads, config.heads);
    largest(config.blockKvHeads, config.kvHeads);
    return config;
}

Shape sourceShape(const Model &model, const ExportTensor &t)
{
    if (t.part == ExportPart::Zeros || t.part == ExportPart::Stack)
        return t.shape;
    if (t.part == ExportPart::Weight && t.layer->firstRow >= 0)
        return t.layer->form.factors[0].shape;
    if (t.part == ExportPart::Weight && t.layer->form.kind != FormKind::Dense)
        return {t.layer->form.out, t.layer->form.in};
    return model.source->tensors()[size_t(sourceIndex(t))].shape;
}

std::map<std::pair<Role, int>, std::vector<const Layer *>> expertStacks(const Model &model)
{
    std::map<std::pair<Role, int>, std::vector<const Layer *>> stacks;
    for (const Layer &layer : model.layers)
        if (expertOfName(layer.name) >= 0)
            stacks[{layer.role, layer.block}].push_back(&layer);
    return stacks;
}

std::string unevenExperts(const Model &model)
{
    const ModelConfig &config = model.config;
    if (!model.family || !model.family->moe || config.uniformBlocks())
        return {};
    if (config.uniformExperts())
        return "blocks that differ in heads or widths, or lack a part";
    std::vector<int64_t> counts = config.blockExperts;
    std::erase(counts, 0);
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    return fmt::format("from {} to {} experts in a block", *least, *most);
}

OutgoingTensor makeOutgoing(const Model &model, const ExportTensor &tensor, JobContext &job)
{
    OutgoingTensor out;
    out.name = tensor.name;
    out.dtype = tensor.dtype;
    out.shape = tensor.shape;
    if (tensor.part == ExportPart::Stack) {
        out.produce = [&model, tensor, &job](const auto &sink) -> Status {
            for (const Layer *layer : tensor.stack) {
                ExportTensor one;
                one.name = tensor.name;
                one.layer = layer;
                one.dtype = tensor.dtype;
                one.shape = {layer->form.out, layer->form.in};
                LAPIDARY_TRY(makeOutgoing(model, one, job).produce(sink));
            }
            return {};
        };
        return out;
    }
    out.produce = [&model, tensor, &job](const auto &sink) -> Status {
        LAPIDARY_TRY(job.checkCancelled());
        // Undoing a GGUF's row order on packed bytes is left to the decoding path.
        const bool undo =
            tensor.layer && tensor.layer->permutedRows && tensor.interleaveHeads == 0;
        auto bytes = storedFits(model, tensor) && !undo ? storedBytesOf(model, tensor)
                                                        : encodedBytesOf(model, tensor, job);
        if (!bytes)
            return fail(std::move(bytes.error()));
        return sink(*bytes);
    };
    return out;
}

std::vector<int64_t> interleavedRows(int64_t rows, int64_t heads)
{
    std::vector<int64_t> order(static_cast<size_t>(rows));
    const int64_t perHead = rows / heads;
    const int64_t half = perHead / 2;
    for (int64_t h = 0; h < heads; ++h)
        for (int64_t j = 0; j < half; ++j) {
            order[size_t(h * perHead + 2 * j)] = h * perHead + j;
            order[size_t(h * perHead + 2 * j + 1)] = h * perHead + j + half;
        }
    return order;
}

} // namespace lapidary
