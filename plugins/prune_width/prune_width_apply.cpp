#include "plugins/prune_width/prune_width_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/calibrate/whitening.h"
#include "core/linalg/column_elimination.h"
#include "core/linalg/gated_fit.h"
#include "core/linalg/gram.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"
#include "plugins/prune_width/scores.h"

#include <array>
#include <cmath>

namespace lapidary {
namespace {

struct Part {
    CompressedLayer *layer = nullptr;
    const PlannedAction *action = nullptr;
    size_t position = 0; ///< in the caller's group
    at::Tensor weight;
    const LayerInputs *inputs = nullptr;
};

using Mlp = std::array<Part, 3>; ///< gate, up, down

/// By the part that each action names, not by position.
Result<Mlp> sortedParts(const std::vector<ApplyInputs> &inputs,
                        const std::vector<CompressedLayer *> &group)
{
    Mlp mlp;
    for (size_t i = 0; i < group.size() && i < inputs.size(); ++i) {
        const auto part = inputs[i].action->params.value("part", std::string());
        const size_t slot = part == "gate" ? 0 : part == "up" ? 1 : 2;
        mlp[slot] = {group[i], inputs[i].action, i, {}, inputs[i].inputs};
    }
    for (const Part &part : mlp)
        if (!part.layer || group.size() != 3)
            return fail(ErrorCode::Internal, "prune_width needs gate, up and down of one block");
    for (Part &part : mlp) {
        LAPIDARY_ASSIGN(part.weight, requireDenseWeight(*part.layer, *part.action));
    }
    return mlp;
}

/// Relative error of leaving out what `kept` does not hold.
double cutError(const at::Tensor &whole, const at::Tensor &kept)
{
    const double all = energyOf(whole);
    return all > 0 ? std::sqrt(std::max(0.0, all - energyOf(kept)) / all) : 0;
}

// Widths that a budget chooses from.
constexpr int64_t kSizes = 48;
// Columns that go between two updates: at 16 the loss is within a per mille of one by one.
constexpr int64_t kBatch = 16;
// Measured best on SmolLM2 with 16,000 tokens, among 0.01, 0.1, 0.3 and 1.
constexpr double kDamping = 0.3;

at::Tensor damped(const at::Tensor &covariance)
{
    return dampedCovariance(covariance, kDamping);
}

/// Ascending indices of the neurons that stay.
Result<std::vector<int64_t>> chooseNeurons(const Mlp &mlp, const std::string &score, int64_t width)
{
    if (score != "activation")
        return bestNeurons(neuronScores(score, mlp[0].weight, mlp[1].weight), width);
    const Part &down = mlp[2];
    LAPIDARY_ASSIGN(const ColumnElimination elimination,
                    eliminateColumns(down.weight, damped(down.inputs->covariance),
                                     down.inputs->gradient, width, kBatch));
    std::vector<bool> gone(static_cast<size_t>(down.weight.size(1)));
    for (const int64_t column : elimination.removed)
        gone[static_cast<size_t>(column)] = true;
    std::vector<int64_t> kept;
    for (size_t i = 0; i < gone.size(); ++i)
        if (!gone[i])
            kept.push_back(static_cast<int64_t>(i));
    return kept;
}

ActionResult cut(Part &part, const at::Tensor &kept, bool rows)
{
    CompressedLayer &layer = *part.layer;
    const at::Tensor weight = part.weight.index_select(rows ? 0 : 1, kept).contiguous();
    if (rows && layer.bias.defined())
        layer.bias = layer.bias.index_select(0, kept.to(layer.bias.device())).contiguous();
    ActionResult result;
    result.relativeError = cutError(part.weight, weight);
    const FactorForm &old = layer.form.factors.front();
    layer.form = denseForm({weight.size(0), weight.size(1)}, keptType(old.stored, weight.size(1)),
                           old.suffix);
    layer.factors = {weight.to(layer.factors.front().device())};
    return result;
}

/// The remaining columns take over what the removed ones did, as far as they can.
Status refit(Part &down, const at::Tensor &kept, ActionResult &result)
{
    const at::Tensor &covariance = down.inputs->covariance;
    const at::Tensor cutOnly = down.weight.index_select(1, kept).to(at::kDouble);
    LAPIDARY_ASSIGN(const at::Tensor refitted, refitColumns(down.weight, damped(covariance), kept));
    const at::Tensor whole = down.weight.to(at::kDouble);
    const auto differenceTo = [&](const at::Tensor &columns) {
        return whole - at::zeros_like(whole).index_copy_(1, kept, columns);
    };
    const at::Tensor difference = differenceTo(refitted);
    result.details = {
        {"output_error_cut", outputError(differenceTo(cutOnly), whole, covariance)},
        {"output_error", outputError(difference, whole, covariance)}};
    result.relativeError =
        std::sqrt(energyOf(difference) / std::max(1e-300, energyOf(whole)));
    CompressedLayer &layer = *down.layer;
    layer.factors = {refitted.to(layer.factors.front().device(), at::kFloat).contiguous()};
    return {};
}

/// Gate and up take over what is left, where the samples themselves are at hand.
Status refitAll(Mlp &mlp, ActionResult &result, const JobContext &job)
{
    const LayerInputs::Samples &samples = mlp[2].inputs->samples;
    const auto biased = [](const Part &part) { return part.layer->bias.defined(); };
    if (!samples.wanted.defined() || biased(mlp[0]) || biased(mlp[1]))
        return {};
    const at::Device device = samples.wanted.device();
    const auto weight = [&](const Part &part) {
        return part.layer->factors.front().to(device, at::kFloat);
    };
    GatedFitOptions options;
    options.activation = [](const at::Tensor &z) { return at::silu(z); };
    options.metric = mlp[2].inputs->gradient;
    LAPIDARY_ASSIGN(const GatedFit fit,
                    fitGated({weight(mlp[0]), weight(mlp[1]), weight(mlp[2])},
                             {samples.mlpInput, samples.wanted}, options, job));
    const at::Tensor fitted[] = {fit.weights.gate, fit.weights.up, fit.weights.down};
    for (size_t i = 0; i < mlp.size(); ++i)
        mlp[i].layer->factors = {fitted[i].to(mlp[i].layer->factors.front().device()).contiguous()};
    result.details["refit_all"] = {{"before", fit.before}, {"after", fit.after}};
    return {};
}

Result<std::vector<ActionResult>> cutMlp(const std::vector<ApplyInputs> &inputs,
                                         const std::vector<CompressedLayer *> &group,
                                         const JobContext &job)
{
    LAPIDARY_ASSIGN(Mlp mlp, sortedParts(inputs, group));
    const nlohmann::json &params = mlp[0].action->params;
    const auto width = params.value("width", int64_t(0));
    const int64_t before = mlp[0].weight.size(0);
    if (width < 1 || width > before || mlp[1].weight.size(0) != before
        || mlp[2].weight.size(1) != before)
        return fail(ErrorCode::Internal, "{}: width {} cannot be cut from {}",
                    layerName(*mlp[0].action), width, before);
    std::vector<ActionResult> results(3);
    if (width == before)
        return results;
    const bool calibrated = params.value("calibrated", false);
    if (calibrated && !mlp[2].inputs)
        return fail(ErrorCode::Internal, "{}: the run has no calibration for this layer",
                    layerName(*mlp[2].action));
    LAPIDARY_ASSIGN(const std::vector<int64_t> kept,
                    chooseNeurons(mlp, params.value("score", std::string("maw")), width));
    const at::Tensor index = at::tensor(kept, at::kLong);
    for (size_t i = 0; i < mlp.size(); ++i)
        results[mlp[i].position] = cut(mlp[i], index, i < 2);
    if (params.value("refit", false))
        LAPIDARY_TRY(refit(mlp[2], index, results[mlp[2].position]));
    if (calibrated && params.value("refit_all", false))
        LAPIDARY_TRY(refitAll(mlp, results[mlp[2].position], job));
    // Once per block: the three share them.
    results[mlp[0].position].details = {{"kept", kept}};
    return results;
}

} // namespace

int64_t PruneWidthMethod::workspaceBytes(const std::vector<LayerState> &group,
                                         const nlohmann::json &) const
{
    int64_t total = 0;
    for (const LayerState &state : group)
        total += 8 * state.form.out * state.form.in;
    // Elimination of columns of down: inverse covariance and updates of it, in f64.
    return total + 40 * group.back().form.in * group.back().form.in;
}

Result<std::vector<SizeLoss>> PruneWidthMethod::sizeLosses(
    const std::vector<const CompressedLayer *> &group,
    const std::vector<const LayerInputs *> &inputs, JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (group.size() != 3 || inputs.size() != 3 || !inputs[2]
        || group[2]->form.kind != FormKind::Dense)
        return std::vector<SizeLoss>();
    const at::Tensor weight = group[2]->factors.front().to(at::kCPU, at::kFloat);
    const int64_t width = weight.size(1), step = std::max<int64_t>(1, width / kSizes);
    LAPIDARY_ASSIGN(const ColumnElimination elimination,
                    eliminateColumns(weight, damped(inputs[2]->covariance), inputs[2]->gradient,
                                     step, kBatch));
    const double factor = inputs[2]->gradient.defined() ? 0.5 : 1.0;
    std::vector<SizeLoss> sizes;
    for (int64_t removed = step; removed <= width - step; removed += step)
        sizes.push_back({{{"width", width - removed}},
                         factor * elimination.loss[static_cast<size_t>(removed - 1)]});
    return sizes;
}

Result<std::vector<ActionResult>> PruneWidthMethod::apply(
    const std::vector<ApplyInputs> &inputs, const std::vector<CompressedLayer *> &group,
    JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (inputs.empty() || inputs.size() != group.size())
        return fail(ErrorCode::Internal, "prune_width needs gate, up and down of one block");
    return guardedApply(*inputs.front().action, [&] { return cutMlp(inputs, group, job); });
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::PruneWidthMethod>());
}
