#include "plugins/cp/cp_method.h"

#include "core/base/format.h"
#include "core/surgery/form_math.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace lapidary {
namespace {

constexpr int64_t leastOrder = 2, mostOrder = 8;

ParamSchema cpSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "rank", .label = "Rank",
         .help = "Number of outer products; each holds one number per row and column factor.",
         .kind = ParamKind::Integer, .suggested = 256, .minimum = 1, .group = "size"},
        {.id = "order", .label = "Order",
         .help = "Number of modes that the matrix is folded to, half of them for the rows. Ignored "
                 "for a side whose factors are given.",
         .kind = ParamKind::Integer, .defaultValue = 4, .minimum = leastOrder,
         .maximum = mostOrder},
        {.id = "out_factors", .label = "Factors of the rows",
         .help = "Sizes of the rows' modes; their product is the number of rows. When not given: "
                 "balanced beside a rank; beside keep or error as uneven as they can be, which "
                 "takes a lower rank for the same size and so less time.",
         .kind = ParamKind::IntegerList},
        {.id = "in_factors", .label = "Factors of the columns",
         .help = "Sizes of the columns' modes; their product is the number of columns. When not "
                 "given: as for the rows.",
         .kind = ParamKind::IntegerList},
    };
    const auto common = commonFactorParams("the rank");
    schema.params.insert(schema.params.begin() + 1, common.begin(), common.end());
    return schema;
}

int64_t sumOf(const std::vector<int64_t> &sizes)
{
    return std::accumulate(sizes.begin(), sizes.end(), int64_t(0));
}

Result<ModeFactors> resolveModes(const LayerState &state, nlohmann::json params)
{
    const auto order = params.value("order", int64_t(4));
    if (order < leastOrder || order > mostOrder)
        return fail(ErrorCode::Usage, "order {} makes no sense; give {} to {}", order, leastOrder,
                    mostOrder);
    const int64_t rows = order - order / 2, columns = order / 2;
    if (!params.contains("rank")) {
        if (!params.contains("out_factors"))
            params["out_factors"] = steepFactors(state.form.out, rows, true);
        if (!params.contains("in_factors"))
            params["in_factors"] = steepFactors(state.form.in, columns, false);
    }
    LAPIDARY_ASSIGN(ModeFactors modes, modeFactors(state, params, rows, columns));
    if (int64_t(modes.sizes().size()) > mostOrder)
        return fail(ErrorCode::Usage, "{} modes are too many; give at most {} factors in all",
                    modes.sizes().size(), mostOrder);
    return modes;
}

struct Size {
    int64_t rank = 1;
    bool bound = false; ///< the rank follows from the weights: this is the most it can be
    std::vector<std::string> warnings;
};

Result<Size> resolve(const nlohmann::json &params, const std::vector<int64_t> &sizes,
                     int64_t dense)
{
    Size size;
    if (params.contains("rank")) {
        size.rank = params["rank"].get<int64_t>();
        if (size.rank < 1)
            return fail(ErrorCode::Usage, "rank {} means nothing is left; give at least 1",
                        size.rank);
        // Every entry can be a term of its own; a tensor needs at most the product without its
        // largest mode.
        const int64_t enough = dense / *std::max_element(sizes.begin(), sizes.end());
        if (size.rank > enough) {
            size.warnings.push_back(fmt::format("rank {} is clamped to {}, which holds any tensor of "
                                                "modes {}", size.rank, enough,
                                                fmt::join(sizes, " · ")));
            size.rank = enough;
        }
        return size;
    }
    if (params.contains("keep")) {
        const double keep = params["keep"].get<double>();
        LAPIDARY_ASSIGN(const int64_t most, keptParameters(keep, dense));
        size.rank = std::max<int64_t>(1, cpRankFor(sizes, most));
        if (size.rank * sumOf(sizes) > most)
            size.warnings.push_back(fmt::format("even rank 1 keeps more than {} of this layer",
                                                formatPercent(keep)));
        return size;
    }
    const double error = params["error"].get<double>();
    if (!(error >= 0) || error >= 1)
        return fail(ErrorCode::Usage, "error {} makes no sense; give 0 up to below 1", error);
    size.bound = true;
    size.rank = std::max<int64_t>(1, cpRankFor(sizes, dense - 1));
    size.warnings.push_back("the rank follows from the weights when the run reads them: size shown "
                            "is the most it can be");
    return size;
}

void addWarnings(Size &size, const ModeFactors &modes, int64_t dense)
{
    const auto single = [](const std::vector<int64_t> &factors) {
        return std::count_if(factors.begin(), factors.end(), [](int64_t f) { return f > 1; }) <= 1;
    };
    if (single(modes.out) && single(modes.in))
        size.warnings.push_back("with one mode for the rows and one for the columns this is nothing "
                                "but an SVD: svd finds the best factors directly");
    const std::vector<int64_t> sizes = modes.sizes();
    const int64_t saving = cpRankFor(sizes, dense - 1);
    const auto growth =
        growthWarning(fmt::format("rank {}", size.rank), size.rank * sumOf(sizes), dense,
                      saving > 0 ? fmt::format("rank {} or less saves", saving)
                                 : std::string("no rank saves anything with these factors"));
    if (growth && !size.bound)
        size.warnings.push_back(*growth);
}

} // namespace

std::vector<int64_t> steepFactors(int64_t size, int64_t count, bool largeFirst)
{
    std::vector<int64_t> factors;
    for (int64_t divisor = 2; divisor * divisor <= size && int64_t(factors.size()) + 1 < count;) {
        if (size % divisor == 0) {
            factors.push_back(divisor);
            size /= divisor;
        } else {
            ++divisor;
        }
    }
    while (int64_t(factors.size()) + 1 < count)
        factors.insert(factors.begin(), 1);
    factors.push_back(size);
    if (largeFirst)
        std::reverse(factors.begin(), factors.end());
    return factors;
}

int64_t cpRankFor(const std::vector<int64_t> &sizes, int64_t parameters)
{
    return std::max<int64_t>(0, parameters) / sumOf(sizes);
}

CpMethod::CpMethod()
{
    m_info.id = "cp";
    m_info.title = "CP (sum of rank-one tensors)";
    m_info.summary = "Replaces a folded matrix by a sum of outer products of short vectors.";
    m_info.kind = MethodKind::Factorization;
    m_info.schema = cpSchema();
}

std::string CpMethod::summarize(const nlohmann::json &params) const
{
    if (params.contains("rank"))
        return fmt::format("CP rank {}", params["rank"].get<int64_t>());
    if (params.contains("keep"))
        return fmt::format("CP, keep {}", formatPercent(params["keep"].get<double>(), 0));
    return fmt::format("CP, error up to {}", errorText(params.value("error", 0.0)));
}

Result<std::vector<PlannedAction>> CpMethod::plan(const PlanInputs &inputs,
                                                  const std::vector<LayerState> &group,
                                                  const nlohmann::json &params) const
{
    const LayerState &state = group.front();
    LAPIDARY_ASSIGN(const bool calibrated, resolveCalibrated(inputs, state, params));
    LAPIDARY_ASSIGN(const ModeFactors modes, resolveModes(state, params));
    const int64_t dense = state.form.out * state.form.in;
    LAPIDARY_ASSIGN(Size size, resolve(params, modes.sizes(), dense));
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
        action.params["rank"] = size.rank;
    action.form = cpForm(modes.out, modes.in, size.rank,
                         factorType(state.form.factors.front().stored));
    return std::vector{std::move(action)};
}

} // namespace lapidary
