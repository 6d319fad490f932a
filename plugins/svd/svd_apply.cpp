#include "plugins/svd/svd_method.h"

#include "core/calibrate/layer_inputs.h"
#include "core/calibrate/whitening.h"
#include "core/plugin/plugin.h"
#include "core/surgery/apply_support.h"
#include "core/surgery/form_math.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

constexpr double fisherDamping = 1e-3;
/// Ranks that a budget chooses from.
constexpr int64_t budgetSizes = 32;

/// W as the SVD sees it: weighted by roots of the covariances on either side, or as it is.
struct Problem {
    at::Tensor matrix;    ///< R^T W F, f64, or W, f32
    at::Tensor left;      ///< R^-T, undefined for none
    at::Tensor right;     ///< F^-1, undefined for none
    nlohmann::json details = nlohmann::json::object();
};

Result<Problem> problemOf(const at::Tensor &weight, const PlannedAction &action,
                          const LayerInputs *inputs)
{
    Problem problem;
    problem.matrix = weight;
    if (!inputs)
        return problem;
    LAPIDARY_ASSIGN(Whitening columns, whitening(inputs->covariance));
    problem.matrix = weight.to(at::kDouble).mm(columns.factor);
    problem.right = std::move(columns.inverse);
    problem.details["damping"] = columns.damping;
    if (action.params.value("fisher", false) && inputs->gradient.defined()) {
        LAPIDARY_ASSIGN(const Whitening rows, whitening(inputs->gradient, fisherDamping));
        problem.matrix = rows.factor.t().mm(problem.matrix);
        problem.left = rows.inverse.t();
        problem.details["fisher"] = true;
    }
    problem.matrix = problem.matrix.contiguous();
    return problem;
}

/// Smallest rank that meets the target; above `saving` the layer is better left dense.
Result<SvdFactors> meetError(const at::Tensor &matrix, int64_t rank, int64_t saving, double error,
                             uint64_t seed)
{
    for (;;) {
        LAPIDARY_ASSIGN(SvdFactors factors, truncatedSvd(matrix, rank, seed));
        // A randomized result can miss the target by a hair.
        if (factors.relativeError <= error || rank >= saving)
            return factors;
        rank = std::min(saving, rank + std::max<int64_t>(1, rank / 200));
    }
}

/// Nothing when the layer stays dense.
Result<std::optional<SvdFactors>> factorize(const at::Tensor &matrix, const nlohmann::json &params,
                                            uint64_t seed)
{
    if (params.value("dense", false))
        return std::nullopt;
    if (params.contains("rank")) {
        LAPIDARY_ASSIGN(SvdFactors factors,
                        truncatedSvd(matrix, params["rank"].get<int64_t>(), seed));
        return factors;
    }
    const double error = params.value("error", 0.0);
    const int64_t saving = largestSavingRank(matrix.size(0), matrix.size(1));
    LAPIDARY_ASSIGN(const at::Tensor spectrum, singularValues(matrix));
    const int64_t rank = std::max<int64_t>(1, rankForError(spectrum, error));
    if (rank > saving)
        return std::nullopt;
    LAPIDARY_ASSIGN(SvdFactors factors, meetError(matrix, rank, saving, error, seed));
    return factors;
}

std::vector<double> toVector(const at::Tensor &values)
{
    const at::Tensor host = values.to(at::kCPU, at::kDouble).contiguous();
    return {host.data_ptr<double>(), host.data_ptr<double>() + host.numel()};
}

void setFactors(CompressedLayer &layer, const at::Tensor &left, const at::Tensor &right)
{
    const DType stored = factorType(layer.form.factors.front().stored);
    const at::Device device = layer.factors.front().device();
    layer.factors = {right.to(at::kFloat).contiguous().to(device),
                     left.to(at::kFloat).contiguous().to(device)};
    layer.form = lowRankForm(layer.form.out, layer.form.in, left.size(1), stored);
}

/// The two factors, weights taken back. Half of each singular value on either side: both then have
/// the same range, which matters when they are rounded.
void setFactors(CompressedLayer &layer, const SvdFactors &svd, const Problem &problem)
{
    const at::Tensor half = svd.s.sqrt();
    at::Tensor a = (svd.v * half).t(), b = svd.u * half;
    if (problem.right.defined())
        a = a.mm(problem.right);
    if (problem.left.defined())
        b = problem.left.mm(b);
    setFactors(layer, b, a);
}

/// More columns than rows, weighed by inputs only: no root of their covariance is needed.
bool isProjected(const at::Tensor &weight, const nlohmann::json &params, const LayerInputs *known)
{
    return known && weight.size(0) < weight.size(1) && params.contains("rank")
        && !(params.value("fisher", false) && known->gradient.defined());
}

