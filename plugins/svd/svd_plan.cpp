#include "plugins/svd/svd_method.h"

#include "core/base/format.h"
#include "core/surgery/folded_plan.h"
#include "core/surgery/form_math.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

ParamSchema svdSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "rank", .label = "Rank", .kind = ParamKind::Integer, .minimum = 1,
         .group = "size"},
        {.id = "keep", .label = "Keep", .unit = "of parameters", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "error", .label = "Error", .unit = "relative", .kind = ParamKind::Real,
         .maximum = 1, .group = "size"},
        {.id = "divisor", .label = "Round rank to a multiple of", .kind = ParamKind::Integer,
         .defaultValue = 1, .minimum = 1, .maximum = 256},
        {.id = "calibrated", .label = "Weighted by activations", .kind = ParamKind::Boolean},
    };
    schema.params[0].help = "Inner size r of the two factors; they hold r (rows + columns) "
                            "parameters.";
    schema.params[1].help = "Fraction of the layer's parameters to keep; the rank follows.";
    schema.params[1].suggested = 0.5;
    schema.params[2].help = "Largest relative Frobenius error; the smallest rank that meets it is "
                            "taken. A layer that would not get smaller stays dense.";
    schema.params[3].help = "Rounds the rank down. 32 lets both factors be stored as Q8_0 or Q4_0.";
    schema.params[4].help = "Minimize the error of the layer's output instead of its weights. The "
                            "default is yes wherever a calibration is given.";
    schema.params.push_back(
        {.id = "fisher", .label = "Weighted by gradients too",
         .help = "Weighs the layer's outputs by how much the loss follows them; needs a calibration "
                 "with gradients, does nothing without.",
         .kind = ParamKind::Boolean, .defaultValue = false});
    return schema;
}

struct Size {
    int64_t rank = 0;
    bool bound = false; ///< the rank follows from the weights: this is the most it can be
    bool dense = false; ///< an error target that no saving rank meets
    std::vector<std::string> warnings;
};

/// Spectrum of exactly the matrix at work: none after an earlier step changed it.
const std::vector<double> *spectrumOf(const PlanInputs &inputs, const LayerState &state)
{
    const LayerForm &original = state.layer->form;
    if (!inputs.spectra || original.kind != FormKind::Dense || original.out != state.form.out
        || original.in != state.form.in)
        return nullptr;
    const auto *spectrum = inputs.spectra->singularValues(*state.layer);
    const auto expected = static_cast<size_t>(std::min(state.form.out, state.form.in));
    return spectrum && spectrum->size() == expected ? spectrum : nullptr;
}

int64_t rounded(int64_t rank, int64_t divisor)
{
    return rank >= divisor ? rank / divisor * divisor : rank;
}

Result<Size> sizeFromRank(int64_t rank, int64_t m, int64_t n, int64_t divisor)
{
    Size size;
    const int64_t full = std::min(m, n);
    if (rank <= 0)
        return fail(ErrorCode::Usage, "rank {} means nothing is left; give at least 1", rank);
    if (rank > full)
        size.warnings.push_back(fmt::format("rank {} is clamped to {}, the full rank of a {} × {} "
                                            "matrix",
                                            rank, full, m, n));
    size.rank = rounded(std::min(rank, full), divisor);
    return size;
}

Result<Size> sizeFromKeep(double keep, int64_t m, int64_t n, int64_t divisor)
{
    if (!(keep > 0) || keep > 1)
        return fail(ErrorCode::Usage, "keep {} makes no sense; give a fraction above 0 up to 1",
                    keep);
    Size size;
    const double most = keep * static_cast<double>(m) * static_cast<double>(n);
    const auto rank = static_cast<int64_t>(std::floor(most / static_cast<double>(m + n) + 1e-9));
    size.rank = rounded(std::clamp<int64_t>(rank, 1, std::min(m, n)), divisor);
    if (rank < 1)
        size.warnings.push_back(fmt::format("even rank 1 keeps more than {} of a {} × {} matrix",
                                            formatPercent(keep), m, n));
    return size;
}

