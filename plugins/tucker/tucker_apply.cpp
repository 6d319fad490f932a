#include "plugins/tucker/tucker_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/error_target.h"
#include "core/surgery/form_math.h"

#include <algorithm>

namespace lapidary {
namespace {

struct Answer {
    std::vector<int64_t> ranks;
    std::vector<at::Tensor> factors; ///< core first
    double relativeError = 0, targetError = 0;
    nlohmann::json details;
};

std::vector<double> toVector(const at::Tensor &values)
{
    const at::Tensor host = values.to(at::kDouble).contiguous();
    return {host.data_ptr<double>(), host.data_ptr<double>() + host.numel()};
}

Result<Answer> decompose(const at::Tensor &weight, const ModeFactors &modes,
                         const std::vector<int64_t> &ranks, const LayerInputs *inputs)
{
    Answer answer{ranks, {}, 0, 0, nlohmann::json::object()};
    const Folding folding{modes.out, modes.in};
    if (inputs) {
        LAPIDARY_ASSIGN(WeightedTucker found,
                        tuckerWeighted(weight, folding, ranks, inputs->covariance));
        answer.factors = std::move(found.factors);
        answer.factors.insert(answer.factors.begin(), std::move(found.core));
        answer.relativeError = found.fit.relativeError;
        answer.targetError = found.fit.outputError;
        answer.details = fitDetails(found.fit);
        return answer;
    }
    LAPIDARY_ASSIGN(TuckerFactors found, tuckerDecompose(weight, folding, ranks));
    answer.factors = std::move(found.factors);
    answer.factors.insert(answer.factors.begin(), std::move(found.core));
    answer.relativeError = answer.targetError = found.relativeError;
    answer.details["history"] = found.history;
    for (const at::Tensor &spectrum : found.spectra)
        answer.details["mode_spectra"].push_back(toVector(spectrum));
    return answer;
}

/// Nothing when no ranks that save meet the error target.
Result<std::optional<Answer>> resolve(const at::Tensor &weight, const nlohmann::json &params,
                                      const ModeFactors &modes, const LayerInputs *inputs)
{
    if (params.contains("ranks")) {
        LAPIDARY_ASSIGN(Answer answer,
                        decompose(weight, modes, params["ranks"].get<std::vector<int64_t>>(),
                                  inputs));
        return answer;
    }
    // Sizes in hundredths of the largest that saves.
    const int64_t dense = weight.numel();
    return smallestMeeting<Answer>(
        100, params.value("error", 0.0),
        [&](int64_t hundredths) {
            const int64_t most = static_cast<int64_t>(double(dense - 1) * double(hundredths) / 100);
            return decompose(weight, modes,
                             inputs ? columnRanks(modes, most) : balancedRanks(modes.sizes(), most),
                             inputs);
        },
        [](const Answer &answer) { return answer.targetError; });
}

Result<ActionResult> applyTo(CompressedLayer &layer, const ApplyInputs &input)
{
    const PlannedAction &action = *input.action;
    LAPIDARY_ASSIGN(const LayerInputs *inputs, inputsFor(input));
    LAPIDARY_ASSIGN(const at::Tensor weight, requireDenseWeight(layer, action));
    const ModeFactors modes{action.params["out_factors"].get<std::vector<int64_t>>(),
                            action.params["in_factors"].get<std::vector<int64_t>>()};
    auto resolved = resolve(weight, action.params, modes, inputs);
    if (!resolved)
        return fail(resolved.error().code, "{}: {}", layerName(action), resolved.error().message);
    ActionResult result;
    if (!*resolved) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller ranks meet the error target: the layer stays dense");
        return result;
    }
    Answer &answer = **resolved;
    layer.form = tuckerForm(modes.out, modes.in, answer.ranks,
                            factorType(layer.form.factors.front().stored));
    const at::Device device = layer.factors.front().device();
    for (at::Tensor &factor : answer.factors)
        factor = factor.to(device);
    layer.factors = std::move(answer.factors);
    result.relativeError = answer.relativeError;
    result.details = std::move(answer.details);
    result.details["ranks"] = answer.ranks;
    return result;
}

} // namespace

int64_t TuckerMethod::workspaceBytes(const std::vector<LayerState> &group,
                                     const nlohmann::json &) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in;
        // f64 copies of W, W C and the projected ones, half a dozen matrices of the columns' size,
        // the normal equations of one factor.
        most = std::max(most, 8 * (6 * m * n + 8 * n * n) + 3 * 8 * int64_t(3000) * 3000);
    }
    return most;
}

Result<std::vector<ActionResult>> TuckerMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                      const std::vector<CompressedLayer *> &group,
                                                      JobContext &job) const
{
    return applyEach(inputs, group, job, applyTo);
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::TuckerMethod>());
}
