#include "core/run/layer_work.h"

#include "core/calibrate/layer_inputs.h"
#include "core/linalg/svd.h"
#include "core/model/tensor_names.h"
#include "core/nn/layer_loader.h"
#include "core/run/array_details.h"
#include "core/tensor/blocks.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

/// A layer while it is worked on, with what is needed to measure its error at the end.
struct Work {
    const PlannedLayer *plan = nullptr;
    const Layer *layer = nullptr;
    CompressedLayer now;
    at::Tensor original;    ///< the matrix as it was
    at::Tensor goal;        ///< what to approximate instead, after earlier layers changed
    at::Tensor reference;   ///< the same without what was pruned so far
    std::optional<LayerInputs> inputs; ///< of the layer as it is by now
    at::Tensor covariance;  ///< of the inputs of the layer as it was; undefined when unknown
    at::Tensor columns;     ///< those of the original that are left; undefined: all
    std::optional<double> replaced; ///< error of the matrix that stands for the whole attention
    bool rowsCut = false;   ///< outputs are gone: no output error can be told
    double originalEnergy = 0;
    double removedEnergy = 0;
    json params = json::object(), details = json::object();
    std::vector<std::string> warnings;
};

double energy(const at::Tensor &w)
{
    const double norm = at::linalg_vector_norm(w, 2, std::nullopt, false, at::kDouble).item<double>();
    return norm * norm;
}

