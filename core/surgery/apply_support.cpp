#include "core/surgery/apply_support.h"

#include "core/linalg/gram.h"

#include <cmath>

namespace lapidary {

Result<at::Tensor> requireDenseWeight(const CompressedLayer &layer, const PlannedAction &action)
{
    if (layer.form.kind != FormKind::Dense || layer.factors.size() != 1
        || layer.factors.front().numel() != layer.form.out * layer.form.in)
        return fail(ErrorCode::Internal, "{}: {} needs the dense weight, found {}",
                    layerName(action), action.method, formName(layer.form.kind));
    at::Tensor weight = layer.factors.front()
                            .reshape({layer.form.out, layer.form.in})
                            .to(at::kCPU, at::kFloat)
                            .contiguous();
    LAPIDARY_TRY(requireFinite(weight, layerName(action)));
    return weight;
}

double relativeDifference(const at::Tensor &a, const at::Tensor &b)
{
    const double whole = energyOf(a.to(at::kCPU).contiguous());
    const double apart = energyOf((a - b).to(at::kCPU).contiguous());
    return whole > 0 ? std::sqrt(apart / whole) : (apart > 0 ? 1.0 : 0.0);
}

} // namespace lapidary
