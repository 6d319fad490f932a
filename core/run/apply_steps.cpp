#include "core/run/layer_in_work.h"

#include "core/model/tensor_names.h"

#include <algorithm>
#include <map>
#include <set>

namespace lapidary {

using nlohmann::json;

namespace {

uint64_t mixSeed(uint64_t seed, uint64_t layer, uint64_t step)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15ull * (layer * 1000003ull + step + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
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
void followInputs(LayerInWork &work, const at::Tensor &kept, bool rows)
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
void followPruning(LayerInWork &work, const json &details)
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
    work.removedEnergy += std::max(0.0, squaredNorm(work.reference) - squaredNorm(smaller));
    work.reference = smaller;
}

// What a layer holds now came from another of the group: it is that one's original, and that one's
// inputs flow into it.
void followMoves(const std::vector<LayerInWork *> &works, const std::vector<ActionResult> &results)
{
    const bool any = std::any_of(results.begin(), results.end(), [](const ActionResult &result) {
        return result.details.is_object() && result.details.contains("moved_from");
    });
    std::vector<LayerInWork> before;
    for (const LayerInWork *work : any ? works : std::vector<LayerInWork *>())
        before.push_back(*work);
    for (size_t i = 0; i < before.size(); ++i) {
        const json &details = results[i].details;
        const auto from = details.is_object() ? details.value("moved_from", i) : i;
        if (from == i || from >= before.size())
            continue;
        const LayerInWork &source = before[from];
        LayerInWork &work = *works[i];
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
                     const std::vector<LayerInWork *> &works, JobContext &job)
{
    std::vector<ApplyInputs> inputs;
    std::vector<CompressedLayer *> layers;
    for (LayerInWork *work : works) {
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
        LayerInWork &work = *works[i];
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

Status applyStep(const WorkContext &context, int step, std::vector<LayerInWork> &works, JobContext &job)
{
    std::map<int, std::map<int, LayerInWork *>> together; // group -> place -> layer
    std::string id;
    for (LayerInWork &work : works) {
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
        std::vector<LayerInWork *> ordered;
        for (const auto &[place, work] : places)
            ordered.push_back(work);
        LAPIDARY_TRY(applyTogether(context, *method, step, ordered, job));
    }
    return {};
}

} // namespace

std::string uniqueKey(const json &object, const std::string &method)
{
    std::string key = method;
    for (int n = 2; object.contains(key); ++n)
        key = fmt::format("{}-{}", method, n);
    return key;
}

Status applySteps(const WorkContext &context, std::vector<LayerInWork> &works, JobContext &job)
{
    std::set<int> steps;
    for (const LayerInWork &work : works)
        steps.insert(work.plan->steps.begin(), work.plan->steps.end());
    for (const int step : steps)
        LAPIDARY_TRY(applyStep(context, step, works, job));
    return {};
}

} // namespace lapidary
