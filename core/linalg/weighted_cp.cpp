#include "core/linalg/cp_start.h"
#include "core/linalg/output_objective.h"
#include "core/linalg/svd.h"
#include "core/linalg/weighted.h"

#include <cmath>

namespace lapidary {
namespace {

// Proximal Tikhonov terms, relative to the mean diagonal of the normal matrix.
constexpr double rowShift = 1e-9;
constexpr double preconditionShift = 1e-6;

struct CpAls {
    const OutputObjective &objective;
    const Folding &folding;
    const ModeCovariances &covariances;
    std::vector<at::Tensor> out, in; ///< f64 [size_k, rank]

    static at::Tensor gramOf(const at::Tensor &a) { return a.t().mm(a); }

    at::Tensor dense() const { return khatriRao(out).mm(khatriRao(in).t()); }

    /// `image` [prod s_k, rank] times the other factors entrywise, summed over their modes.
    static at::Tensor contracted(const at::Tensor &image, const std::vector<at::Tensor> &factors,
                                 size_t mode)
    {
        int64_t left = 1, right = 1;
        std::vector<at::Tensor> before, after;
        for (size_t k = 0; k < factors.size(); ++k) {
            if (k == mode)
                continue;
            (k < mode ? left : right) *= factors[k].size(0);
            (k < mode ? before : after).push_back(factors[k]);
        }
        const int64_t rank = image.size(1);
        at::Tensor rest = image.reshape({left, factors[mode].size(0), right, rank});
        if (!before.empty())
            rest = (rest * khatriRao(before).reshape({left, 1, 1, rank})).sum(0, true);
        if (!after.empty())
            rest = (rest * khatriRao(after).reshape({1, 1, right, rank})).sum(2, true);
        return rest.reshape({factors[mode].size(0), rank});
    }

    void updateRow(size_t k, const at::Tensor &image, const at::Tensor &columnGram)
    {
        at::Tensor gram = columnGram;
        for (size_t j = 0; j < out.size(); ++j)
            if (j != k)
                gram = gram * gramOf(out[j]);
        const at::Tensor gradient = contracted(image, out, k) - out[k].mm(gram);
        out[k] = out[k] + solveRight(gram, gradient, rowShift);
    }

    void updateRows()
    {
        const at::Tensor right = khatriRao(in);
        const at::Tensor cr = objective.c.mm(right);
        const at::Tensor columnGram = right.t().mm(cr);
        const at::Tensor image = objective.w.mm(cr);
        for (size_t k = 0; k < out.size(); ++k)
            updateRow(k, image, columnGram);
    }

    void updateColumn(size_t k, const at::Tensor &image, const at::Tensor &rowGram, int steps,
                      double least)
    {
        const at::ScalarType type = objective.innerType();
        std::vector<at::Tensor> fixed, trial;
        for (const at::Tensor &factor : in)
            fixed.push_back(factor.to(type));
        trial = fixed;
        const at::Tensor gram = rowGram.to(type);
        at::Tensor metric = rowGram;
        for (size_t j = 0; j < in.size(); ++j)
            if (j != k)
                metric = metric * in[j].t().mm(covariances.c[j].mm(in[j]));
        metric = metric * objective.c.diagonal().sum();
        const at::Tensor inverse = dampedInverse(metric, preconditionShift).to(type);
        const at::Tensor mode = dampedInverse(covariances.c[k], preconditionShift).to(type);
        const LeastSquares system{
            [&](const at::Tensor &x) {
                trial[k] = x;
                return contracted(objective.inner.mm(khatriRao(trial)).mm(gram), fixed, k);
            },
            [&](const at::Tensor &z) { return mode.mm(z).mm(inverse); }};
        in[k] = conjugateGradients(system, contracted(image, in, k).to(type), fixed[k], steps, least)
                    .to(at::kDouble);
    }

    void updateColumns(int steps, double least)
    {
        const at::Tensor left = khatriRao(out);
        const at::Tensor rowGram = gramOf(left);
        const at::Tensor image = objective.wc.t().mm(left);
        for (size_t k = 0; k < in.size(); ++k)
            updateColumn(k, image, rowGram, steps, least);
    }

