#include "plugins/prune_experts/prune_experts_method.h"

#include "core/base/format.h"
#include "core/calibrate/calibration.h"
#include "core/model/family.h"
#include "plugins/prune_experts/expert_scores.h"

#include <algorithm>

namespace lapidary {
namespace {

constexpr const char *partNames[partsOfExpert] = {"gate", "up", "down"};

ParamSchema expertsSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "count", .label = "Remove", .unit = "experts of each block",
         .kind = ParamKind::Integer, .minimum = 1, .group = "size"},
        {.id = "fraction", .label = "Remove", .unit = "of the experts", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "score", .label = "Importance", .kind = ParamKind::Choice, .defaultValue = "auto",
         .choices = {"auto", "frequency", "weight", "norm"}},
        {.id = "merge", .label = "Merge into the nearest", .kind = ParamKind::Boolean,
         .defaultValue = false},
        {.id = "calibrated", .label = "By use on sample text", .kind = ParamKind::Boolean},
    };
    schema.params[0].help = "Experts that go from each block, with their rows of the router. Where "
                            "fewer are left than a token uses, it uses all that are left.";
    schema.params[0].suggested = 1;
    schema.params[1].help = "Fraction of the experts to remove; what is removed is rounded down.";
    schema.params[2].help = "frequency: how often the router chose an expert; weight: the sum of the "
                            "weights that it gave it (both need a calibration); norm: of an "
                            "expert's weights; auto: weight where a calibration is given, else "
                            "norm.";
    schema.params[3].help = "Averages each removed expert into the one that stays and whose weights "
                            "are most alike, by how often both were chosen. Helps where experts "
                            "began as copies of one MLP; others it blurs.";
    schema.params[4].help = "Uses how often the experts were chosen; on wherever a calibration is "
                            "given.";
    return schema;
}

/// Experts of a group that the plan made: the router, then gate, up and down of each.
Result<int64_t> expertsOf(const PlanInputs &inputs, const std::vector<LayerState> &group)
{
    if (!inputs.model || !inputs.model->family || !inputs.model->family->moe)
        return fail(ErrorCode::Usage,
                    "experts can only be removed from the families with experts that this program "
                    "runs (mixtral, qwen3_moe, granitemoe)");
    const auto experts = static_cast<int64_t>((group.size() - 1) / partsOfExpert);
    if (group.empty() || group.front().layer->role != Role::Router
        || group.size() != 1 + partsOfExpert * static_cast<size_t>(experts) || experts < 1)
        return fail(ErrorCode::Internal, "prune_experts needs the router and all experts of a block");
    const LayerState &router = group.front();
    if (router.form.out != router.layer->form.out)
        return fail(ErrorCode::Usage, "an earlier step already removed experts of this block; give "
                                      "the whole number in one step");
    if (router.form.out != experts)
        return fail(ErrorCode::Input, "the router has {} rows for {} experts", router.form.out,
                    experts);
    for (size_t i = 1; i < group.size(); ++i) {
        const LayerForm &first = group[1 + (i - 1) % partsOfExpert].form;
        if (group[i].form.out != first.out || group[i].form.in != first.in)
            return fail(ErrorCode::Input, "{} is {} × {}, the same matrix of the first expert {} × "
                                          "{}: experts of different sizes cannot change places",
                        group[i].layer->name, group[i].form.out, group[i].form.in, first.out,
                        first.in);
    }
    return experts;
}

/// Null when nothing was counted, or must not be used.
Result<const RouterCounts *> countsFor(const PlanInputs &inputs, const std::string &router,
                                       int64_t experts, const nlohmann::json &params)
{
    const RouterCounts *counts = nullptr;
    if (inputs.calibration) {
        const auto found = inputs.calibration->routers().find(router);
        if (found != inputs.calibration->routers().end()
            && static_cast<int64_t>(found->second.chosen.size()) == experts)
            counts = &found->second;
    }
    const std::string score = params.value("score", std::string("auto"));
    const bool asks = score == "frequency" || score == "weight" || params.value("calibrated", false);
    const bool forbidden = !params.value("calibrated", true);
    const std::string what = score == "frequency" || score == "weight"
        ? fmt::format("score \"{}\"", score) : std::string("\"calibrated\": true");
    if (asks && forbidden)
        return fail(ErrorCode::Usage, "{} needs the calibration that \"calibrated\": false forbids",
                    what);
    if (asks && !counts)
        return fail(ErrorCode::Usage, "{} needs a calibration of this model (--calibration) that "
                                      "counted the choices of its routers",
                    what);
    return forbidden ? nullptr : counts;
}

std::string resolvedScore(const nlohmann::json &params, const RouterCounts *counts)
{
    const std::string score = params.value("score", std::string("auto"));
    return score != "auto" ? score : counts ? "weight" : "norm";
}

nlohmann::json routerParams(const nlohmann::json &params, const RouterCounts *counts, int64_t kept,
                            int64_t active)
{
    const std::string score = resolvedScore(params, counts);
    const bool merge = params.value("merge", false);
    nlohmann::json result = {{"part", "router"}, {"experts", kept}, {"active", active},
                             {"score", score},   {"merge", merge}};
    if (counts && score != "norm") {
        std::vector<double> scores = counts->weight;
        if (score == "frequency")
            scores.assign(counts->chosen.begin(), counts->chosen.end());
        result["kept"] = bestExperts(scores, kept);
    }
    if (counts && merge)
        result["counts"] = counts->chosen;
    if (counts && params.value("calibrated", true))
        result["calibrated"] = true;
    return result;
}

