#include "plugins/quantize/quantize_method.h"

#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/tensor/blocks.h"

namespace lapidary {
namespace {

/// What a reader of the stored bytes will see. Encoding that again gives the same bytes, so the
/// writer may pack from these numbers (tst_quantize checks it).
Result<at::Tensor> roundedTo(DType type, const at::Tensor &factor)
{
    const at::Tensor values = factor.to(at::kCPU, at::kFloat).contiguous();
    if (type == DType::F32)
        return values.to(factor.device());
    const auto count = static_cast<size_t>(values.numel());
    const Shape shape(values.sizes().begin(), values.sizes().end());
    LAPIDARY_ASSIGN(const int64_t bytes, tensorBytes(shape, type));
    std::vector<std::byte> packed(static_cast<size_t>(bytes));
    LAPIDARY_TRY(encodeFromF32(type, {values.data_ptr<float>(), count}, packed));
    at::Tensor rounded = at::empty_like(values);
    LAPIDARY_TRY(decodeToF32(type, packed, {rounded.data_ptr<float>(), count}));
    return rounded.to(factor.device());
}

Result<ActionResult> applyTo(CompressedLayer &layer, const PlannedAction &action)
{
    const auto wanted = dtypeFromName(action.params.value("type", std::string()));
    if (!wanted)
        return fail(ErrorCode::Internal, "{}: the plan names no type", layerName(action));
    CompressedLayer rounded = layer;
    int fallen = 0;
    for (size_t i = 0; i < layer.factors.size(); ++i) {
        FactorForm &form = rounded.form.factors[i];
        LAPIDARY_TRY(requireFinite(layer.factors[i], layerName(action)));
        form.stored = fittingType(*wanted, form.shape);
        fallen += form.stored != *wanted;
        auto values = roundedTo(form.stored, layer.factors[i]);
        if (!values)
            return fail(values.error().code, "{}: {}", layerName(action), values.error().message);
        rounded.factors[i] = std::move(*values);
        if (!requireFinite(rounded.factors[i], ""))
            return fail(ErrorCode::Numerical,
                        "{}: some values are too large for {}; choose bf16 or leave it out",
                        layerName(action), dtypeName(form.stored));
    }
    ActionResult result;
    const bool dense = layer.form.kind == FormKind::Dense;
    result.relativeError =
        dense ? relativeDifference(layer.factors.front(), rounded.factors.front())
              : relativeDifference(layer.toDense(), rounded.toDense());
    result.details = nlohmann::json::object();
    if (fallen > 0)
        result.details["kept_f16"] = fallen;
    layer = std::move(rounded);
    return result;
}

} // namespace

int64_t QuantizeMethod::workspaceBytes(const std::vector<LayerState> &group,
                                       const nlohmann::json &) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t dense = state.form.kind == FormKind::Dense
            ? 0
            : 16 * state.form.out * state.form.in;
        most = std::max(most, 12 * state.form.parameters() + dense);
    }
    return most;
}

Result<std::vector<ActionResult>> QuantizeMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                        const std::vector<CompressedLayer *> &group,
                                                        JobContext &job) const
{
    return applyEach(inputs, group, job, [](CompressedLayer &layer, const ApplyInputs &input) {
        return applyTo(layer, *input.action);
    });
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::QuantizeMethod>());
}
