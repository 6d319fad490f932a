#include "plugins/mpo/mpo_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/linalg/mpo.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/error_target.h"
#include "core/surgery/form_math.h"

#include <algorithm>

namespace lapidary {
namespace {

struct Answer {
    int64_t chi = 0;
    std::vector<at::Tensor> cores;
    double relativeError = 0, targetError = 0;
    nlohmann::json details;
};

std::vector<std::vector<double>> toVectors(const std::vector<at::Tensor> &spectra)
{
    std::vector<std::vector<double>> values;
    for (const at::Tensor &spectrum : spectra) {
        const double *data = spectrum.data_ptr<double>();
        values.emplace_back(data, data + spectrum.numel());
    }
    return values;
}

Result<Answer> plainly(const at::Tensor &weight, const Folding &sites, int64_t chi, uint64_t seed)
{
    LAPIDARY_ASSIGN(MpoCores mpo, mpoDecompose(weight, sites.out, sites.in, chi, seed));
    Answer answer{chi, std::move(mpo.cores), mpo.relativeError, mpo.relativeError,
                  nlohmann::json::object()};
    answer.details["bond_spectra"] = toVectors(mpo.bondSpectra);
    return answer;
}

Result<Answer> weighted(const at::Tensor &weight, const Folding &sites, int64_t chi, uint64_t seed,
                        const LayerInputs &inputs)
{
    LAPIDARY_ASSIGN(WeightedMpo mpo, mpoWeighted(weight, sites, chi, inputs.covariance, seed));
    Answer answer{chi, std::move(mpo.cores), mpo.fit.relativeError, mpo.fit.outputError,
                  fitDetails(mpo.fit)};
    answer.details["bond_spectra"] = toVectors(mpo.bondSpectra);
    return answer;
}

/// The smallest chi that meets the target; nothing when no smaller form does.
Result<std::optional<Answer>> forError(const at::Tensor &weight, const Folding &sites, double error,
                                       uint64_t seed, const LayerInputs *inputs)
{
    if (inputs)
        return smallestMeeting<Answer>(
            chiForParameters(sites.out, sites.in, weight.numel() - 1), error,
            [&](int64_t chi) { return weighted(weight, sites, chi, seed, *inputs); },
            [](const Answer &answer) { return answer.targetError; });
    LAPIDARY_ASSIGN(const auto spectra, mpoBondSpectra(weight, sites.out, sites.in));
    const int64_t chi = chiForError(toVectors(spectra), error);
    if (mpoParameters(sites.out, sites.in, chi) >= weight.numel())
        return std::optional<Answer>();
    LAPIDARY_ASSIGN(Answer answer, plainly(weight, sites, chi, seed));
    return answer;
}

Result<std::optional<Answer>> resolve(const at::Tensor &weight, const nlohmann::json &params,
                                      const Folding &sites, uint64_t seed,
                                      const LayerInputs *inputs)
{
    if (params.value("dense", false))
        return std::optional<Answer>();
    if (!params.contains("chi"))
        return forError(weight, sites, params.value("error", 0.0), seed, inputs);
    const auto chi = params["chi"].get<int64_t>();
    LAPIDARY_ASSIGN(Answer answer, inputs ? weighted(weight, sites, chi, seed, *inputs)
                                          : plainly(weight, sites, chi, seed));
    return answer;
}

Result<ActionResult> decompose(CompressedLayer &layer, const ApplyInputs &input)
{
    const PlannedAction &action = *input.action;
    LAPIDARY_ASSIGN(const LayerInputs *inputs, inputsFor(input));
    LAPIDARY_ASSIGN(const at::Tensor weight, requireDenseWeight(layer, action));
    const Folding sites{action.params["out_factors"].get<SiteFactors>(),
                        action.params["in_factors"].get<SiteFactors>()};
    LAPIDARY_ASSIGN(auto resolved, resolve(weight, action.params, sites, input.seed, inputs));
    ActionResult result;
    if (!resolved) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller χ meets the error target: the layer stays dense");
        return result;
    }
    layer.form = mpoForm(sites.out, sites.in, resolved->chi,
                         factorType(layer.form.factors.front().stored));
    for (at::Tensor &core : resolved->cores)
        core = core.to(layer.factors.front().device());
    layer.factors = std::move(resolved->cores);
    result.relativeError = resolved->relativeError;
    result.details = std::move(resolved->details);
    result.details["chi"] = resolved->chi;
    result.details["bonds"] = clampedBonds(sites.out, sites.in, resolved->chi);
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

int64_t MpoMethod::workspaceBytes(const std::vector<LayerState> &group,
                                  const nlohmann::json &) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in;
        // The folded copy, f64 of it, the running rest and the Gram matrix: with two sites a cut
        // can be as large as sqrt(m n) on its shorter side.
        // Weighted: f64 of W, W C and four more like them, and of the covariance.
        most = std::max(most, std::max((4 + 8 + 4 + 48) * m * n, 8 * (6 * m * n + 2 * n * n)));
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