void addWarnings(const PlanInputs &inputs, const nlohmann::json &params, int64_t experts,
                 int64_t active, PlannedAction &router)
{
    const auto kept = router.params["experts"].get<int64_t>();
    auto &warnings = router.warnings;
    if (kept == experts)
        warnings.push_back(fmt::format("all {} experts stay: nothing is removed", experts));
    if (kept < active)
        warnings.push_back(fmt::format("a token uses {} experts, but only {} are left: it will use "
                                       "{} of them, which changes the model more than losing the "
                                       "experts does",
                                       active, kept, kept));
    if (router.params["score"] == "norm" && kept < experts)
        warnings.push_back("experts are ranked by the norm of their weights, which says little of "
                           "how often they are used; a calibration tells");
    if (params.value("merge", false) && !router.params.contains("counts"))
        warnings.push_back("experts are merged with equal weights, because no calibration says how "
                           "often they are used");
    const auto &all = inputs.model->config.blockExperts;
    const auto withExperts = std::count_if(all.begin(), all.end(), [](auto n) { return n > 0; });
    if (kept < experts && static_cast<int64_t>(inputs.blocks.size()) < withExperts)
        warnings.push_back(fmt::format("only {} of the {} blocks with experts are cut, and no "
                                       "export can say that blocks have different numbers of "
                                       "experts; select all blocks to export the result",
                                       inputs.blocks.size(), withExperts));
}

} // namespace

Result<int64_t> keptExperts(int64_t experts, const nlohmann::json &params)
{
    if (params.contains("count")) {
        const auto count = params["count"].get<int64_t>();
        if (count < 1)
            return fail(ErrorCode::Usage, "count {} removes nothing; give at least 1", count);
        if (count >= experts)
            return fail(ErrorCode::Usage,
                        "count {} leaves nothing of {} experts; give at most {}, or remove the MLP "
                        "by prune_depth",
                        count, experts, experts - 1);
        return experts - count;
    }
    const double fraction = params["fraction"].get<double>();
    if (!(fraction >= 0) || fraction >= 1)
        return fail(ErrorCode::Usage,
                    "fraction {} makes no sense; give what to remove, from 0 to below 1", fraction);
    const auto removed = static_cast<int64_t>(fraction * static_cast<double>(experts));
    return experts - std::min(removed, experts - 1);
}

PruneExpertsMethod::PruneExpertsMethod()
{
    m_info.id = "prune_experts";
    m_info.title = "Experts";
    m_info.summary = "Removes experts of mixture-of-experts blocks, with their rows of the router; "
                     "removed ones may be merged into the nearest that stay.";
    m_info.kind = MethodKind::Structure;
    m_info.roles = {Role::Router, Role::ExpertGate, Role::ExpertUp, Role::ExpertDown};
    m_info.coupling = Coupling::Experts;
    m_info.readsRemoved = true;
    m_info.schema = expertsSchema();
}

std::string PruneExpertsMethod::summarize(const nlohmann::json &params) const
{
    const std::string how = params.value("score", std::string("auto"))
                            + (params.value("merge", false) ? ", merged" : "");
    if (params.contains("count"))
        return fmt::format("Experts −{} ({})", params["count"].get<int64_t>(), how);
    return fmt::format("Experts −{} ({})", formatPercent(params.value("fraction", 0.0), 0), how);
}

Result<std::vector<PlannedAction>> PruneExpertsMethod::plan(const PlanInputs &inputs,
                                                            const std::vector<LayerState> &group,
                                                            const nlohmann::json &params) const
{
    LAPIDARY_ASSIGN(const int64_t experts, expertsOf(inputs, group));
    LAPIDARY_ASSIGN(const int64_t kept, keptExperts(experts, params));
    const LayerState &router = group.front();
    LAPIDARY_ASSIGN(const RouterCounts *counts,
                    countsFor(inputs, router.layer->name, experts, params));
    const int64_t active = inputs.model->config.activeOf(router.layer->block);
    std::vector<PlannedAction> actions(group.size());
    for (size_t i = 0; i < group.size(); ++i) {
        PlannedAction &action = actions[i];
        const auto expert = static_cast<int64_t>(i > 0 ? (i - 1) / partsOfExpert : 0);
        action.method = m_info.id;
        action.form = group[i].form;
        if (i > 0 && expert >= kept)
            action.form = removedForm(group[i].form);
        if (i > 0)
            action.params = {{"part", partNames[(i - 1) % partsOfExpert]}, {"experts", kept}};
        if (kept == experts || (i > 0 && !params.value("merge", false)))
            action.predictedError = 0; // it may move, but stays what it was
    }
    actions[0].params = routerParams(params, counts, kept, std::min(active, kept));
    if (kept < experts) {
        const FactorForm &weight = router.form.factors.front();
        actions[0].form = denseForm({kept, router.form.in}, weight.stored, weight.suffix);
    }
    addWarnings(inputs, params, experts, active, actions[0]);
    return actions;
}

} // namespace lapidary
