#include "core/surgery/folded_plan.h"

#include "core/base/checked.h"
#include "core/base/format.h"
#include "core/calibrate/calibration.h"
#include "core/surgery/form_math.h"
#include "core/surgery/layer_spectra.h"

#include <fmt/ranges.h>

#include <cmath>

namespace lapidary {
namespace {

Status checkFactors(const std::vector<int64_t> &factors, int64_t size, const char *what)
{
    int64_t product = 1;
    for (int64_t factor : factors) {
        const auto next = factor > 0 ? checkedMul(product, factor) : std::nullopt;
        if (!next)
            return fail(ErrorCode::Usage, "{} {} must be positive numbers", what,
                        fmt::join(factors, " · "));
        product = *next;
    }
    if (product != size)
        return fail(ErrorCode::Usage, "{} {} multiply to {}, but the layer has {}", what,
                    fmt::join(factors, " · "), product, size);
    return {};
}

std::vector<int64_t> listOf(const nlohmann::json &params, const char *key)
{
    return params.contains(key) ? params[key].get<std::vector<int64_t>>()
                                : std::vector<int64_t>();
}

} // namespace

std::vector<int64_t> ModeFactors::sizes() const
{
    std::vector<int64_t> all = out;
    all.insert(all.end(), in.begin(), in.end());
    return all;
}

Result<ModeFactors> modeFactors(const LayerState &state, const nlohmann::json &params,
                                int64_t rowModes, int64_t columnModes)
{
    ModeFactors modes{listOf(params, "out_factors"), listOf(params, "in_factors")};
    if (modes.out.empty())
        modes.out = defaultSiteFactors(state.form.out, static_cast<int>(rowModes));
    if (modes.in.empty())
        modes.in = defaultSiteFactors(state.form.in, static_cast<int>(columnModes));
    LAPIDARY_TRY(checkFactors(modes.out, state.form.out, "out_factors"));
    LAPIDARY_TRY(checkFactors(modes.in, state.form.in, "in_factors"));
    return modes;
}

Result<bool> resolveCalibrated(const PlanInputs &inputs, const LayerState &state,
                               const nlohmann::json &params)
{
    const bool known = inputs.calibration && state.layer
        && inputs.calibration->has(state.layer->name);
    if (!params.contains("calibrated"))
        return known;
    const bool wanted = params["calibrated"].get<bool>();
    if (wanted && !inputs.calibration)
        return fail(ErrorCode::Usage, "\"calibrated\": true needs a calibration, and none is given");
    if (wanted && !known)
        return fail(ErrorCode::Usage, "\"calibrated\": true, but the calibration knows nothing of "
                    "this layer's inputs; leave it out with \"except\" or say false");
    return wanted;
}

Result<int64_t> keptParameters(double keep, int64_t dense)
{
    if (!(keep > 0) || keep > 1)
        return fail(ErrorCode::Usage, "keep {} makes no sense; give a fraction above 0 up to 1",
                    keep);
    return static_cast<int64_t>(std::floor(keep * static_cast<double>(dense) + 1e-9));
}

std::vector<ParamSpec> commonFactorParams(const std::string &what)
{
    return {
        {.id = "keep", .label = "Keep",
         .help = fmt::format("Fraction of the layer's parameters to keep; {} follows.", what),
         .unit = "of parameters", .kind = ParamKind::Real, .suggested = 0.5, .maximum = 1,
         .group = "size"},
        {.id = "error", .label = "Error",
         .help = fmt::format("Largest relative error of the weights, or of the layer's output where "
                             "a calibration weighs it; {} follows when the run reads them. A layer "
                             "that would not get smaller stays dense.", what),
         .unit = "relative", .kind = ParamKind::Real, .maximum = 1, .group = "size"},
        {.id = "calibrated", .label = "Weighted by activations",
         .help = "Minimize the error of the layer's output instead of its weights. The default is "
                 "yes wherever a calibration is given.",
         .kind = ParamKind::Boolean},
    };
}

std::optional<std::string> growthWarning(const std::string &size, int64_t after, int64_t dense,
                                         const std::string &advice)
{
    if (after < dense)
        return std::nullopt;
    if (after == dense)
        return fmt::format("at {} this layer keeps its {} parameters; {}", size, countText(dense),
                           advice);
    return fmt::format("at {} this layer grows from {} to {} parameters; {}", size,
                       countText(dense), countText(after), advice);
}

} // namespace lapidary
