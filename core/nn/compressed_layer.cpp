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
    case FormKind::Mpo:
        break;
    }
    return mpoToDense(factors);
}

} // namespace lapidary
