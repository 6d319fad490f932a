#include "plugins/cp/cp_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/error_target.h"
#include "core/surgery/form_math.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

struct Answer {
    int64_t rank = 0;
    std::vector<at::Tensor> factors;
    double relativeError = 0, targetError = 0;
    nlohmann::json details;
};

Result<Answer> decompose(const at::Tensor &weight, const ModeFactors &modes, int64_t rank,
                         uint64_t seed, const LayerInputs *inputs)
{
    Answer answer{rank, {}, 0, 0, nlohmann::json::object()};
    const Folding folding{modes.out, modes.in};
    if (inputs) {
        LAPIDARY_ASSIGN(WeightedCp found,
                        cpWeighted(weight, folding, rank, inputs->covariance, seed));
        answer.factors = std::move(found.factors);
        answer.relativeError = found.fit.relativeError;
        answer.targetError = found.fit.outputError;
        answer.details = fitDetails(found.fit);
        return answer;
    }
    LAPIDARY_ASSIGN(CpFactors found, cpDecompose(weight, folding, rank, seed));
    answer.factors = std::move(found.factors);
    answer.relativeError = answer.targetError = found.relativeError;
    answer.details["history"] = found.history;
    return answer;
}

/// A start that leads nowhere is followed by others, each from its own seed.
Result<Answer> withRetries(const at::Tensor &weight, const ModeFactors &modes, int64_t rank,
                           uint64_t seed, const LayerInputs *inputs)
{
    constexpr int attempts = 3;
    for (int attempt = 0;; ++attempt) {
        auto answer = decompose(weight, modes, rank, seed + uint64_t(attempt), inputs);
        const bool wild = answer && !(answer->targetError <= 1.0 + 1e-6);
        if (answer && !wild) {
            if (attempt > 0)
                answer->details["attempts"] = attempt + 1;
            return answer;
        }
        if (attempt + 1 < attempts && (wild || answer.error().code == ErrorCode::Numerical))
            continue;
        if (!answer)
            return answer;
        return fail(ErrorCode::Numerical, "rank {} converged to nothing useful from {} starts; "
                    "choose a lower rank or other factors", rank, attempts);
    }
}

/// Nothing when no rank that saves meets the error target.
Result<std::optional<Answer>> resolve(const at::Tensor &weight, const nlohmann::json &params,
                                      const ModeFactors &modes, uint64_t seed,
                                      const LayerInputs *inputs)
{
    if (params.contains("rank")) {
        LAPIDARY_ASSIGN(Answer answer,
                        withRetries(weight, modes, params["rank"].get<int64_t>(), seed, inputs));
        return answer;
    }
    // Sizes in hundredths of the largest that saves.
    const int64_t most = cpRankFor(modes.sizes(), weight.numel() - 1);
    const int64_t steps = std::min<int64_t>(100, most);
    return smallestMeeting<Answer>(
        steps, params.value("error", 0.0),
        [&](int64_t step) {
            return withRetries(weight, modes, std::max<int64_t>(1, most * step / steps), seed,
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
    auto resolved = resolve(weight, action.params, modes, input.seed, inputs);
    if (!resolved)
        return fail(resolved.error().code, "{}: {}", layerName(action), resolved.error().message);
    ActionResult result;
    if (!*resolved) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller rank meets the error target: the layer stays dense");
        return result;
    }
    Answer &answer = **resolved;
    layer.form = cpForm(modes.out, modes.in, answer.rank,
                        factorType(layer.form.factors.front().stored));
    const at::Device device = layer.factors.front().device();
    for (at::Tensor &factor : answer.factors)
        factor = factor.to(device);
    layer.factors = std::move(answer.factors);
    result.relativeError = answer.relativeError;
    result.details = std::move(answer.details);
    result.details["rank"] = answer.rank;
    return result;
}

} // namespace

int64_t CpMethod::workspaceBytes(const std::vector<LayerState> &group,
                                 const nlohmann::json &) const
{
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in;
        // The planned rank is not known here: that of a form as large as the matrix, with two
        // balanced factors on each side, bounds it.
        const auto rank = static_cast<int64_t>(
            double(m) * double(n) / (2 * (std::sqrt(double(m)) + std::sqrt(double(n)))));
        most = std::max(most, 8 * (4 * m * n + 3 * n * n + 4 * (m + n) * rank + 4 * rank * rank));
    }
    return most;
}

Result<std::vector<ActionResult>> CpMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                  const std::vector<CompressedLayer *> &group,
                                                  JobContext &job) const
{
    return applyEach(inputs, group, job, applyTo);
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::CpMethod>());
}
