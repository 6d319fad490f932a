#include "core/surgery/block_shapes.h"

namespace lapidary {
namespace {

void follow(const Layer &layer, const LayerForm &form, int64_t headDim, BlockShape &shape)
{
    const bool removed = form.kind == FormKind::Removed;
    const auto heads = [&](int64_t &count) {
        if (headDim > 0 && form.out != layer.form.out)
            count = form.out / headDim;
    };
    switch (layer.role) {
    case Role::Q: // removed while o stays: the heads have become one matrix
        if (!removed)
            heads(shape.heads);
        break;
    case Role::K:
        if (removed)
            shape.kvHeads = 0;
        else
            heads(shape.kvHeads);
        break;
    case Role::O:
        if (removed)
            shape.heads = shape.kvHeads = 0;
        break;
    case Role::Router:
        shape.experts = removed ? 0 : form.out;
        shape.width = removed ? 0 : shape.width;
        break;
    case Role::ExpertGate:
    case Role::ExpertUp:
        shape.width = removed ? shape.width : form.out; // others may stay
        break;
    case Role::Gate:
    case Role::Up:
        shape.width = removed ? 0 : form.out;
        break;
    case Role::Down:
        shape.width = removed ? 0 : form.in;
        break;
    default:
        break;
    }
}

} // namespace

std::vector<BlockShape> blockShapesAfter(const Model &model,
                                         const std::function<const LayerForm &(int)> &formOf)
{
    const ModelConfig &config = model.config;
    const auto count = static_cast<size_t>(std::max<int64_t>(config.blocks, 0));
    std::vector<BlockShape> shapes(count);
    std::vector<int> had(count, 0), left(count, 0);
    for (size_t b = 0; b < count; ++b) {
        const auto block = static_cast<int64_t>(b);
        shapes[b] = {static_cast<int>(b), config.headsOf(block), config.kvHeadsOf(block),
                     config.widthOf(block), config.expertsOf(block)};
    }
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const Layer &layer = model.layers[i];
        const auto block = static_cast<size_t>(layer.block);
        if (layer.block < 0 || block >= count)
            continue;
        const LayerForm &form = formOf(static_cast<int>(i));
        ++had[block];
        left[block] += form.kind != FormKind::Removed;
        if (layer.role != Role::Router || config.expertsOf(layer.block) > 0)
            follow(layer, form, config.headDim, shapes[block]);
    }
    std::vector<BlockShape> kept;
    for (size_t b = 0; b < count; ++b)
        if (had[b] == 0 || left[b] > 0)
            kept.push_back(shapes[b]);
    return kept;
}

std::vector<int> blockNumbers(const Model &model, const std::vector<BlockShape> &blocks)
{
    const auto count = static_cast<size_t>(std::max<int64_t>(model.config.blocks, 0));
    if (blocks.size() == count || blocks.empty())
        return {};
    std::vector<int> numbers(count, -1);
    for (size_t i = 0; i < blocks.size(); ++i)
        numbers[static_cast<size_t>(blocks[i].source)] = static_cast<int>(i);
    return numbers;
}

} // namespace lapidary