uint64_t mixSeed(uint64_t seed, uint64_t layer, uint64_t step)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15ull * (layer * 1000003ull + step + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

bool isCalibrated(const PlannedAction &action)
{
    return action.params.is_object() && action.params.value("calibrated", false);
}

// Methods that weigh by activations approximate what does best on them.
void startFromTarget(Work &work)
{
    if (!work.inputs->target.defined() || work.now.form.kind != FormKind::Dense
        || std::none_of(work.plan->actions.begin(), work.plan->actions.end(), isCalibrated))
        return;
    work.goal = work.inputs->target.to(work.now.factors.front().device(), at::kFloat);
    work.now.factors = {work.goal};
}

// The method takes the matrix for its target.
Status beginReplacement(const WorkContext &context, Work &work)
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

Result<Work> beginWork(const WorkContext &context, const PlannedLayer &plan, JobContext &job)
{
    Work work;
    work.plan = &plan;
    work.layer = &context.model->layers[static_cast<size_t>(plan.layer)];
    LAPIDARY_ASSIGN(work.now, loadLayer(*context.model, *work.layer, at::kFloat, context.device, job));
    for (const at::Tensor &factor : work.now.factors)
        LAPIDARY_TRY(requireFinite(factor, plan.name));
    if (work.now.bias.defined())
        LAPIDARY_TRY(requireFinite(work.now.bias, plan.name + ".bias"));
    work.original = work.reference = work.now.toDense();
    work.originalEnergy = energy(work.reference);
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

bool isRemoved(const PlannedLayer &plan)
{
    return plan.form.kind == FormKind::Removed;
}

std::optional<at::Tensor> keptIndices(const json &details, int64_t count, const at::Device &device)
{
    if (!details.is_object() || !details.contains("kept") || !details["kept"].is_array()
        || static_cast<int64_t>(details["kept"].size()) != count)
        return std::nullopt;
    std::vector<int64_t> kept;
    for (const json &index : details["kept"]) {
        if (!index.is_number_integer())
            return std::nullopt;
        kept.push_back(index.get<int64_t>());
    }
    return at::tensor(kept, at::kLong).to(device);
}

// What flows in and out of the layer that is left.
void followInputs(Work &work, const at::Tensor &kept, bool rows)
{
    work.rowsCut = work.rowsCut || rows;
    if (!rows)
        work.columns = work.columns.defined() ? work.columns.index_select(0, kept) : kept;
    if (!work.inputs)
        return;
    LayerInputs &inputs = *work.inputs;
    const at::Tensor host = kept.to(at::kCPU);
    if (!rows) {
        inputs.covariance = inputs.covariance.index_select(0, host).index_select(1, host);
        inputs.mean = inputs.mean.index_select(0, host);
    } else if (inputs.gradient.defined()) {
        inputs.gradient = inputs.gradient.index_select(0, host).index_select(1, host);
    }
}

// Takes the pruned rows or columns out of the reference and books their energy as lost.
void followPruning(Work &work, const json &details)
{
    if (work.reference.dim() != 2 || work.replaced)
        return;
    const int64_t out = work.now.form.out, in = work.now.form.in;
    const bool rows = out != work.reference.size(0), columns = in != work.reference.size(1);
    if (!rows && !columns)
        return;
    at::Tensor smaller;
    const auto kept = keptIndices(details, rows ? out : in, work.reference.device());
    if (kept && rows != columns)
        followInputs(work, *kept, rows);
    if (kept && rows != columns && kept->min().item<int64_t>() >= 0
        && kept->max().item<int64_t>() < work.reference.size(rows ? 0 : 1))
        smaller = work.reference.index_select(rows ? 0 : 1, *kept);
    else
        smaller = work.now.toDense();
    work.removedEnergy += std::max(0.0, energy(work.reference) - energy(smaller));
    work.reference = smaller;
}

std::string uniqueKey(const json &object, const std::string &method)
{
    std::string key = method;
    for (int n = 2; object.contains(key); ++n)
        key = fmt::format("{}-{}", method, n);
    return key;
}

// What a layer holds now came from another of the group: it is that one's original, and that one's
// inputs flow into it.
void followMoves(const std::vector<Work *> &works, const std::vector<ActionResult> &results)
{
    const bool any = std::any_of(results.begin(), results.end(), [](const ActionResult &result) {
        return result.details.is_object() && result.details.contains("moved_from");
    });
    std::vector<Work> before;
    for (const Work *work : any ? works : std::vector<Work *>())
        before.push_back(*work);
    for (size_t i = 0; i < before.size(); ++i) {
        const json &details = results[i].details;
        const auto from = details.is_object() ? details.value("moved_from", i) : i;
        if (from == i || from >= before.size())
            continue;
        const Work &source = before[from];
        Work &work = *works[i];
        work.original = source.original;
        work.goal = source.goal;
        work.reference = source.reference;
        work.inputs = source.inputs;
        work.covariance = source.covariance;
        work.columns = source.columns;
        work.rowsCut = source.rowsCut;
        work.originalEnergy = source.originalEnergy;
        work.removedEnergy = source.removedEnergy;
    }
}

Status applyTogether(const WorkContext &context, const Method &method, int step,
                     const std::vector<Work *> &works, JobContext &job)
{
    std::vector<ApplyInputs> inputs;
    std::vector<CompressedLayer *> layers;
    for (Work *work : works) {
        const auto at = std::find(work->plan->steps.begin(), work->plan->steps.end(), step);
        const auto index = static_cast<size_t>(at - work->plan->steps.begin());
        inputs.push_back({&work->plan->actions[index],
                          mixSeed(context.seed, static_cast<uint64_t>(work->plan->layer),
                                  static_cast<uint64_t>(step)),
                          work->inputs ? &*work->inputs : nullptr});
        layers.push_back(&work->now);
    }
    LAPIDARY_ASSIGN(const auto results, method.apply(inputs, layers, job));
    if (results.size() != works.size())
        return fail(ErrorCode::Internal, "method {} answered for {} layers instead of {}",
                    method.info().id, results.size(), works.size());
    const auto tells = [](const ActionResult &result) {
        return result.details.is_object() && result.details.contains("kept");
    };
    // Coupled layers may keep the same neurons; then the first speaks for all.
    const auto first = std::find_if(results.begin(), results.end(), tells);
    const json shared = first == results.end() ? json() : first->details;
    followMoves(works, results);
    for (size_t i = 0; i < works.size(); ++i) {
        Work &work = *works[i];
        followPruning(work, tells(results[i]) ? results[i].details : shared);
        const std::string key = uniqueKey(work.params, method.info().id);
        work.params[key] = inputs[i].action->params;
        json details = results[i].details.is_object() ? results[i].details : json::object();
        details["error"] = results[i].relativeError;
        work.details[key] = std::move(details);
        for (const std::string &warning : results[i].warnings)
            work.warnings.push_back(warning);
    }
    return {};
}

Status applyStep(const WorkContext &context, int step, std::vector<Work> &works, JobContext &job)
{
    std::map<int, std::map<int, Work *>> together; // group -> place -> layer
    std::string id;
    for (Work &work : works) {
        const auto at = std::find(work.plan->steps.begin(), work.plan->steps.end(), step);
        if (at == work.plan->steps.end())
            continue;
        const PlannedAction &action =
            work.plan->actions[static_cast<size_t>(at - work.plan->steps.begin())];
        id = action.method;
        together[action.group][action.place] = &work;
    }
    LAPIDARY_ASSIGN(const Method *method, context.methods->require(id));
    for (const auto &[group, places] : together) {
        LAPIDARY_TRY(job.checkCancelled());
        std::vector<Work *> ordered;
        for (const auto &[place, work] : places)
            ordered.push_back(work);
        LAPIDARY_TRY(applyTogether(context, *method, step, ordered, job));
    }
    return {};
}

Status applySteps(const WorkContext &context, std::vector<Work> &works, JobContext &job)
{
    std::set<int> steps;
    for (const Work &work : works)
        steps.insert(work.plan->steps.begin(), work.plan->steps.end());
    for (const int step : steps)
        LAPIDARY_TRY(applyStep(context, step, works, job));
    return {};
}

// Bytes of one array as it will be stored; `values` becomes what they decode to.
Result<TensorCopy> encode(const std::string &name, DType type, const Shape &shape, at::Tensor &values)
{
    const at::Tensor host = values.to(at::kCPU, at::kFloat).contiguous();
    LAPIDARY_ASSIGN(const int64_t bytes, tensorBytes(shape, type));
    LAPIDARY_ASSIGN(const int64_t elements, elementCount(shape));
    if (elements != host.numel())
        return fail(ErrorCode::Internal, "{}: planned {} elements, the method made {}", name,
                    elements, host.numel());
    auto data = std::make_shared<std::vector<std::byte>>(static_cast<size_t>(bytes));
    const std::span<const float> source(host.const_data_ptr<float>(), static_cast<size_t>(elements));
    auto status = encodeFromF32(type, source, *data);
    if (!status)
        return fail(status.error().code, "{}: {}", name, status.error().message);
    at::Tensor decoded = at::empty(host.sizes(), at::kFloat);
    LAPIDARY_TRY(decodeToF32(type, *data,
                             {decoded.mutable_data_ptr<float>(), static_cast<size_t>(elements)}));
    values = decoded.to(values.device());
    TensorCopy copy;
    copy.stored = {name, type, shape, bytes};
    copy.outgoing = {name, type, shape, [data](const auto &sink) { return sink(*data); }};
    return copy;
}

DType biasType(const Model &model, const Layer &layer)
{
    const DType type = model.source->tensors()[static_cast<size_t>(layer.bias)].dtype;
    return canStore(type) && !dtypeInfo(type).quantized ? type : DType::F32;
}

// What the layer was to approximate.
at::Tensor goalOf(const Work &work)
{
    return work.goal.defined() ? work.goal : work.original;
}

// W - W' with removed columns as zeros; undefined where outputs are gone or nothing is known.
at::Tensor weighableDifference(const Work &work)
{
    if (!work.covariance.defined() || work.rowsCut || work.original.dim() != 2)
        return {};
    at::Tensor now = work.now.toDense();
    if (work.columns.defined())
        now = at::zeros_like(work.original).index_copy_(1, work.columns, now);
    return goalOf(work) - now;
}

std::optional<double> outputErrorOf(const Work &work)
{
    const at::Tensor difference = weighableDifference(work);
    if (!difference.defined())
        return std::nullopt;
    return outputError(difference, goalOf(work), work.covariance);
}

// Second order, with the Kronecker-factored Fisher matrix for the Hessian: nats per token.
std::optional<double> lossEstimateOf(const Work &work)
{
    const at::Tensor difference = weighableDifference(work);
    if (!difference.defined() || !work.inputs || !work.inputs->gradient.defined())
        return std::nullopt;
    const at::Tensor d = difference.to(at::kCPU, at::kDouble);
    return 0.5 * (at::mm(at::mm(work.inputs->gradient, d), work.covariance) * d)
                     .sum().item<double>();
}

// Its weights have nothing to be compared with: of what the attention adds, the part that is lost
// to the fit and, of the rest, to what was done to the matrix after it (least squares leaves the
// two orthogonal).
double errorOfReplacement(const Work &work)
{
    const double fit = std::min(1.0, *work.replaced);
    const at::Tensor map = work.inputs->target.to(work.now.factors.front().device());
    const double later = outputError(map - work.now.toDense(), map, work.inputs->covariance);
    return std::sqrt(fit * fit + later * later * (1 - fit * fit));
}

std::string methodNames(const PlannedLayer &plan)
{
    std::string names;
    for (const PlannedAction &action : plan.actions)
        names += (names.empty() ? "" : " + ") + action.method;
    return names;
}

Result<FinishedLayer> finish(const WorkContext &context, Work &work)
{
    FinishedLayer finished;
    LayerRecord &record = finished.record;
    const std::string name = context.nameAfter(work.plan->name, work.layer->block);
    for (size_t i = 0; i < work.now.factors.size(); ++i) {
        const FactorForm &factor = work.now.form.factors[i];
        LAPIDARY_ASSIGN(TensorCopy tensor, encode(tensorName(name, factor.suffix),
                                                  factor.stored, factor.shape, work.now.factors[i]));
        finished.tensors.push_back(std::move(tensor));
    }
    if (work.now.bias.defined()) {
        LAPIDARY_ASSIGN(TensorCopy tensor,
                        encode(tensorName(name, "bias"),
                               biasType(*context.model, *work.layer), {work.now.bias.numel()},
                               work.now.bias));
        finished.tensors.push_back(std::move(tensor));
    }
    if (work.replaced) {
        record.error = errorOfReplacement(work);
        record.outputError = record.error;
    } else {
        const double lost = work.removedEnergy + energy(work.reference - work.now.toDense());
        record.outputError = outputErrorOf(work);
        record.lossEstimate = lossEstimateOf(work);
        record.error = work.originalEnergy > 0 ? std::sqrt(lost / work.originalEnergy) : 0.0;
    }
    record.form = work.now.form;
    for (const TensorCopy &tensor : finished.tensors) {
        record.bytes += tensor.stored.bytes;
        LAPIDARY_ASSIGN(const int64_t elements, elementCount(tensor.stored.shape));
        record.parameters += elements;
    }
    record.method = methodNames(*work.plan);
    record.params = std::move(work.params);
    record.warnings = std::move(work.warnings);
    finished.arrays = takeArrays(work.plan->name, work.details);
    record.details = std::move(work.details);
    finished.weights = std::move(work.now);
    return finished;
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
    std::vector<Work> works;
    if (group.empty())
        return {};
    for (const PlannedLayer *plan : group) {
        outcome.culprit = plan->name;
        LAPIDARY_TRY(job.checkCancelled());
        LAPIDARY_ASSIGN(Work work, beginWork(context, *plan, job));
        works.push_back(std::move(work));
    }
    outcome.culprit = group.front()->name;
    LAPIDARY_TRY(applySteps(context, works, job));
    for (Work &work : works) {
        outcome.culprit = work.plan->name;
        if (isRemoved(*work.plan))
            continue;
        LAPIDARY_ASSIGN(FinishedLayer finished, finish(context, work));
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

bool canStore(DType type)
{
    switch (type) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
    case DType::Q8_0:
    case DType::Q4_0:
        return true;
    default:
        return false;
    }
}

int64_t workMemory(const WorkContext &context, const std::vector<const PlannedLayer *> &group)
{
    int64_t dense = 0, workspace = 0, statistics = 0;
    std::vector<LayerState> states;
    for (const PlannedLayer *plan : layersToRead(context, group)) {
        const Layer &layer = context.model->layers[static_cast<size_t>(plan->layer)];
        dense += std::max(layer.parameters(), layer.form.out * std::max<int64_t>(layer.form.in, 1));
        states.push_back({&layer, layer.form});
        if (context.inputs && context.inputs->has(plan->name)) // f64, f64 and f32
            statistics += 20 * layer.form.in * layer.form.in;
    }
    for (const PlannedLayer *plan : group)
        for (const PlannedAction &action : plan->actions)
            if (const Method *method = context.methods->find(action.method))
                workspace = std::max(workspace, method->workspaceBytes(states));
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