Result<ActionResult> project(CompressedLayer &layer, const at::Tensor &weight, int64_t rank,
                             const LayerInputs &known)
{
    if (!std::isfinite(known.covariance.sum().item<double>()))
        return fail(ErrorCode::Numerical, "the covariance of the inputs holds values that are not "
                                          "finite; calibrate again with a sound model");
    LAPIDARY_ASSIGN(const ProjectedSvd svd,
                    projectedSvd(weight, dampedCovariance(known.covariance, kWhiteningDamping), rank));
    const at::Tensor norm = at::linalg_vector_norm(svd.right, 2, at::IntArrayRef{1});
    const at::Tensor half = at::where(norm > 0, norm, at::ones_like(norm)).sqrt();
    setFactors(layer, svd.u * half, svd.right / half.unsqueeze(1));
    ActionResult result;
    result.relativeError = relativeDifference(weight, layer.toDense().to(weight.device()));
    result.details = {{"rank", rank}, {"exact", true}, {"damping", kWhiteningDamping},
                      {"singular_values", toVector(svd.spectrum)}};
    return result;
}

Result<ActionResult> decompose(CompressedLayer &layer, const ApplyInputs &inputs,
                               const LayerInputs *known)
{
    const PlannedAction &action = *inputs.action;
    LAPIDARY_ASSIGN(const at::Tensor weight, requireDenseWeight(layer, action));
    if (isProjected(weight, action.params, known))
        return project(layer, weight, action.params["rank"].get<int64_t>(), *known);
    LAPIDARY_ASSIGN(const Problem problem, problemOf(weight, action, known));
    LAPIDARY_ASSIGN(const auto factorized, factorize(problem.matrix, action.params, inputs.seed));
    ActionResult result;
    if (!factorized) {
        result.details = {{"dense", true}};
        result.warnings.push_back("no smaller rank meets the error target: the layer stays dense");
        return result;
    }
    setFactors(layer, *factorized, problem);
    result.relativeError = factorized->relativeError;
    result.details = problem.details;
    result.details["rank"] = factorized->s.size(0);
    result.details["exact"] = factorized->exact;
    result.details["singular_values"] = toVector(
        factorized->spectrum.defined() ? factorized->spectrum : factorized->s);
    if (known)
        result.relativeError = relativeDifference(weight, layer.toDense().to(weight.device()));
    return result;
}

Result<ActionResult> applyTo(CompressedLayer &layer, const ApplyInputs &inputs)
{
    LAPIDARY_ASSIGN(const LayerInputs *known, inputsFor(inputs));
    auto result = decompose(layer, inputs, known);
    const std::string name = layerName(*inputs.action);
    if (!result && !result.error().message.starts_with(name))
        return fail(result.error().code, "{}: {}", name, result.error().message);
    return result;
}

} // namespace

int64_t SvdMethod::workspaceBytes(const std::vector<LayerState> &group,
                                  const nlohmann::json &params) const
{
    const bool calibrated = params.is_object() && params.value("calibrated", false);
    const bool fisher = calibrated && params.value("fisher", false);
    int64_t most = 0;
    for (const LayerState &state : group) {
        const int64_t m = state.form.out, n = state.form.in, k = std::min(m, n);
        // f64 copies, Gram matrix with its eigenvectors and their copies, factors.
        int64_t bytes = 24 * m * n + 48 * k * k + 12 * (m + n) * k;
        if (calibrated && !fisher && m < n && params.contains("rank"))
            bytes += 8 * n * n; // the damped covariance alone
        else if (calibrated) // roots with their inverses
            bytes += 8 * 4 * (n * n + (fisher ? m * m : 0));
        most = std::max(most, bytes);
    }
    return most;
}

Result<std::vector<ActionResult>> SvdMethod::apply(const std::vector<ApplyInputs> &inputs,
                                                   const std::vector<CompressedLayer *> &group,
                                                   JobContext &job) const
{
    return applyEach(inputs, group, job, applyTo);
}

Result<std::vector<SizeLoss>> SvdMethod::sizeLosses(
    const std::vector<const CompressedLayer *> &group,
    const std::vector<const LayerInputs *> &inputs, JobContext &job) const
{
    LAPIDARY_TRY(job.checkCancelled());
    if (group.size() != 1 || !inputs[0] || group[0]->form.kind != FormKind::Dense)
        return std::vector<SizeLoss>();
    PlannedAction action;
    action.params = {{"fisher", true}};
    const at::Tensor weight = group[0]->factors.front().to(at::kCPU, at::kFloat);
    LAPIDARY_ASSIGN(const Problem problem, problemOf(weight, action, inputs[0]));
    LAPIDARY_ASSIGN(const at::Tensor spectrum, singularValues(problem.matrix));
    const std::vector<double> values = toVector(spectrum);
    std::vector<double> tail(values.size() + 1); // tail[r]: what rank r loses
    for (size_t i = values.size(); i-- > 0;)
        tail[i] = tail[i + 1] + values[i] * values[i];
    const double factor = inputs[0]->gradient.defined() ? 0.5 : 1.0;
    const int64_t most = largestSavingRank(weight.size(0), weight.size(1));
    const int64_t step = std::max<int64_t>(1, most / budgetSizes);
    std::vector<SizeLoss> sizes;
    for (int64_t rank = most / step * step; rank > 0; rank -= step)
        sizes.push_back({{{"rank", rank}}, factor * tail[static_cast<size_t>(rank)]});
    return sizes;
}

} // namespace lapidary

void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.methods.push_back(std::make_shared<lapidary::SvdMethod>());
}