    /// Spreads the weight of each term evenly over its factors.
    void balance()
    {
        at::Tensor product;
        std::vector<at::Tensor> norms;
        for (auto *side : {&out, &in})
            for (const at::Tensor &factor : *side) {
                norms.push_back(
                    at::linalg_vector_norm(factor, 2, at::IntArrayRef{0}).clamp_min(1e-150));
                product = product.defined() ? product * norms.back() : norms.back();
            }
        const at::Tensor each = product.pow(1.0 / double(norms.size()));
        size_t next = 0;
        for (auto *side : {&out, &in})
            for (at::Tensor &factor : *side)
                factor = factor * (each / norms[next++]);
    }

    void take(const std::vector<at::Tensor> &factors, const std::vector<at::Tensor> *roots)
    {
        out.clear();
        in.clear();
        for (size_t k = 0; k < factors.size(); ++k) {
            const at::Tensor factor = factors[k].to(at::kDouble);
            if (k < folding.out.size())
                out.push_back(factor);
            else
                in.push_back(roots ? (*roots)[k - folding.out.size()].mm(factor) : factor);
        }
        balance();
    }
};

/// Leaves the better of the plain and the whitened CP form in `als`.
Result<double> bestStart(CpAls &als, int64_t rank, uint64_t seed, WeightedFit &fit)
{
    const CpOptions few{.sweeps = 12, .restarts = 1, .tolerance = 5e-3};
    const at::Tensor w = als.objective.w.to(at::kFloat);
    LAPIDARY_ASSIGN(const CpFactors plain, cpDecompose(w, als.folding, rank, seed, few));
    als.take(plain.factors, nullptr);
    const double first = als.objective.of(als.dense());
    fit.plainOutputError = std::sqrt(first);
    const CpAls kept = als;
    const at::Tensor whitened =
        multiplyModes(als.objective.w, als.covariances.root).to(at::kFloat).contiguous();
    LAPIDARY_ASSIGN(const CpFactors weighted,
                    cpDecompose(whitened, als.folding, rank, seed, few));
    als.take(weighted.factors, &als.covariances.inverseRoot);
    const double second = als.objective.of(als.dense());
    if (first <= second) {
        als.out = kept.out;
        als.in = kept.in;
    }
    return std::min(first, second);
}

Status iterate(CpAls &als, int64_t rank, uint64_t seed, const WeightedOptions &options,
               WeightedFit &fit)
{
    LAPIDARY_ASSIGN(double now, bestStart(als, rank, seed, fit));
    fit.history.push_back(std::sqrt(now));
    for (int sweep = 0; sweep < options.sweeps && now > 1e-12; ++sweep) {
        const auto out = als.out, in = als.in;
        const double least =
            options.tolerance / double(als.folding.order()) / 20 * now * als.objective.total;
        als.updateColumns(options.innerSteps, least);
        als.updateRows();
        als.balance();
        const double next = als.objective.of(als.dense());
        if (!(next < now)) {
            als.out = out;
            als.in = in;
            break;
        }
        const bool settled = std::sqrt(now) - std::sqrt(next) < options.tolerance * std::sqrt(now);
        now = next;
        fit.history.push_back(std::sqrt(now));
        if (settled)
            break;
    }
    return {};
}

} // namespace

Result<WeightedCp> cpWeighted(const at::Tensor &w, const Folding &folding, int64_t rank,
                              const at::Tensor &covariance, uint64_t seed,
                              const WeightedOptions &options)
{
    LAPIDARY_TRY(folding.check(w));
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    try {
        LAPIDARY_ASSIGN(const auto objective,
                        OutputObjective::make(w, covariance, options.damping));
        const ModeCovariances covariances = modeCovariances(objective.c, folding.in);
        CpAls als{objective, folding, covariances, {}, {}};
        WeightedCp result;
        LAPIDARY_TRY(iterate(als, rank, seed, options, result.fit));
        for (const auto *side : {&als.out, &als.in})
            for (const at::Tensor &factor : *side)
                result.factors.push_back(factor.to(w.scalar_type()).contiguous());
        const at::Tensor dense = cpToDense(result.factors, folding.out.size()).to(at::kDouble);
        result.fit.outputError = std::sqrt(objective.of(dense));
        result.fit.relativeError =
            ((objective.w - dense).norm() / objective.w.norm().clamp_min(1e-300)).item<double>();
        return result;
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a weighted CP decomposition failed: {}",
                    e.what_without_backtrace());
    }
}

} // namespace lapidary
