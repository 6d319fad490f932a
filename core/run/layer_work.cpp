#include "core/run/layer_work.h"

#include "core/run/layer_in_work.h"

#include <algorithm>
#include <chrono>

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

bool isRemoved(const PlannedLayer &plan)
{
    return plan.form.kind == FormKind::Removed;
}

void describeLayer(const Model &model, const PlannedLayer &plan, LayerRecord &record)
{
    const Layer &layer = model.layers[static_cast<size_t>(plan.layer)];
    record.name = plan.name;
    record.role = roleName(layer.role);
    record.block = layer.block;
    record.parametersBefore = layer.parameters();
    record.bytesBefore = layer.bytes();
}

// What could not be changed stays as it is.
Result<std::vector<FinishedLayer>> refuse(const WorkContext &context,
                                          const std::vector<const PlannedLayer *> &group,
                                          const std::string &culprit, const std::string &reason,
                                          JobContext &job)
{
    std::vector<FinishedLayer> result;
    for (const PlannedLayer *plan : group) {
        const Layer &layer = context.model->layers[static_cast<size_t>(plan->layer)];
        FinishedLayer finished;
        LAPIDARY_ASSIGN(finished.tensors,
                        copyLayer(*context.model, layer, context.nameAfter(layer.name, layer.block),
                                  job));
        describeLayer(*context.model, *plan, finished.record);
        LayerRecord &record = finished.record;
        record.method = "none";
        record.params = json::object();
        record.details = json::object();
        record.parameters = record.parametersBefore;
        record.bytes = record.bytesBefore;
        record.form = layer.form;
        record.warnings.push_back(
            plan->name == culprit
                ? fmt::format("{} was left as it is: {}", plan->name, reason)
                : fmt::format("{} was left as it is: it is coupled to {}, which failed", plan->name,
                              culprit));
        finished.arrays = json::object();
        result.push_back(std::move(finished));
    }
    return result;
}

// Nothing is read and nothing is stored.
FinishedLayer removeLayer(const WorkContext &context, const PlannedLayer &plan)
{
    FinishedLayer finished;
    describeLayer(*context.model, plan, finished.record);
    LayerRecord &record = finished.record;
    record.method = methodNames(plan);
    record.params = json::object();
    record.details = json::object();
    for (const PlannedAction &action : plan.actions)
        record.params[uniqueKey(record.params, action.method)] = action.params;
    record.error = 1; // all of it counts as zeros
    record.form = plan.form;
    finished.arrays = json::object();
    return finished;
}

/// Whether the weights of this layer matter, although it will be gone.
bool readThough(const WorkContext &context, const PlannedLayer &plan)
{
    return std::any_of(plan.actions.begin(), plan.actions.end(), [&](const PlannedAction &action) {
        const Method *method = context.methods->find(action.method);
        return method && method->info().readsRemoved;
    });
}

/// The layers of a group whose weights have to be read; none when all of it goes.
std::vector<const PlannedLayer *> layersToRead(const WorkContext &context,
                                               const std::vector<const PlannedLayer *> &group)
{
    std::vector<const PlannedLayer *> read;
    if (std::all_of(group.begin(), group.end(), [](auto *plan) { return isRemoved(*plan); }))
        return read;
    for (const PlannedLayer *plan : group)
        if (!isRemoved(*plan) || readThough(context, *plan))
            read.push_back(plan);
    return read;
}

struct Outcome {
    std::vector<FinishedLayer> layers;
    std::string culprit;
};

Status attempt(const WorkContext &context, const std::vector<const PlannedLayer *> &group,
               JobContext &job, Outcome &outcome)
{
    std::vector<LayerInWork> works;
    if (group.empty())
        return {};
    for (const PlannedLayer *plan : group) {
        outcome.culprit = plan->name;
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_ASSIGN(LayerInWork work, beginWork(context, *plan, job));
        works.push_back(std::move(work));
    }
    outcome.culprit = group.front()->name;
    LAPIDARY_TRY(applySteps(context, works, job));
    for (LayerInWork &work : works) {
        outcome.culprit = work.plan->name;
        if (isRemoved(*work.plan))
            continue;
        LAPIDARY_ASSIGN(FinishedLayer finished, finishWork(context, work));
        describeLayer(*context.model, *work.plan, finished.record);
        outcome.layers.push_back(std::move(finished));
        work = {}; // releases its memory before the next is encoded
    }
    return {};
}

Status attemptGuarded(const WorkContext &context, const std::vector<const PlannedLayer *> &group,
                      JobContext &job, Outcome &outcome)
{
    try {
        return attempt(context, group, job, outcome);
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Internal, "{}: {}", outcome.culprit, e.what_without_backtrace());
    }
}

} // namespace

bool replacesAttention(const PlannedLayer &plan)
{
    return std::any_of(plan.actions.begin(), plan.actions.end(), [](const PlannedAction &action) {
        return action.params.is_object() && action.params.value("replace", "") == "linear";
    });
}

int64_t workMemory(const WorkContext &context, const std::vector<const PlannedLayer *> &group)
{
    int64_t dense = 0, workspace = 0, statistics = 0;
    std::vector<LayerState> states;
    for (const PlannedLayer *plan : layersToRead(context, group)) {
        const Layer &layer = context.model->layers[static_cast<size_t>(plan->layer)];
        dense += std::max(layer.parameters(), layer.form.out * std::max<int64_t>(layer.form.in, 1));
        states.push_back({&layer, layer.form});
        if (context.inputs && context.inputs->has(plan->name)) { // f64 twice; f32 at the end
            statistics += 16 * layer.form.in * layer.form.in;
            workspace = std::max(workspace, 4 * layer.form.in * layer.form.in);
        }
    }
    for (const PlannedLayer *plan : group)
        for (const PlannedAction &action : plan->actions)
            if (const Method *method = context.methods->find(action.method))
                workspace = std::max(workspace, method->workspaceBytes(states, action.params));
    // Original, factors, what they decode to and the difference, in f32.
    return 5 * 4 * dense + statistics + workspace;
}

std::string WorkContext::nameAfter(const std::string &name, int block) const
{
    if (block < 0 || static_cast<size_t>(block) >= blockNumber.size())
        return name;
    return inBlock(name, blockNumber[static_cast<size_t>(block)]);
}

Result<std::vector<FinishedLayer>> workOnGroup(const WorkContext &context,
                                               const std::vector<const PlannedLayer *> &group,
                                               JobContext &job)
{
    const auto begin = Clock::now();
    Outcome outcome;
    const std::vector<const PlannedLayer *> read = layersToRead(context, group);
    // What one matrix replaces is gone only when the matrix is there.
    const bool together = std::any_of(group.begin(), group.end(), [](const PlannedLayer *plan) {
        return replacesAttention(*plan);
    });
    const Status status = attemptGuarded(context, read, job, outcome);
    const bool refused = !status && status.error().code == ErrorCode::Numerical;
    if (refused) {
        LAPIDARY_ASSIGN(outcome.layers, refuse(context, together ? group : read, outcome.culprit,
                                               status.error().message, job));
    } else if (!status) {
        return fail(status.error());
    }
    for (const PlannedLayer *plan : group)
        if (isRemoved(*plan) && !(refused && (together || readThough(context, *plan))))
            outcome.layers.push_back(removeLayer(context, *plan));
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    for (FinishedLayer &layer : outcome.layers)
        layer.record.seconds = seconds / static_cast<double>(outcome.layers.size());
    return std::move(outcome.layers);
}

} // namespace lapidary
