#include "plugins/mpo/mpo_method.h"

#include "core/base/format.h"
#include "core/surgery/folded_plan.h"
#include "core/surgery/form_math.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

constexpr int64_t mostSites = 8;

ParamSchema mpoSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "chi", .label = "Bond dimension χ", .kind = ParamKind::Integer, .minimum = 1,
         .group = "size"},
        {.id = "keep", .label = "Keep", .unit = "of parameters", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "error", .label = "Error", .unit = "relative", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "sites", .label = "Sites", .kind = ParamKind::Integer, .defaultValue = 3,
         .minimum = 2, .maximum = mostSites},
        {.id = "out_factors", .label = "Factors of the rows", .kind = ParamKind::IntegerList},
        {.id = "in_factors", .label = "Factors of the columns", .kind = ParamKind::IntegerList},
        {.id = "calibrated", .label = "Weighted by activations", .kind = ParamKind::Boolean},
    };
    schema.params[0].help = "Largest inner dimension between neighbouring cores; it is clamped "
                            "where the sizes left and right of a cut allow no more.";
    schema.params[0].suggested = 50;
    schema.params[1].help = "Fraction of the layer's parameters to keep; χ follows.";
    schema.params[2].help = "Largest relative Frobenius error; the smallest χ that surely meets it "
                            "is taken. A layer that would not get smaller stays dense.";
    schema.params[3].help = "Number of cores. Ignored where factors are given.";
    schema.params[4].help = "One number per site whose product is the number of rows; balanced "
                            "when not given.";
    schema.params[5].help = "One number per site whose product is the number of columns; balanced "
                            "when not given.";
    schema.params[6].help = "Minimize the error of the layer's output instead of its weights. The "
                            "default is yes wherever a calibration is given.";
    return schema;
}

using Sites = ModeFactors;

struct Size {
    int64_t chi = 0;
    bool bound = false; ///< chi follows from the weights: this is the most it can be
    bool dense = false; ///< an error target that no saving chi meets
    std::vector<std::string> warnings;
};

Result<Sites> resolveSites(const LayerState &state, const nlohmann::json &params)
{
    const auto countOf = [&](const char *key) {
        return params.contains(key) ? static_cast<int64_t>(params[key].size()) : 0;
    };
    const int64_t rows = countOf("out_factors"), columns = countOf("in_factors");
    const int64_t count = rows > 0 ? rows : columns > 0 ? columns
                                                        : params.value("sites", int64_t(3));
    if (count < 2 || count > mostSites)
        return fail(ErrorCode::Usage, "{} sites make no sense; give 2 to {}", count, mostSites);
    if (rows > 0 && columns > 0 && rows != columns)
        return fail(ErrorCode::Usage, "out_factors has {} sites and in_factors has {}; they must "
                    "be equally many",
                    rows, columns);
    return modeFactors(state, params, count, count);
}

const std::vector<std::vector<double>> *spectraOf(const PlanInputs &inputs, const LayerState &state,
                                                  const Sites &sites)
{
    const LayerForm &original = state.layer->form;
    if (!inputs.spectra || original.kind != FormKind::Dense || original.out != state.form.out
        || original.in != state.form.in)
        return nullptr;
    const auto *spectra = inputs.spectra->bondSpectra(*state.layer, sites.out, sites.in);
    return spectra && spectra->size() + 1 == sites.out.size() ? spectra : nullptr;
}

/// Largest chi that saves parameters; 0 when none does.
int64_t largestSavingChi(const Sites &sites, int64_t dense)
{
    return chiForParameters(sites.out, sites.in, dense - 1);
}

Result<Size> sizeFromChi(int64_t chi, const Sites &sites)
{
    if (chi <= 0)
        return fail(ErrorCode::Usage, "χ {} means nothing is left; give at least 1", chi);
    Size size;
    size.chi = chi;
    if (const int64_t most = largestBond(sites.out, sites.in); chi > most)
        size.warnings.push_back(fmt::format(
            "χ {} is clamped: the bonds of {} by {} are at most {}", chi,
            fmt::join(sites.out, "·"), fmt::join(sites.in, "·"),
            fmt::join(clampedBonds(sites.out, sites.in, chi), ", ")));
    return size;
}

Result<Size> sizeFromKeep(double keep, const Sites &sites, int64_t dense)
{
    LAPIDARY_ASSIGN(const int64_t most, keptParameters(keep, dense));
    Size size;
    size.chi = chiForParameters(sites.out, sites.in, most);
    if (size.chi < 1) {
        size.chi = 1;
        size.warnings.push_back(fmt::format("even χ 1 keeps more than {} of this layer",
                                            formatPercent(keep)));
    }
    return size;
}

