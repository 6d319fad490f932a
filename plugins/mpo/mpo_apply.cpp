#include "plugins/mpo/mpo_method.h"

#include "core/linalg/mpo.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"

#include <algorithm>

namespace lapidary {
namespace {

/// chi of the action; for an error target the smallest that surely meets it, 0 when the layer is
/// better left dense.
Result<int64_t> resolveChi(const at::Tensor &weight, const nlohmann::json &params,
                           const SiteFactors &out, const SiteFactors &in)
{
    if (params.value("dense", false))
        return 0;
    if (params.contains("chi"))
        return params["chi"].get<int64_t>();
    LAPIDARY_ASSIGN(const auto spectra, mpoBondSpectra(weight, out, in));
    std::vector<std::vector<double>> values;
    for (const at::Tensor &spectrum : spectra) {
        const double *data = spectrum.data_ptr<double>();
        values.emplace_back(data, data + spectrum.numel());
    }
    const int64_t chi = chiForError(values, params.value("error", 0.0));
    return mpoParameters(out, in, chi) < weight.numel() ? chi : 0;
}

Result<ActionResult> decompose(CompressedLayer &layer, const ApplyInputs &inputs)
{
    const PlannedAction &action = *inputs.action;
    LAPIDARY_ASSIGN(const at::Tensor weight, requireDenseWeight(layer, action));
    const auto out = action.params["out_factors"].get<SiteFactors>();
    const auto in = action.params["in_factors"].get<SiteFactors>();
    LAPIDARY_ASSIGN(const int64_t chi, resolveChi(weight, action.params, out, in));
    ActionResult result;
    if (chi == 0) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller χ meets the error target: the layer stays dense");
        return result;
    }
    LAPIDARY_ASSIGN(MpoCores mpo, mpoDecompose(weight, out, in, chi, inputs.seed));
    const DType stored = factorType(layer.form.factors.front().stored);
    layer.form = mpoForm(out, in, chi, stored);
    for (at::Tensor &core : mpo.cores)
        core = core.to(layer.factors.front().device());
    layer.factors = std::move(mpo.cores);
    result.relativeError = mpo.relativeError;
    result.details = {{"chi", chi}, {"bonds", clampedBonds(out, in, chi)}};
    return result;
}

Result<ActionResult> applyTo(CompressedLayer &layer, const ApplyInputs &inputs)
{
    auto result = decompose(layer, inputs);
    const std::string name = layerName(*inputs.action);
    if (!result && !result.error().message.starts_with(name))
        return fail(result.error().code, "{}: {}", name, result.error().message);
    return result;
}

} // namespace

int64_t MpoMethod::workspaceBytes(const std::vector<LayerState> &group) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in;
        // The folded copy, f64 of it, the running rest and the Gram matrix: with two sites a cut
        // can be as large as sqrt(m n) on its shorter side.
        most = std::max(most, (4 + 8 + 4 + 48) * m * n);
    }
    return most;
}

Result<std::vector<ActionResult>> MpoMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                   const std::vector<CompressedLayer *> &group,
                                                   JobContext &job) const
{
    return applyEach(inputs, group, job, applyTo);
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::MpoMethod>());
}
