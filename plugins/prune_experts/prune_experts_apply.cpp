#include "plugins/prune_experts/prune_experts_method.h"

#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "plugins/prune_experts/expert_scores.h"

#include <algorithm>

namespace lapidary {
namespace {

using Inputs = std::vector<ApplyInputs>;
using Group = std::vector<CompressedLayer *>;

Result<std::vector<ExpertMatrices>> weightsOf(const Inputs &inputs, const Group &group)
{
    std::vector<ExpertMatrices> experts((group.size() - 1) / partsOfExpert);
    for (size_t i = 1; i < group.size(); ++i) {
        LAPIDARY_ASSIGN(experts[(i - 1) / partsOfExpert][(i - 1) % partsOfExpert],
                        requireDenseWeight(*group[i], *inputs[i].action));
    }
    return experts;
}

/// Those that the plan chose, else those with the largest weights.
Result<std::vector<int64_t>> chosenExperts(const PlannedAction &router,
                                           const std::vector<ExpertMatrices> &experts)
{
    const nlohmann::json &params = router.params;
    const auto wanted = params.value("experts", int64_t(0));
    const auto count = static_cast<int64_t>(experts.size());
    std::vector<int64_t> kept = params.contains("kept")
        ? params["kept"].get<std::vector<int64_t>>()
        : std::vector<int64_t>();
    if (!params.contains("kept") && wanted > 0 && wanted <= count)
        kept = bestExperts(expertNorms(experts), wanted);
    const bool sound = !kept.empty() && static_cast<int64_t>(kept.size()) == wanted
        && kept.front() >= 0 && kept.back() < count && std::is_sorted(kept.begin(), kept.end());
    if (!sound)
        return fail(ErrorCode::Internal, "{}: {} experts cannot be kept of {}", layerName(router),
                    wanted, count);
    return kept;
}

nlohmann::json mergedInto(const std::vector<int64_t> &goesTo)
{
    nlohmann::json merged = nlohmann::json::object();
    for (size_t i = 0; i < goesTo.size(); ++i)
        if (goesTo[i] != static_cast<int64_t>(i))
            merged[std::to_string(i)] = goesTo[i];
    return merged;
}

Result<ActionResult> cutRouter(CompressedLayer &router, const PlannedAction &action,
                               const std::vector<int64_t> &kept)
{
    LAPIDARY_ASSIGN(const at::Tensor whole, requireDenseWeight(router, action));
    const at::Tensor rows = at::tensor(kept, at::kLong);
    const at::Tensor left = whole.index_select(0, rows).contiguous();
    ActionResult result;
    const double all = whole.square().sum(at::kDouble).item<double>();
    const double stays = left.square().sum(at::kDouble).item<double>();
    result.relativeError = all > 0 ? std::sqrt(std::max(0.0, all - stays) / all) : 0;
    result.details = {{"kept", kept}};
    const at::Device device = router.factors.front().device();
    if (router.bias.defined())
        router.bias = router.bias.index_select(0, rows.to(router.bias.device()));
    router.form = action.form;
    router.factors = {left.to(device)};
    return result;
}

Result<std::vector<ActionResult>> cutExperts(const Inputs &inputs, const Group &group,
                                             const JobContext &job)
{
    const PlannedAction &router = *inputs.front().action;
    LAPIDARY_ASSIGN(const std::vector<ExpertMatrices> experts, weightsOf(inputs, group));
    LAPIDARY_ASSIGN(const std::vector<int64_t> kept, chosenExperts(router, experts));
    std::vector<ActionResult> results(group.size());
    if (kept.size() == experts.size())
        return results;
    std::vector<int64_t> goesTo;
    std::vector<double> counts;
    if (router.params.value("merge", false)) {
        goesTo = nearestKept(experts, kept);
        counts = router.params.value("counts", std::vector<double>());
        counts.resize(counts.empty() ? 0 : experts.size());
    }
    LAPIDARY_ASSIGN(results[0], cutRouter(*group[0], router, kept));
    if (!goesTo.empty())
        results[0].details["merged"] = mergedInto(goesTo);
    for (size_t slot = 0; slot < experts.size(); ++slot) {
        LAPIDARY_TRY(job.checkCancelled());
        const size_t first = 1 + slot * partsOfExpert;
        if (slot >= kept.size()) { // what it held is elsewhere by now, or gone
            for (size_t part = 0; part < partsOfExpert; ++part)
                group[first + part]->form = removedForm(group[first + part]->form);
            continue;
        }
        const auto source = static_cast<size_t>(kept[slot]);
        const ExpertMatrices now = goesTo.empty()
            ? experts[source]
            : mergedExpert(experts, goesTo, kept[slot], counts);
        for (size_t part = 0; part < partsOfExpert; ++part) {
            CompressedLayer &layer = *group[first + part];
            const at::Device device = layer.factors.front().device();
            layer.factors = {now[part].to(device)};
            ActionResult &result = results[first + part];
            result.relativeError = relativeDifference(experts[source][part], now[part]);
            result.details = {{"expert", source},
                              {"moved_from", 1 + source * partsOfExpert + part}};
        }
    }
    return results;
}

} // namespace

int64_t PruneExpertsMethod::workspaceBytes(const std::vector<LayerState> &group,
                                           const nlohmann::json &) const
{
    int64_t total = 0;
    for (const LayerState &state : group)
        total += 4 * state.form.out * state.form.in;
    return total;
}

Result<std::vector<ActionResult>> PruneExpertsMethod::apply(
    const std::vector<ApplyInputs> &inputs, const std::vector<CompressedLayer *> &group,
    JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (inputs.size() != group.size() || group.size() < 1 + partsOfExpert
        || (group.size() - 1) % partsOfExpert != 0)
        return fail(ErrorCode::Internal, "prune_experts needs the router and all experts of a block");
    return guardedApply(*inputs.front().action, [&] { return cutExperts(inputs, group, job); });
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::PruneExpertsMethod>());
}
