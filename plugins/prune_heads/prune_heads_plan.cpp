#include "plugins/prune_heads/prune_heads_method.h"

#include "core/base/format.h"
#include "core/calibrate/calibration.h"
#include "core/surgery/form_math.h"

#include <array>

namespace lapidary {
namespace {

constexpr std::array<const char *, 4> partNames = {"q", "k", "v", "o"};

ParamSchema headsSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "count", .label = "Remove", .unit = "key-value heads of each block",
         .kind = ParamKind::Integer, .minimum = 1, .group = "size"},
        {.id = "fraction", .label = "Remove", .unit = "of the heads", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "score", .label = "Importance", .kind = ParamKind::Choice, .defaultValue = "l2",
         .choices = {"l2", "activation"}},
        {.id = "calibrated", .label = "Weighted by activations", .kind = ParamKind::Boolean},
        {.id = "refit", .label = "Refit o", .kind = ParamKind::Boolean},
    };
    schema.params[0].help = "Key-value heads that go from each block, with the query heads that "
                            "share them.";
    schema.params[0].suggested = 1;
    schema.params[1].help = "Fraction of the key-value heads to remove; what is removed is rounded "
                            "down.";
    schema.params[2].help = "l2: norms of a group's weights in q, k, v and o, added; activation: "
                            "energy that it sends through o, needs a calibration.";
    schema.params[3].help = "Uses what is known of the activations; on wherever a calibration is "
                            "given.";
    schema.params[4].help = "Fits the kept columns of o to the whole output by least squares; on "
                            "wherever a calibration is given.";
    return schema;
}

struct Sizes {
    int64_t heads = 0, groups = 0, headDim = 0;
};

Result<Sizes> attentionSizes(const PlanInputs &inputs, const std::vector<LayerState> &group)
{
    if (group.size() != 4)
        return fail(ErrorCode::Internal, "prune_heads needs q, k, v and o of one block");
    if (!inputs.model || !inputs.model->family || inputs.model->config.headDim < 1)
        return fail(ErrorCode::Usage, "heads can only be removed from the families that this "
                                      "program runs; this architecture is not known");
    const LayerForm &q = group[0].form, &k = group[1].form, &v = group[2].form, &o = group[3].form;
    const int64_t d = inputs.model->config.headDim;
    if (k.out < d || k.out % d != 0 || q.out % k.out != 0 || v.out != k.out || o.in != q.out)
        return fail(ErrorCode::Input,
                    "q {} × {}, k {} × {}, v {} × {} and o {} × {} are no groups of heads of {}",
                    q.out, q.in, k.out, k.in, v.out, v.in, o.out, o.in, d);
    return Sizes{q.out / d, k.out / d, d};
}

/// What a calibration is used for.
struct Use {
    bool calibrated = false, refit = false;
};

/// With the defaults filled in.
Result<Use> useOf(const PlanInputs &inputs, const std::string &output,
                  const nlohmann::json &params)
{
    const bool known = inputs.calibration && inputs.calibration->has(output);
    const bool activation = params.value("score", std::string("l2")) == "activation";
    const Use use{params.value("calibrated", known),
                  params.value("refit", params.value("calibrated", known))};
    const char *asks = activation ? "score \"activation\""
        : params.value("refit", false) ? "refit"
        : use.calibrated               ? "\"calibrated\": true"
                                       : nullptr;
    if (!known && asks)
        return fail(ErrorCode::Usage, "{} needs a calibration of this model (--calibration)", asks);
    if ((activation || use.refit) && !use.calibrated)
        return fail(ErrorCode::Usage, "{} needs the calibration that \"calibrated\": false forbids",
                    asks ? asks : "refit");
    return use;
}

