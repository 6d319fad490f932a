#include "plugins/prune_width/prune_width_method.h"

#include "core/base/format.h"
#include "core/calibrate/calibration.h"
#include "core/surgery/form_math.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lapidary {
namespace {

// No real model is 16 times wider than its hidden size, and none is narrower than 16 %.
constexpr double percentFrom = 16;

constexpr std::array<const char *, 3> partNames = {"gate", "up", "down"};

ParamSchema widthSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "score", .label = "Importance", .kind = ParamKind::Choice, .defaultValue = "maw",
         .choices = {"maw", "vow", "pon", "l2", "activation"}},
        {.id = "fraction", .label = "Remove", .unit = "of neurons", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "width", .label = "Kept width", .unit = "neurons", .kind = ParamKind::Integer,
         .minimum = 1, .group = "size"},
        {.id = "expansion", .label = "Expansion", .unit = "width / hidden",
         .kind = ParamKind::Real, .group = "size"},
        {.id = "divisor", .label = "Round width to a multiple of", .kind = ParamKind::Integer,
         .defaultValue = 1, .minimum = 1, .maximum = 1024},
        {.id = "refit", .label = "Refit what stays", .kind = ParamKind::Boolean},
        {.id = "calibrated", .label = "Weighted by activations", .kind = ParamKind::Boolean},
        {.id = "refit_all", .label = "Refit gate and up too", .kind = ParamKind::Boolean},
    };
    schema.params[0].help = "How neurons are ranked: maw = (max + |min|) of the gate row and of "
                            "the up row; vow = their variances added; pon = product of their L1 "
                            "norms; l2 = their L2 norms added; activation = what the block's "
                            "output loses on the calibration text when the neuron goes.";
    schema.params[1].help = "Fraction of neurons to remove; what is removed is rounded down.";
    schema.params[1].suggested = 0.2;
    schema.params[2].help = "Number of neurons that stay.";
    schema.params[3].help = "Kept width divided by the hidden size: 2.5, or 250 for percent.";
    schema.params[4].help = "Rounds the kept width to the nearest multiple. 32 fits Q8_0 and Q4_0, "
                            "256 fits the K-quants and MLX.";
    schema.params[5].help = "Least-squares fit of down's remaining columns, so that they take over "
                            "what the removed ones did; on wherever there is a calibration.";
    schema.params[6].help = "Use the calibration; on wherever there is one.";
    schema.params[7].help = "One Gauss-Newton step of least squares for gate, up and down together, "
                            "on the calibration text; on in sequential runs, which alone have what "
                            "it needs.";
    return schema;
}

struct Use {
    bool calibrated = false, refit = false, refitAll = false;
};

/// What of the calibration this step uses.
Result<Use> resolveUse(const PlanInputs &inputs, const Layer &down, const nlohmann::json &params)
{
    const bool there = inputs.calibration && inputs.calibration->has(down.name);
    const bool activation = params.value("score", std::string("maw")) == "activation";
    Use use;
    use.calibrated = params.value("calibrated", there);
    use.refit = params.value("refit", use.calibrated);
    use.refitAll = params.value("refit_all", use.refit);
    const char *wish = activation ? "score \"activation\""
        : params.value("refit", false) ? "\"refit\": true"
        : params.value("calibrated", false) ? "\"calibrated\": true" : nullptr;
    if (wish && !there)
        return fail(ErrorCode::Usage, "{} needs a calibration, and none is given", wish);
    if ((activation || use.refit) && !use.calibrated)
        return fail(ErrorCode::Usage, "{} needs the calibration that \"calibrated\": false forbids",
                    activation ? "score \"activation\"" : "\"refit\": true");
    return use;
}

struct Width {
    int64_t kept = 0;
    std::vector<std::string> warnings;
};

Result<int64_t> requestedWidth(const nlohmann::json &params, int64_t width, int64_t hidden)
{
    if (params.contains("fraction")) {
        const double fraction = params["fraction"].get<double>();
        if (!(fraction >= 0) || fraction >= 1)
            return fail(ErrorCode::Usage,
                        "fraction {} makes no sense; give what to remove, from 0 to below 1{}",
                        fraction, fraction > 1 && fraction < 100
                            ? fmt::format(" ({} for {} %)", fraction / 100, fraction) : "");
        return keptWidth(width, fraction);
    }
    if (params.contains("expansion"))
        return keptWidthForExpansion(width, hidden, params["expansion"].get<double>());
    const auto kept = params["width"].get<int64_t>();
    if (kept <= 0)
        return fail(ErrorCode::Usage, "width {} means nothing is left; give at least 1", kept);
    return kept;
}

void warnBlocks(Width &result, int64_t width)
{
    const int64_t kept = result.kept;
    if (kept == width || kept % 256 == 0)
        return;
    if (kept % 32 != 0)
        result.warnings.push_back(fmt::format(
            "width {} is no multiple of 32: the columns of down fit no GGUF block type and no MLX "
            "group and stay f16 when quantized; \"divisor\": 32 keeps {}",
            kept, std::clamp<int64_t>((kept + 16) / 32 * 32, 32, std::max<int64_t>(32, width))));
    else if (kept % 64 != 0)
        result.warnings.push_back(fmt::format("width {} is no multiple of 64: MLX cannot quantize "
                                              "down in its usual groups", kept));
}