Result<Size> sizeFromError(double error, const Sites &sites, int64_t dense,
                           const std::vector<std::vector<double>> *spectra)
{
    if (!(error >= 0) || error >= 1)
        return fail(ErrorCode::Usage, "error {} makes no sense; give 0 up to below 1", error);
    Size size;
    const int64_t saving = largestSavingChi(sites, dense);
    if (!spectra) {
        size.bound = true;
        size.chi = std::max<int64_t>(1, saving);
        size.warnings.push_back("χ follows from the weights when the run reads them: size shown is "
                                "the most it can be");
        return size;
    }
    size.chi = chiForError(*spectra, error);
    if (size.chi > saving) {
        size.dense = true;
        size.warnings.push_back(fmt::format("an error of {} needs χ {}, which would not be smaller "
                                            "than the matrix: the layer stays dense",
                                            errorText(error), size.chi));
    }
    return size;
}

void warnGrowth(Size &size, const Sites &sites, int64_t dense)
{
    const int64_t after = mpoParameters(sites.out, sites.in, size.chi);
    if (after < dense || size.bound || size.dense)
        return;
    const int64_t saving = largestSavingChi(sites, dense);
    const std::string advice = saving > 0
        ? fmt::format("χ {} or less saves", saving)
        : std::string("no χ saves anything with these sites");
    size.warnings.push_back(fmt::format(
        "at χ {} (bonds {}) this layer {} {} parameters; {}", size.chi,
        fmt::join(clampedBonds(sites.out, sites.in, size.chi), ", "),
        after == dense ? std::string("keeps its")
                       : fmt::format("grows from {} to", countText(dense)),
        countText(after), advice));
}

} // namespace

MpoMethod::MpoMethod()
{
    m_info.id = "mpo";
    m_info.title = "Tensor network (MPO)";
    m_info.summary = "Replaces a matrix by a chain of small tensors, cut at a bond dimension χ.";
    m_info.kind = MethodKind::Factorization;
    m_info.schema = mpoSchema();
}

std::string MpoMethod::summarize(const nlohmann::json &params) const
{
    size_t sites = params.value("sites", size_t(3));
    for (const char *key : {"in_factors", "out_factors"})
        if (params.contains(key))
            sites = params[key].size();
    if (params.contains("chi"))
        return fmt::format("MPO χ {}, {} sites", params["chi"].get<int64_t>(), sites);
    if (params.contains("keep"))
        return fmt::format("MPO, keep {}, {} sites", formatPercent(params["keep"].get<double>(), 0),
                           sites);
    return fmt::format("MPO, error up to {}, {} sites", errorText(params.value("error", 0.0)),
                       sites);
}

Result<std::vector<PlannedAction>> MpoMethod::plan(const PlanInputs &inputs,
                                                   const std::vector<LayerState> &group,
                                                   const nlohmann::json &params) const
{
    const LayerState &state = group.front();
    LAPIDARY_ASSIGN(const bool calibrated, resolveCalibrated(inputs, state, params));
    LAPIDARY_ASSIGN(const Sites sites, resolveSites(state, params));
    const int64_t dense = state.form.out * state.form.in;
    // Spectra of the weight alone say nothing of the weighted problem.
    const auto *spectra = calibrated ? nullptr : spectraOf(inputs, state, sites);
    auto resolved = params.contains("chi") ? sizeFromChi(params["chi"].get<int64_t>(), sites)
        : params.contains("keep") ? sizeFromKeep(params["keep"].get<double>(), sites, dense)
                                  : sizeFromError(params["error"].get<double>(), sites, dense,
                                                  spectra);
    LAPIDARY_ASSIGN(Size size, std::move(resolved));
    warnGrowth(size, sites, dense);

    PlannedAction action;
    action.method = m_info.id;
    action.params = {{"sites", sites.out.size()},
                     {"out_factors", sites.out},
                     {"in_factors", sites.in}};
    action.warnings = std::move(size.warnings);
    if (calibrated)
        action.params["calibrated"] = true;
    if (size.bound || size.dense)
        action.params["error"] = params["error"];
    if (size.dense) {
        action.params["dense"] = true;
        action.form = state.form;
        action.predictedError = 0;
        return std::vector{std::move(action)};
    }
    action.form = mpoForm(sites.out, sites.in, size.chi,
                          factorType(state.form.factors.front().stored));
    if (!size.bound) {
        action.params["chi"] = size.chi;
        action.params["bonds"] = clampedBonds(sites.out, sites.in, size.chi);
        if (spectra)
            action.predictedError = bondError(*spectra, size.chi);
    }
    return std::vector{std::move(action)};
}

} // namespace lapidary
