#include "plugins/prune_heads/prune_heads_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/calibrate/whitening.h"
#include "core/linalg/column_elimination.h"
#include "core/linalg/gram.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"
#include "plugins/prune_heads/head_scores.h"

#include <array>
#include <cmath>

namespace lapidary {
namespace {

using Inputs = std::vector<ApplyInputs>;
using Group = std::vector<CompressedLayer *>;

Result<AttentionWeights> weightsOf(const Inputs &inputs, const Group &group)
{
    std::array<at::Tensor, 4> dense;
    for (size_t i = 0; i < dense.size(); ++i) {
        LAPIDARY_ASSIGN(dense[i], requireDenseWeight(*group[i], *inputs[i].action));
    }
    AttentionWeights weights{dense[0], dense[1], dense[2], dense[3],
                             inputs[0].action->params.value("head_dim", int64_t(0))};
    const int64_t d = weights.headDim;
    if (d < 1 || weights.k.size(0) < d || weights.k.size(0) % d != 0
        || weights.q.size(0) % weights.k.size(0) != 0 || weights.v.size(0) != weights.k.size(0)
        || weights.o.size(1) != weights.q.size(0))
        return fail(ErrorCode::Internal, "{}: the rows make no groups of heads of {}",
                    layerName(*inputs[0].action), d);
    return weights;
}

/// Null when nothing is known of what flows into o.
const LayerInputs *outputInputs(const ApplyInputs &input, const AttentionWeights &weights)
{
    const bool fits = input.inputs && input.inputs->covariance.defined()
        && input.inputs->covariance.size(0) == weights.o.size(1);
    return fits ? input.inputs : nullptr;
}

double cutError(const at::Tensor &whole, const at::Tensor &kept)
{
    const double all = energyOf(whole);
    return all > 0 ? std::sqrt(std::max(0.0, all - energyOf(kept)) / all) : 0;
}

void store(CompressedLayer &layer, const at::Tensor &weight)
{
    const FactorForm &old = layer.form.factors.front();
    layer.form = denseForm({weight.size(0), weight.size(1)}, keptType(old.stored, weight.size(1)),
                           old.suffix);
    layer.factors = {weight.to(layer.factors.front().device())};
}

std::vector<int64_t> listOf(const at::Tensor &indices)
{
    const int64_t *values = indices.const_data_ptr<int64_t>();
    return {values, values + indices.numel()};
}

ActionResult cutRows(CompressedLayer &layer, const at::Tensor &whole, const at::Tensor &rows)
{
    const at::Tensor kept = whole.index_select(0, rows).contiguous();
    if (layer.bias.defined())
        layer.bias = layer.bias.index_select(0, rows.to(layer.bias.device())).contiguous();
    store(layer, kept);
    ActionResult result;
    result.relativeError = cutError(whole, kept);
    result.details = {{"kept", listOf(rows)}};
    return result;
}

// As for neurons (prune_width).
constexpr double kDamping = 0.3;

/// o with the kept columns, refitted to the whole output where asked.
Result<ActionResult> cutColumns(CompressedLayer &layer, const at::Tensor &whole,
                                const at::Tensor &columns, const LayerInputs *known, bool refit)
{
    at::Tensor kept = whole.index_select(1, columns).contiguous();
    ActionResult result;
    result.details = {{"kept", listOf(columns)}};
    const auto outputErrorOf = [&](const at::Tensor &matrix) {
        at::Tensor apart = whole.clone();
        apart.index_copy_(1, columns, whole.index_select(1, columns) - matrix);
        return outputError(apart, whole, known->covariance);
    };
    result.relativeError = cutError(whole, kept);
    if (known && refit) {
        result.details["output_error_cut"] = outputErrorOf(kept);
        LAPIDARY_ASSIGN(const at::Tensor fitted,
                        refitColumns(whole, dampedCovariance(known->covariance, kDamping),
                                     columns));
        kept = fitted.to(at::kFloat).contiguous();
        at::Tensor apart = whole.clone();
        apart.index_copy_(1, columns, whole.index_select(1, columns) - kept);
        result.relativeError = std::sqrt(energyOf(apart) / std::max(1e-300, energyOf(whole)));
    }
    if (known)
        result.details["output_error"] = outputErrorOf(kept);
    store(layer, kept);
    return result;
}

Result<std::vector<ActionResult>> cutHeads(const Inputs &inputs, const Group &group)
{
    LAPIDARY_ASSIGN(const AttentionWeights weights, weightsOf(inputs, group));
    const nlohmann::json &params = inputs[0].action->params;
    const auto wanted = params.value("kv_heads", int64_t(0));
    if (wanted < 1 || wanted > weights.groups())
        return fail(ErrorCode::Internal, "{}: {} key-value heads cannot be kept of {}",
                    layerName(*inputs[0].action), wanted, weights.groups());
    std::vector<ActionResult> results(4);
    if (wanted == weights.groups())
        return results;
    const LayerInputs *known = outputInputs(inputs[3], weights);
    const bool byEnergy = params.value("score", std::string("l2")) == "activation";
    if (byEnergy && !known)
        return fail(ErrorCode::Input, "{}: nothing is known of the inputs of o, which score "
                                      "\"activation\" needs; give the calibration again or use l2",
                    layerName(*inputs[3].action));
    const at::Tensor scores =
        byEnergy ? groupEnergies(weights, known->covariance) : groupNorms(weights);
    const std::vector<int64_t> kept = bestGroups(scores, wanted);
    const at::Tensor queries = weights.queryRows(kept), keys = weights.keyRows(kept);
    results[0] = cutRows(*group[0], weights.q, queries);
    results[1] = cutRows(*group[1], weights.k, keys);
    results[2] = cutRows(*group[2], weights.v, keys);
    LAPIDARY_ASSIGN(results[3], cutColumns(*group[3], weights.o, queries, known,
                                           params.value("refit", false)));
    results[0].details["kept_groups"] = kept;
    return results;
}

} // namespace

int64_t PruneHeadsMethod::workspaceBytes(const std::vector<LayerState> &group,
                                         const nlohmann::json &) const
{
    int64_t total = 0;
    for (const LayerState &state : group)
        total += 8 * state.form.out * state.form.in;
    // The covariance of o's inputs, its parts and their factor, in f64.
    const int64_t n = group.empty() ? 0 : group.back().form.in;
    return total + 8 * 4 * n * n;
}

Result<std::vector<ActionResult>> PruneHeadsMethod::apply(
    const std::vector<ApplyInputs> &inputs, const std::vector<CompressedLayer *> &group,
    JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (inputs.size() != 4 || group.size() != 4)
        return fail(ErrorCode::Internal, "prune_heads needs q, k, v and o of one block");
    return guardedApply(*inputs.front().action, [&] { return cutHeads(inputs, group); });
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::PruneHeadsMethod>());
}
