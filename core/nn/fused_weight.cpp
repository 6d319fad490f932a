#include "core/nn/transformer_p.h"

namespace lapidary {
namespace {

bool dense(const CompressedLayer &layer)
{
    return layer.present() && layer.form.kind == FormKind::Dense && layer.factors[0].dim() == 2;
}

/// Rows [begin, begin + rows) of `stack` as a tensor of its own (no view: it can become an
/// autograd leaf).
at::Tensor part(const at::Tensor &stack, int64_t begin, const at::Tensor &like)
{
    const at::Tensor view = stack.narrow(0, begin, like.size(0));
    return at::empty({0}, stack.options())
        .set_(stack.storage(), view.storage_offset(), view.sizes(), view.strides());
}

} // namespace

bool FusedWeight::valid(std::initializer_list<const CompressedLayer *> members) const
{
    if (!weight.defined())
        return false;
    const char *next = static_cast<const char *>(weight.data_ptr());
    const char *nextBias = bias.defined() ? static_cast<const char *>(bias.data_ptr()) : nullptr;
    for (const CompressedLayer *member : members) {
        if (!dense(*member) || member->factors[0].data_ptr() != next ||
            member->bias.defined() != bias.defined() ||
            (nextBias && member->bias.data_ptr() != nextBias))
            return false;
        next += member->factors[0].nbytes();
        nextBias += nextBias ? member->bias.nbytes() : 0;
    }
    return next == static_cast<const char *>(weight.data_ptr()) + weight.nbytes();
}

FusedWeight FusedWeight::make(std::initializer_list<CompressedLayer *> members)
{
    const CompressedLayer &first = **members.begin();
    std::vector<at::Tensor> weights, biases;
    for (const CompressedLayer *member : members) {
        if (!dense(*member) || member->factors[0].size(1) != first.factors[0].size(1) ||
            member->bias.defined() != first.bias.defined())
            return {};
        weights.push_back(member->factors[0]);
        if (member->bias.defined())
            biases.push_back(member->bias);
    }
    FusedWeight fused;
    fused.weight = at::cat(weights, 0);
    if (!biases.empty())
        fused.bias = at::cat(biases, 0);
    int64_t row = 0;
    for (CompressedLayer *member : members) {
        const int64_t rows = member->factors[0].size(0);
        member->factors[0] = part(fused.weight, row, member->factors[0]);
        if (fused.bias.defined())
            member->bias = part(fused.bias, row, member->bias);
        row += rows;
    }
    return fused;
}

} // namespace lapidary
