#include "core/run/layer_in_work.h"

#include "core/linalg/svd.h"
#include "core/nn/layer_loader.h"

#include <algorithm>

namespace lapidary {
namespace {

bool isCalibrated(const PlannedAction &action)
{
    return action.params.is_object() && action.params.value("calibrated", false);
}

// Methods that weigh by activations approximate what does best on them.
void startFromTarget(LayerInWork &work)
{
    if (!work.inputs->target.defined() || work.now.form.kind != FormKind::Dense
        || std::none_of(work.plan->actions.begin(), work.plan->actions.end(), isCalibrated))
        return;
    work.goal = work.inputs->target.to(work.now.factors.front().device(), at::kFloat);
    work.now.factors = {work.goal};
}

// The method takes the matrix for its target.
Status beginReplacement(const WorkContext &context, LayerInWork &work)
{
    const int block = work.layer->block;
    if (!context.attentionMaps || !context.attentionMaps->contains(block))
        return fail(ErrorCode::Internal, "{}: nothing was fitted to its attention", work.plan->name);
    const AttentionMap &map = context.attentionMaps->at(block);
    work.inputs = map.inputs;
    work.replaced = map.error;
    work.details["attention_map"] = {{"error", map.error}, {"damping", map.damping}};
    return {};
}

} // namespace

double squaredNorm(const at::Tensor &w)
{
    const double norm = at::linalg_vector_norm(w, 2, std::nullopt, false, at::kDouble).item<double>();
    return norm * norm;
}

Result<LayerInWork> beginWork(const WorkContext &context, const PlannedLayer &plan, JobContext &job)
{
    LayerInWork work;
    work.plan = &plan;
    work.layer = &context.model->layers[static_cast<size_t>(plan.layer)];
    LAPIDARY_ASSIGN(work.now, loadLayer(*context.model, *work.layer, at::kFloat, context.device, job));
    for (const at::Tensor &factor : work.now.factors)
        LAPIDARY_TRY(requireFinite(factor, plan.name));
    if (work.now.bias.defined())
        LAPIDARY_TRY(requireFinite(work.now.bias, plan.name + ".bias"));
    work.original = work.reference = work.now.toDense();
    work.originalEnergy = squaredNorm(work.reference);
    if (replacesAttention(plan) && work.layer->role == Role::O) {
        LAPIDARY_TRY(beginReplacement(context, work));
        return work;
    }
    if (context.inputs && context.inputs->has(plan.name)) {
        LAPIDARY_ASSIGN(work.inputs, context.inputs->read(plan.name));
        work.covariance = work.inputs->covariance;
        startFromTarget(work);
    }
    return work;
}

} // namespace lapidary