Result<Size> sizeFromError(double error, int64_t m, int64_t n, const std::vector<double> *spectrum)
{
    if (!(error >= 0) || error >= 1)
        return fail(ErrorCode::Usage, "error {} makes no sense; give 0 up to below 1", error);
    Size size;
    const int64_t saving = largestSavingRank(m, n);
    if (!spectrum) {
        size.bound = true;
        size.rank = std::max<int64_t>(1, saving);
        size.warnings.push_back("the rank follows from the weights when the run reads them: size "
                                "shown is the most it can be");
        return size;
    }
    size.rank = std::max<int64_t>(1, keptForError(*spectrum, error));
    if (size.rank > saving) {
        size.dense = true;
        size.warnings.push_back(fmt::format(
            "an error of {} needs rank {}, which would not be smaller than the matrix (below {} "
            "is): the layer stays dense",
            errorText(error), size.rank, saving + 1));
    }
    return size;
}

Result<Size> resolve(const std::vector<double> *spectrum, const LayerState &state,
                     const nlohmann::json &params)
{
    const int64_t m = state.form.out, n = state.form.in;
    const auto divisor = params.value("divisor", int64_t(1));
    if (divisor < 1)
        return fail(ErrorCode::Usage, "divisor {} makes no sense; give at least 1", divisor);
    if (params.contains("rank"))
        return sizeFromRank(params["rank"].get<int64_t>(), m, n, divisor);
    if (params.contains("keep"))
        return sizeFromKeep(params["keep"].get<double>(), m, n, divisor);
    return sizeFromError(params["error"].get<double>(), m, n, spectrum);
}

void warnGrowth(Size &size, int64_t m, int64_t n)
{
    const int64_t before = m * n, after = size.rank * (m + n);
    if (after < before || size.bound || size.dense)
        return;
    if (after == before)
        size.warnings.push_back(fmt::format("at rank {} this layer keeps its {} parameters; stay "
                                            "below {} to save anything",
                                            size.rank, countText(before), size.rank));
    else
        size.warnings.push_back(fmt::format("at rank {} this layer grows from {} to {} parameters; "
                                            "stay below {} to save anything",
                                            size.rank, countText(before), countText(after),
                                            largestSavingRank(m, n) + 1));
}

} // namespace

int64_t largestSavingRank(int64_t m, int64_t n)
{
    return (m * n - 1) / (m + n);
}

SvdMethod::SvdMethod()
{
    m_info.id = "svd";
    m_info.title = "SVD (low rank)";
    m_info.summary = "Replaces a matrix by two thin ones: the best approximation of its rank.";
    m_info.kind = MethodKind::Factorization;
    m_info.schema = svdSchema();
}

std::string SvdMethod::summarize(const nlohmann::json &params) const
{
    if (params.contains("rank"))
        return fmt::format("SVD rank {}", params["rank"].get<int64_t>());
    if (params.contains("keep"))
        return fmt::format("SVD, keep {}", formatPercent(params["keep"].get<double>(), 0));
    return fmt::format("SVD, error up to {}", errorText(params.value("error", 0.0)));
}

Result<std::vector<PlannedAction>> SvdMethod::plan(const PlanInputs &inputs,
                                                   const std::vector<LayerState> &group,
                                                   const nlohmann::json &params) const
{
    const LayerState &state = group.front();
    const int64_t m = state.form.out, n = state.form.in;
    LAPIDARY_ASSIGN(const bool calibrated, resolveCalibrated(inputs, state, params));
    // Spectra of the weight alone say nothing of the weighted problem.
    const auto *spectrum = calibrated ? nullptr : spectrumOf(inputs, state);
    LAPIDARY_ASSIGN(Size size, resolve(spectrum, state, params));
    warnGrowth(size, m, n);
    PlannedAction action;
    action.method = m_info.id;
    action.warnings = std::move(size.warnings);
    const DType stored = factorType(state.form.factors.front().stored);
    if (size.dense) {
        action.params = {{"error", params["error"]}, {"dense", true}};
        action.form = state.form;
        action.predictedError = 0;
        return std::vector{std::move(action)};
    }
    action.form = lowRankForm(m, n, size.rank, stored);
    if (size.bound) {
        action.params = {{"error", params["error"]}};
    } else {
        action.params = {{"rank", size.rank}};
        if (spectrum)
            action.predictedError = tailError(*spectrum, size.rank);
    }
    if (calibrated) {
        action.params["calibrated"] = true;
        if (params.value("fisher", false))
            action.params["fisher"] = true;
    }
    return std::vector{std::move(action)};
}

} // namespace lapidary
