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

Result<const LayerInputs *> inputsFor(const ApplyInputs &inputs)
{
    const PlannedAction &action = *inputs.action;
    if (!action.params.is_object() || !action.params.value("calibrated", false))
        return nullptr;
    if (!inputs.inputs)
        return fail(ErrorCode::Input, "{}: {} is planned with a calibration, and none is at hand; "
                    "run with --calibration", layerName(action), action.method);
    return inputs.inputs;
}

nlohmann::json fitDetails(const WeightedFit &fit)
{
    return {{"output_error", fit.outputError},
            {"plain_output_error", fit.plainOutputError},
            {"history", fit.history}};
}

double relativeDifference(const at::Tensor &a, const at::Tensor &b)
{
    const double whole = energyOf(a.to(at::kCPU).contiguous());
    const double apart = energyOf((a - b).to(at::kCPU).contiguous());
    return whole > 0 ? std::sqrt(apart / whole) : (apart > 0 ? 1.0 : 0.0);
}

} // namespace lapidary