PlannedAction plannedCut(const LayerState &state, size_t part, const Sizes &sizes, int64_t kept)
{
    const LayerForm &form = state.form;
    const FactorForm &weight = form.factors.front();
    const int64_t rows = part == 0 ? sizes.heads / sizes.groups * kept * sizes.headDim
                                   : kept * sizes.headDim;
    const int64_t columns = sizes.heads / sizes.groups * kept * sizes.headDim;
    PlannedAction action;
    action.form = part < 3
        ? denseForm({rows, form.in}, keptType(weight.stored, form.in), weight.suffix)
        : denseForm({form.out, columns}, keptType(weight.stored, columns), weight.suffix);
    if (kept == sizes.groups) {
        action.form = form;
        action.predictedError = 0;
    }
    const DType stored = action.form.factors.front().stored;
    if (stored != weight.stored && action.form.bytes() >= form.bytes())
        action.warnings.push_back(fmt::format(
            "stored as {} instead of {}, which takes more bytes than before; add a quantize step",
            dtypeName(stored), dtypeName(weight.stored)));
    return action;
}

} // namespace

Result<int64_t> keptGroups(int64_t groups, const nlohmann::json &params)
{
    if (params.contains("count")) {
        const auto count = params["count"].get<int64_t>();
        if (count < 1)
            return fail(ErrorCode::Usage, "count {} removes nothing; give at least 1", count);
        if (count >= groups)
            return fail(ErrorCode::Usage,
                        "count {} leaves nothing of {} key-value heads; give at most {}, or remove "
                        "the attention by prune_depth",
                        count, groups, groups - 1);
        return groups - count;
    }
    const double fraction = params["fraction"].get<double>();
    if (!(fraction >= 0) || fraction >= 1)
        return fail(ErrorCode::Usage,
                    "fraction {} makes no sense; give what to remove, from 0 to below 1", fraction);
    const auto removed = static_cast<int64_t>(fraction * static_cast<double>(groups));
    return groups - std::min(removed, groups - 1);
}

PruneHeadsMethod::PruneHeadsMethod()
{
    m_info.id = "prune_heads";
    m_info.title = "Attention heads";
    m_info.summary = "Removes whole groups of attention heads: key-value heads with the query heads "
                     "that share them.";
    m_info.kind = MethodKind::Structure;
    m_info.roles = {Role::Q, Role::K, Role::V, Role::O};
    m_info.coupling = Coupling::Attention;
    m_info.schema = headsSchema();
}

std::string PruneHeadsMethod::summarize(const nlohmann::json &params) const
{
    const auto score = params.value("score", std::string("l2"));
    if (params.contains("count"))
        return fmt::format("Heads −{} ({})", params["count"].get<int64_t>(), score);
    return fmt::format("Heads −{} ({})", formatPercent(params.value("fraction", 0.0), 0), score);
}

Result<std::vector<PlannedAction>> PruneHeadsMethod::plan(const PlanInputs &inputs,
                                                          const std::vector<LayerState> &group,
                                                          const nlohmann::json &params) const
{
    LAPIDARY_ASSIGN(const Sizes sizes, attentionSizes(inputs, group));
    LAPIDARY_ASSIGN(const int64_t kept, keptGroups(sizes.groups, params));
    LAPIDARY_ASSIGN(const Use use, useOf(inputs, group[3].layer->name, params));
    std::vector<PlannedAction> actions;
    for (size_t i = 0; i < group.size(); ++i) {
        PlannedAction action = plannedCut(group[i], i, sizes, kept);
        action.method = m_info.id;
        action.params = {{"part", partNames[i]},
                         {"score", params.value("score", std::string("l2"))},
                         {"refit", use.refit},
                         {"head_dim", sizes.headDim},
                         {"kv_heads", kept},
                         {"heads", sizes.heads / sizes.groups * kept}};
        if (use.calibrated)
            action.params["calibrated"] = true;
        actions.push_back(std::move(action));
    }
    if (kept == sizes.groups)
        actions.front().warnings.push_back(
            fmt::format("all {} key-value heads stay: nothing is removed", sizes.groups));
    return actions;
}

} // namespace lapidary
