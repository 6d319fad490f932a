#include "plugins/tucker/tucker_method.h"

#include "core/base/format.h"
#include "core/surgery/form_math.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace lapidary {
namespace {

constexpr int64_t leastOrder = 2, mostOrder = 8;

ParamSchema tuckerSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "ranks", .label = "Ranks",
         .help = "One inner size per mode, those of the rows first; each is clamped to its mode.",
         .kind = ParamKind::IntegerList, .group = "size"},
        {.id = "order", .label = "Order",
         .help = "Number of modes that the matrix is folded to, half of them for the rows. Ignored "
                 "for a side whose factors are given.",
         .kind = ParamKind::Integer, .defaultValue = 4, .minimum = leastOrder,
         .maximum = mostOrder},
        {.id = "out_factors", .label = "Factors of the rows",
         .help = "Sizes of the rows' modes; their product is the number of rows. Balanced when not "
                 "given.",
         .kind = ParamKind::IntegerList},
        {.id = "in_factors", .label = "Factors of the columns",
         .help = "Sizes of the columns' modes; their product is the number of columns. Balanced when "
                 "not given.",
         .kind = ParamKind::IntegerList},
    };
    const auto common = commonFactorParams("the ranks");
    schema.params.insert(schema.params.begin() + 1, common.begin(), common.end());
    return schema;
}

Result<ModeFactors> resolveModes(const LayerState &state, const nlohmann::json &params)
{
    const auto order = params.value("order", int64_t(4));
    if (order < leastOrder || order > mostOrder)
        return fail(ErrorCode::Usage, "order {} makes no sense; give {} to {}", order, leastOrder,
                    mostOrder);
    LAPIDARY_ASSIGN(ModeFactors modes, modeFactors(state, params, order - order / 2, order / 2));
    if (int64_t(modes.sizes().size()) > mostOrder)
        return fail(ErrorCode::Usage, "{} modes are too many; give at most {} factors in all",
                    modes.sizes().size(), mostOrder);
    return modes;
}

struct Size {
    std::vector<int64_t> ranks;
    bool bound = false; ///< the ranks follow from the weights: these are the most they can be
    std::vector<std::string> warnings;
};

Result<Size> sizeFromRanks(const std::vector<int64_t> &ranks, const std::vector<int64_t> &sizes)
{
    if (ranks.size() != sizes.size())
        return fail(ErrorCode::Usage, "{} ranks for the {} modes {}; give one for each",
                    ranks.size(), sizes.size(), fmt::join(sizes, " · "));
    for (int64_t rank : ranks)
        if (rank < 1)
            return fail(ErrorCode::Usage, "rank {} means nothing is left; give at least 1", rank);
    Size size;
    size.ranks = clampedRanks(sizes, ranks);
    if (size.ranks != ranks)
        size.warnings.push_back(fmt::format("ranks {} are clamped to {}: the modes {} hold no more",
                                            fmt::join(ranks, ", "), fmt::join(size.ranks, ", "),
                                            fmt::join(sizes, " · ")));
    return size;
}

Result<Size> resolve(const nlohmann::json &params, const ModeFactors &modes, int64_t dense,
                     bool calibrated)
{
    const std::vector<int64_t> sizes = modes.sizes();
    if (params.contains("ranks"))
        return sizeFromRanks(params["ranks"].get<std::vector<int64_t>>(), sizes);
    Size size;
    if (params.contains("keep")) {
        const double keep = params["keep"].get<double>();
        LAPIDARY_ASSIGN(const int64_t most, keptParameters(keep, dense));
        size.ranks = calibrated ? columnRanks(modes, most) : balancedRanks(sizes, most);
        if (tuckerParameters(sizes, size.ranks) > most)
            size.warnings.push_back(fmt::format("even ranks of 1 keep more than {} of this layer",
                                                formatPercent(keep)));
        return size;
    }
    const double error = params["error"].get<double>();
    if (!(error >= 0) || error >= 1)
        return fail(ErrorCode::Usage, "error {} makes no sense; give 0 up to below 1", error);
    size.bound = true;
    size.ranks = calibrated ? columnRanks(modes, dense - 1) : balancedRanks(sizes, dense - 1);
    size.warnings.push_back("the ranks follow from the weights when the run reads them: size shown "
                            "is the most it can be");
    return size;
}

void addWarnings(Size &size, const ModeFactors &modes, int64_t dense)
{
    const auto single = [](const std::vector<int64_t> &factors) {
        return std::count_if(factors.begin(), factors.end(), [](int64_t f) { return f > 1; }) <= 1;
    };
    if (single(modes.out) && single(modes.in))
        size.warnings.push_back("with one mode for the rows and one for the columns this is an SVD "
                                "with an extra core: svd holds the same matrix in fewer parameters");
    const std::vector<int64_t> sizes = modes.sizes();
    const auto growth = growthWarning(
        fmt::format("ranks {}", fmt::join(size.ranks, ", ")), tuckerParameters(sizes, size.ranks),
        dense, fmt::format("ranks {} save", fmt::join(balancedRanks(sizes, dense - 1), ", ")));
    if (growth && !size.bound)
        size.warnings.push_back(*growth);
}

} // namespace

TuckerMethod::TuckerMethod()
{
    m_info.id = "tucker";
    m_info.title = "Tucker";
    m_info.summary = "Replaces a folded matrix by a small core tensor and one thin matrix per mode.";
    m_info.kind = MethodKind::Factorization;
    m_info.schema = tuckerSchema();
}

std::string TuckerMethod::summarize(const nlohmann::json &params) const
{
    if (params.contains("ranks"))
        return fmt::format("Tucker {}",
                           fmt::join(params["ranks"].get<std::vector<int64_t>>(), "·"));
    if (params.contains("keep"))
        return fmt::format("Tucker, keep {}", formatPercent(params["keep"].get<double>(), 0));
    return fmt::format("Tucker, error up to {}", errorText(params.value("error", 0.0)));
}

Result<std::vector<PlannedAction>> TuckerMethod::plan(const PlanInputs &inputs,
                                                      const std::vector<LayerState> &group,
                                                      const nlohmann::json &params) const
{
    const LayerState &state = group.front();
    LAPIDARY_ASSIGN(const bool calibrated, resolveCalibrated(inputs, state, params));
    LAPIDARY_ASSIGN(const ModeFactors modes, resolveModes(state, params));
    const int64_t dense = state.form.out * state.form.in;
    LAPIDARY_ASSIGN(Size size, resolve(params, modes, dense, calibrated));
    addWarnings(size, modes, dense);
    PlannedAction action;
    action.method = m_info.id;
    action.warnings = std::move(size.warnings);
    action.params = {{"out_factors", modes.out}, {"in_factors", modes.in}};
    if (calibrated)
        action.params["calibrated"] = true;
    if (size.bound)
        action.params["error"] = params["error"];
    else
        action.params["ranks"] = size.ranks;
    action.form = tuckerForm(modes.out, modes.in, size.ranks,
                             factorType(state.form.factors.front().stored));
    return std::vector{std::move(action)};
}

} // namespace lapidary
