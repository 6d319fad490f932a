#include "core/run/layer_in_work.h"

#include "core/model/tensor_names.h"
#include "core/run/array_details.h"
#include "core/tensor/blocks.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

using nlohmann::json;

namespace {

// Bytes of one array as it will be stored; `values` becomes what they decode to.
Result<TensorCopy> encode(const std::string &name, DType type, const Shape &shape, at::Tensor &values)
{
    const at::Tensor host = values.to(at::kCPU, at::kFloat).contiguous();
    LAPIDARY_ASSIGN(const int64_t bytes, tensorBytes(shape, type));
    LAPIDARY_ASSIGN(const int64_t elements, elementCount(shape));
    if (elements != host.numel())
        return fail(ErrorCode::Internal, "{}: planned {} elements, the method made {}", name,
                    elements, host.numel());
    auto data = std::make_shared<std::vector<std::byte>>(static_cast<size_t>(bytes));
    const std::span<const float> source(host.const_data_ptr<float>(), static_cast<size_t>(elements));
    auto status = encodeFromF32(type, source, *data);
    if (!status)
        return fail(status.error().code, "{}: {}", name, status.error().message);
    at::Tensor decoded = at::empty(host.sizes(), at::kFloat);
    LAPIDARY_TRY(decodeToF32(type, *data,
                             {decoded.mutable_data_ptr<float>(), static_cast<size_t>(elements)}));
    values = decoded.to(values.device());
    TensorCopy copy;
    copy.stored = {name, type, shape, bytes};
    copy.outgoing = {name, type, shape, [data](const auto &sink) { return sink(*data); }};
    return copy;
}

DType biasType(const Model &model, const Layer &layer)
{
    const DType type = model.source->tensors()[static_cast<size_t>(layer.bias)].dtype;
    return canStore(type) && !dtypeInfo(type).quantized ? type : DType::F32;
}

// What the layer was to approximate.
at::Tensor goalOf(const LayerInWork &work)
{
    return work.goal.defined() ? work.goal : work.original;
}

// W - W' with removed columns as zeros; undefined where outputs are gone or nothing is known.
at::Tensor weighableDifference(const LayerInWork &work, at::Tensor now)
{
    if (!work.covariance.defined() || work.rowsCut || work.original.dim() != 2)
        return {};
    if (work.columns.defined())
        now = at::zeros_like(work.original).index_copy_(1, work.columns, now);
    return goalOf(work) - now;
}

// Second order, with the Kronecker-factored Fisher matrix for the Hessian: nats per token.
double lossEstimate(const at::Tensor &difference, const at::Tensor &gradient,
                    const at::Tensor &covariance)
{
    const at::Tensor d = difference.to(at::kCPU, at::kDouble);
    return 0.5 * (at::mm(at::mm(gradient, d), covariance) * d).sum().item<double>();
}

// Its weights have nothing to be compared with: of what the attention adds, the part that is lost
// to the fit and, of the rest, to what was done to the matrix after it (least squares leaves the
// two orthogonal).
double errorOfReplacement(const LayerInWork &work)
{
    const double fit = std::min(1.0, *work.replaced);
    const at::Tensor map = work.inputs->target.to(work.now.factors.front().device());
    const double later = outputError(map - work.now.toDense(), map, work.inputs->covariance);
    return std::sqrt(fit * fit + later * later * (1 - fit * fit));
}

void measureErrors(const LayerInWork &work, LayerRecord &record)
{
    if (work.replaced) {
        record.error = errorOfReplacement(work);
        record.outputError = record.error;
        return;
    }
    const at::Tensor now = work.now.toDense();
    const double lost = work.removedEnergy + squaredNorm(work.reference - now);
    record.error = work.originalEnergy > 0 ? std::sqrt(lost / work.originalEnergy) : 0.0;
    const at::Tensor difference = weighableDifference(work, now);
    if (!difference.defined())
        return;
    record.outputError = outputError(difference, goalOf(work), work.covariance);
    if (work.inputs && work.inputs->gradient.defined())
        record.lossEstimate = lossEstimate(difference, work.inputs->gradient, work.covariance);
}

} // namespace

std::string methodNames(const PlannedLayer &plan)
{
    std::string names;
    for (const PlannedAction &action : plan.actions)
        names += (names.empty() ? "" : " + ") + action.method;
    return names;
}

Result<FinishedLayer> finishWork(const WorkContext &context, LayerInWork &work)
{
    FinishedLayer finished;
    LayerRecord &record = finished.record;
    const std::string name = context.nameAfter(work.plan->name, work.layer->block);
    for (size_t i = 0; i < work.now.factors.size(); ++i) {
        const FactorForm &factor = work.now.form.factors[i];
        LAPIDARY_ASSIGN(TensorCopy tensor, encode(tensorName(name, factor.suffix),
                                                  factor.stored, factor.shape, work.now.factors[i]));
        finished.tensors.push_back(std::move(tensor));
    }
    if (work.now.bias.defined()) {
        LAPIDARY_ASSIGN(TensorCopy tensor,
                        encode(tensorName(name, "bias"),
                               biasType(*context.model, *work.layer), {work.now.bias.numel()},
                               work.now.bias));
        finished.tensors.push_back(std::move(tensor));
    }
    measureErrors(work, record);
    record.form = work.now.form;
    for (const TensorCopy &tensor : finished.tensors) {
        record.bytes += tensor.stored.bytes;
        LAPIDARY_ASSIGN(const int64_t elements, elementCount(tensor.stored.shape));
        record.parameters += elements;
    }
    record.method = methodNames(*work.plan);
    record.params = std::move(work.params);
    record.warnings = std::move(work.warnings);
    finished.arrays = takeArrays(work.plan->name, work.details);
    record.details = std::move(work.details);
    finished.weights = std::move(work.now);
    return finished;
}

bool canStore(DType type)
{
    switch (type) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
    case DType::Q8_0:
    case DType::Q4_0:
        return true;
    default:
        return false;
    }
}

} // namespace lapidary
