#include "core/nn/compressed_layer.h"

#include "core/linalg/mpo.h"
#include "core/nn/kernels.h"

namespace lapidary {

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
    case FormKind::Mpo:
        break;
    }
    const at::Tensor y = mpoApply(factors, x);
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
        break;
    }
    return mpoToDense(factors);
}

} // namespace lapidary
