#include "plugins/svd/svd_method.h"

#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"

#include <algorithm>

namespace lapidary {
namespace {

/// Smallest rank that meets the target; above `saving` the layer is better left dense.
Result<SvdFactors> meetError(const at::Tensor &weight, int64_t rank, int64_t saving, double error,
                             uint64_t seed)
{
    for (;;) {
        LAPIDARY_ASSIGN(SvdFactors factors, truncatedSvd(weight, rank, seed));
        // A randomized result can miss the target by a hair.
        if (factors.relativeError <= error || rank >= saving)
            return factors;
        rank = std::min(saving, rank + std::max<int64_t>(1, rank / 200));
    }
}

/// Nothing when the layer stays dense.
Result<std::optional<SvdFactors>> factorize(const at::Tensor &weight, const nlohmann::json &params,
                                            uint64_t seed)
{
    if (params.value("dense", false))
        return std::nullopt;
    if (params.contains("rank")) {
        LAPIDARY_ASSIGN(SvdFactors factors,
                        truncatedSvd(weight, params["rank"].get<int64_t>(), seed));
        return factors;
    }
    const double error = params.value("error", 0.0);
    const int64_t saving = largestSavingRank(weight.size(0), weight.size(1));
    LAPIDARY_ASSIGN(const at::Tensor spectrum, singularValues(weight));
    const int64_t rank = std::max<int64_t>(1, rankForError(spectrum, error));
    if (rank > saving)
        return std::nullopt;
    LAPIDARY_ASSIGN(SvdFactors factors, meetError(weight, rank, saving, error, seed));
    return factors;
}

Result<ActionResult> applyTo(CompressedLayer &layer, const ApplyInputs &inputs)
{
    const PlannedAction &action = *inputs.action;
    LAPIDARY_ASSIGN(const at::Tensor weight, requireDenseWeight(layer, action));
    auto factorized = factorize(weight, action.params, inputs.seed);
    if (!factorized)
        return fail(factorized.error().code, "{}: {}", layerName(action),
                    factorized.error().message);
    ActionResult result;
    if (!*factorized) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller rank meets the error target: the layer stays dense");
        return result;
    }
    const SvdFactors &svd = **factorized;
    // Half of each singular value on either side: both factors then have the same range, which
    // matters when they are rounded.
    const at::Tensor half = svd.s.sqrt();
    const DType stored = factorType(layer.form.factors.front().stored);
    const at::Device device = layer.factors.front().device();
    layer.factors = {(svd.v * half).t().contiguous().to(device),
                     (svd.u * half).contiguous().to(device)};
    layer.form = lowRankForm(layer.form.out, layer.form.in, svd.s.size(0), stored);
    result.relativeError = svd.relativeError;
    result.details = {{"rank", svd.s.size(0)}, {"exact", svd.exact}};
    return result;
}

} // namespace

int64_t SvdMethod::workspaceBytes(const std::vector<LayerState> &group) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in, k = std::min(m, n);
        // f64 copy, Gram matrix with its eigenvectors and their copies, factors.
        most = std::max(most, 8 * m * n + 48 * k * k + 12 * (m + n) * k);
    }
    return most;
}

Result<std::vector<ActionResult>> SvdMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                   const std::vector<CompressedLayer *> &group,
                                                   JobContext &job) const
{
    return applyEach(inputs, group, job, applyTo);
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::SvdMethod>());
}