Result<Width> resolveWidth(const nlohmann::json &params, int64_t width, int64_t hidden)
{
    Width result;
    LAPIDARY_ASSIGN(int64_t kept, requestedWidth(params, width, hidden));
    if (kept > width) {
        result.warnings.push_back(fmt::format("width {} is clamped to {}, what the layer has: "
                                              "pruning cannot widen", kept, width));
        kept = width;
    }
    LAPIDARY_ASSIGN(result.kept, roundedWidth(kept, width, params.value("divisor", int64_t(1))));
    if (result.kept == width)
        result.warnings.push_back(fmt::format("all {} neurons stay: nothing is removed", width));
    warnBlocks(result, width);
    return result;
}

Status checkShapes(const std::vector<LayerState> &group)
{
    if (group.size() != 3)
        return fail(ErrorCode::Internal, "prune_width needs gate, up and down of one block");
    const LayerForm &gate = group[0].form, &up = group[1].form, &down = group[2].form;
    if (gate.out != up.out || gate.out != down.in || gate.in != up.in)
        return fail(ErrorCode::Input,
                    "gate {} × {}, up {} × {} and down {} × {} do not belong together", gate.out,
                    gate.in, up.out, up.in, down.out, down.in);
    return {};
}

} // namespace

int64_t keptWidth(int64_t width, double fraction)
{
    const auto removed = static_cast<int64_t>(fraction * static_cast<double>(width));
    return width - std::min(removed, width - 1);
}

Result<int64_t> keptWidthForExpansion(int64_t width, int64_t hidden, double expansion)
{
    if (!(expansion > 0) || !std::isfinite(expansion))
        return fail(ErrorCode::Usage, "expansion {} makes no sense; give width / hidden, like 2.5",
                    expansion);
    // The order of operations is OptIPFair's: it decides some last neurons.
    const double percent = expansion >= percentFrom ? expansion : expansion * 100;
    const double target = percent / 100 * static_cast<double>(hidden);
    if (target >= static_cast<double>(width))
        return static_cast<int64_t>(std::min(target, 1e15));
    const double removed = (1 - target / static_cast<double>(width)) * 100;
    return width
        - std::min(static_cast<int64_t>(removed / 100 * static_cast<double>(width)), width - 1);
}

Result<int64_t> roundedWidth(int64_t kept, int64_t width, int64_t divisor)
{
    if (divisor < 1)
        return fail(ErrorCode::Usage, "divisor {} makes no sense; give at least 1", divisor);
    if (divisor > width)
        return fail(ErrorCode::Usage, "divisor {} is larger than the width {}", divisor, width);
    // The full width may stay although it is no multiple: nothing is cut then.
    if (kept == width)
        return kept;
    const int64_t nearest = (kept + divisor / 2) / divisor * divisor;
    return std::clamp(nearest, divisor, width / divisor * divisor);
}

PruneWidthMethod::PruneWidthMethod()
{
    m_info.id = "prune_width";
    m_info.title = "MLP width";
    m_info.summary = "Removes the least important neurons of gated MLPs: rows of gate and up with "
                     "columns of down.";
    m_info.kind = MethodKind::Structure;
    m_info.roles = {Role::Gate, Role::Up, Role::Down};
    m_info.coupling = Coupling::Mlp;
    m_info.schema = widthSchema();
}

std::string PruneWidthMethod::summarize(const nlohmann::json &params) const
{
    std::string score = params.value("score", std::string("maw"));
    for (char &c : score)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (params.contains("width"))
        return fmt::format("Width {} ({})", params["width"].get<int64_t>(), score);
    if (params.contains("fraction"))
        return fmt::format("Width −{} ({})", formatPercent(params["fraction"].get<double>(), 0),
                           score);
    return fmt::format("Expansion {} ({})", params.value("expansion", 0.0), score);
}

Result<std::vector<PlannedAction>> PruneWidthMethod::plan(const PlanInputs &inputs,
                                                          const std::vector<LayerState> &group,
                                                          const nlohmann::json &params) const
{
    LAPIDARY_TRY(checkShapes(group));
    const int64_t width = group[0].form.out;
    LAPIDARY_ASSIGN(const Width result, resolveWidth(params, width, group[0].form.in));
    LAPIDARY_ASSIGN(const Use use, resolveUse(inputs, *group[2].layer, params));
    std::vector<PlannedAction> actions;
    for (size_t i = 0; i < group.size(); ++i) {
        const LayerForm &form = group[i].form;
        const FactorForm &weight = form.factors.front();
        PlannedAction action;
        action.method = m_info.id;
        action.params = {{"score", params.value("score", std::string("maw"))},
                         {"width", result.kept},
                         {"part", partNames[i]}};
        if (use.calibrated) {
            action.params["calibrated"] = true;
            action.params["refit"] = use.refit;
            action.params["refit_all"] = use.refitAll;
        }
        const int64_t out = i < 2 ? result.kept : form.out;
        const int64_t in = i < 2 ? form.in : result.kept;
        action.form = result.kept == width
            ? form
            : denseForm({out, in}, keptType(weight.stored, in), weight.suffix);
        const DType stored = action.form.factors.front().stored;
        if (stored != weight.stored && action.form.bytes() >= form.bytes())
            action.warnings.push_back(fmt::format(
                "stored as {} instead of {}, which takes more bytes than before; add a quantize "
                "step", dtypeName(stored), dtypeName(weight.stored)));
        if (result.kept == width)
            action.predictedError = 0;
        if (i == 0)
            action.warnings.insert(action.warnings.end(), result.warnings.begin(),
                                   result.warnings.end());
        actions.push_back(std::move(action));
    }
    return actions;
}

} // namespace lapidary
