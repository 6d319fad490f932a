#include "core/nn/compressed_layer.h"

#include "core/linalg/mpo.h"
#include "core/linalg/multilinear.h"
#include "core/nn/kernels.h"

#include <ATen/core/grad_mode.h>

namespace lapidary {
namespace {

/// Matrices of a Tucker form, without its core.
std::vector<at::Tensor> modeFactors(const CompressedLayer &layer)
{
    return {layer.factors.begin() + 1, layer.factors.end()};
}

/// How many modes of a Tucker or CP form are the rows'; checkForm() has seen to it that they split.
size_t rowModesOf(const CompressedLayer &layer)
{
    std::vector<int64_t> sizes;
    for (size_t k = layer.form.kind == FormKind::Tucker ? 1 : 0; k < layer.factors.size(); ++k)
        sizes.push_back(layer.factors[k].size(0));
    return rowModes(sizes, layer.form.out, layer.form.in).value_or(sizes.size());
}

at::Tensor applyFactors(const CompressedLayer &layer, const at::Tensor &x)
{
    switch (layer.form.kind) {
    case FormKind::Tucker:
        return tuckerApply(layer.factors[0], modeFactors(layer), rowModesOf(layer), x);
    case FormKind::Cp:
        return cpApply(layer.factors, rowModesOf(layer), x);
    default:
        return mpoApply(layer.factors, x);
    }
}

} // namespace

at::Tensor CompressedLayer::apply(const at::Tensor &x) const
{
    switch (form.kind) {
    case FormKind::Dense:
        return applyLinear(x, factors[0], bias);
    case FormKind::LowRank:
        return applyLinear(applyLinear(x, factors[0], at::Tensor()), factors[1], bias);
    case FormKind::Removed: {
        std::vector<int64_t> shape = x.sizes().vec();
        shape.back() = form.out;
        return at::zeros(shape, x.options());
    }
    default:
        break;
    }
    // Contracting the factors costs about as much as they do on as many rows as they have inputs.
    if (!at::GradMode::is_enabled() && x.numel() > form.in * form.in)
        return applyLinear(x, toDense(), bias);
    const at::Tensor y = applyFactors(*this, x);
    return bias.defined() ? y + bias : y;
}

at::Tensor CompressedLayer::toDense() const
{
    switch (form.kind) {
    case FormKind::Dense:
        return factors[0];
    case FormKind::LowRank:
        return at::mm(factors[1], factors[0]);
    case FormKind::Removed:
        return form.in > 0 ? at::zeros({form.out, form.in}) : at::zeros({form.out});
    case FormKind::Mpo:
        return mpoToDense(factors);
    case FormKind::Tucker:
        return tuckerToDense(factors[0], modeFactors(*this), rowModesOf(*this));
    case FormKind::Cp:
        return cpToDense(factors, rowModesOf(*this));
    }
    return {};
}

} // namespace lapidary
