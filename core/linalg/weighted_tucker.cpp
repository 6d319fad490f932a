#include "core/linalg/gram.h"
#include "core/linalg/output_objective.h"
#include "core/linalg/svd.h"
#include "core/linalg/weighted.h"

#include <cmath>

namespace lapidary {
namespace {

// Relative shift of the normal equations; the covariance itself is damped already.
constexpr double solveShift = 1e-12;
// Normal equations of more unknowns are solved by iteration.
constexpr int64_t directUnknowns = 3000;
constexpr int iterativeSteps = 16;

struct TuckerAls {
    const OutputObjective &objective;
    const Folding &folding;
    std::vector<int64_t> ranks;
    std::vector<at::Tensor> out, in; ///< f64; `out` orthonormal
    at::Tensor core;                 ///< [prod r_out, prod r_in]

    static void orthonormalize(std::vector<at::Tensor> &factors)
    {
        for (at::Tensor &factor : factors)
            factor = std::get<0>(at::linalg_qr(factor, "reduced")).contiguous();
    }

    /// P^T C P and W C P with P the Kronecker product of the columns' factors.
    std::pair<at::Tensor, at::Tensor> projected() const
    {
        const at::Tensor cp = multiplyModes(objective.c, in);
        return {multiplyModes(cp.t(), in), multiplyModes(objective.wc, in)};
    }

    /// Rows' factors: leading directions of W C P (P^T C P)^-1/2, one mode after another; then the
    /// core that is best for all factors.
    Status updateRows(bool factorsToo)
    {
        const auto [gram, image] = projected();
        if (factorsToo)
            LAPIDARY_TRY(leadingRows(gram, image));
        const at::Tensor small = multiplyModes(image.t(), out).t();
        core = solveRight(gram, small, solveShift).contiguous();
        return {};
    }

    Status leadingRows(const at::Tensor &gram, const at::Tensor &image)
    {
        if (std::equal(ranks.begin(), ranks.begin() + std::ptrdiff_t(out.size()),
                       folding.out.begin()))
            return {};
        // image (gram)^-1 image^T decides: its square root by the solve of half of it.
        const at::Tensor root = inverseRoot(gram);
        std::vector<int64_t> shape = folding.out;
        shape.push_back(-1);
        const at::Tensor tensor = image.mm(root).reshape(shape);
        for (size_t k = 0; k < out.size(); ++k) {
            at::Tensor rest = tensor;
            for (size_t j = 0; j < out.size(); ++j)
                if (j != k)
                    rest = modeProduct(rest, out[j].t(), int64_t(j));
            LAPIDARY_ASSIGN(const SymmetricEigen eigen,
                            eigenOfGram(gramOfColumns(
                                unfolded(rest, int64_t(k)).t().contiguous())));
            out[k] = eigen.vectors.narrow(1, 0, ranks[k]).contiguous();
        }
        return {};
    }

    /// R with R R^T = gram^-1 up to the shift.
    static at::Tensor inverseRoot(const at::Tensor &gram)
    {
        at::Tensor damped = gram.clone();
        damped.diagonal().add_(1e-10 * gram.diagonal().mean().item<double>());
        const at::Tensor lower = at::linalg_cholesky(damped);
        return at::linalg_solve_triangular(lower, at::eye(gram.size(0), gram.options()),
                                           /*upper=*/false).t();
    }

    /// One factor of the columns by its normal equations; the other factors and the core stand.
    void updateColumn(size_t k)
    {
        const int64_t size = folding.in[k], rank = ranks[out.size() + k];
        if (rank == size)
            return; // the core holds it already
        // Core times the other factors: [r_out, .., r_k, ..] -> rows [r_out], then [r_k, rest].
        const int64_t rows = core.size(0);
        std::vector<int64_t> shape{rows};
        for (size_t j = 0; j < in.size(); ++j)
            shape.push_back(ranks[out.size() + j]);
        at::Tensor grown = core.reshape(shape);
        for (size_t j = 0; j < in.size(); ++j)
            if (j != k)
                grown = modeProduct(grown, in[j], int64_t(j) + 1);
        grown = grown.movedim(int64_t(k) + 1, 1).reshape({rows, -1}).contiguous();
        const int64_t rest = grown.size(1) / rank;
        // Covariance with mode k first: [size, rest; size, rest].
        const auto modes = static_cast<int64_t>(in.size());
        std::vector<int64_t> twice = folding.in;
        twice.insert(twice.end(), folding.in.begin(), folding.in.end());
        const at::Tensor c = objective.c.reshape(twice)
                                 .movedim({int64_t(k), modes + int64_t(k)}, {0, modes})
                                 .reshape({size, rest, size, rest});
        std::vector<int64_t> wide{rows};
        wide.insert(wide.end(), folding.in.begin(), folding.in.end());
        const at::Tensor image = multiplyModes(objective.wc.t(), out).t().reshape(wide)
                                     .movedim(int64_t(k) + 1, 1).reshape({rows, size, rest});
        // Sums over the rows of the core and the other modes: [size, rank].
        const at::Tensor byRank = grown.reshape({rows, rank, rest}).permute({0, 2, 1})
                                      .reshape({rows * rest, rank});
        const at::Tensor target =
            image.permute({1, 0, 2}).reshape({size, rows * rest}).mm(byRank);
        const at::Tensor fresh = size * rank <= directUnknowns
            ? direct(grown, c, target)
            : iterative(grown, byRank, c, target, k);
        if (at::isfinite(fresh).all().item<bool>())
            in[k] = std::get<0>(at::linalg_qr(fresh, "reduced")).contiguous();
    }

    /// Solves the normal equations of one columns' factor at once.
    static at::Tensor direct(const at::Tensor &grown, const at::Tensor &c,
                             const at::Tensor &target)
    {
        const int64_t size = target.size(0), rank = target.size(1), rest = c.size(1);
        const at::Tensor pairs = grown.t().mm(grown).reshape({rank, rest, rank, rest})
                                     .permute({0, 2, 1, 3}).reshape({rank * rank, rest * rest});
        const at::Tensor normal =
            pairs.mm(c.permute({1, 3, 0, 2}).reshape({rest * rest, size * size}))
                .reshape({rank, rank, size, size}).permute({2, 0, 3, 1})
                .reshape({size * rank, size * rank});
        return solveRight(normal, target.reshape({1, size * rank}), solveShift)
            .reshape({size, rank});
    }

    /// Conjugate gradients from the factor as it is.
    at::Tensor iterative(const at::Tensor &grown, const at::Tensor &byRank, const at::Tensor &c,
                         const at::Tensor &target, size_t k) const
    {
        const int64_t size = target.size(0), rest = c.size(1);
        const int64_t rows = grown.size(0);
        const at::Tensor square = c.reshape({size * rest, size * rest});
        const at::Tensor modeInverse =
            dampedInverse(c.diagonal(0, 1, 3).sum(-1) / objective.total, 1e-6);
        const at::Tensor rankInverse = dampedInverse(byRank.t().mm(byRank), 1e-6);
        const LeastSquares system{
            [&](const at::Tensor &x) {
                const at::Tensor y = byRank.mm(x.t()).reshape({rows, rest, size})
                                         .transpose(1, 2).reshape({rows, size * rest});
                return y.mm(square).reshape({rows, size, rest}).permute({1, 0, 2})
                    .reshape({size, rows * rest}).mm(byRank);
            },
            [&](const at::Tensor &z) { return modeInverse.mm(z).mm(rankInverse); }};
        return conjugateGradients(system, target, in[k], iterativeSteps, 0);
    }

    at::Tensor dense() const
    {
        const at::Tensor columns = multiplyModes(core, in, true);
        return multiplyModes(columns.t(), out, true).t();
    }
};

Status startFrom(TuckerAls &als, TuckerFactors start, const ModeCovariances *covariances)
{
    const size_t rows = als.folding.out.size();
    als.out.clear();
    als.in.clear();
    for (size_t k = 0; k < start.factors.size(); ++k) {
        const at::Tensor factor = start.factors[k].to(at::kDouble);
        if (k < rows)
            als.out.push_back(factor);
        else
            als.in.push_back(covariances ? covariances->inverseRoot[k - rows].mm(factor) : factor);
    }
    TuckerAls::orthonormalize(als.out);
    TuckerAls::orthonormalize(als.in);
    return als.updateRows(false);
}

/// Leaves the better start in `als`.
Result<double> bestStart(TuckerAls &als, WeightedFit &fit)
{
    const OutputObjective &objective = als.objective;
    const TuckerOptions few{.sweeps = 5, .tolerance = 1e-3};
    LAPIDARY_ASSIGN(TuckerFactors plain, tuckerDecompose(objective.w.to(at::kFloat), als.folding,
                                                         als.ranks, few));
    fit.plainOutputError = std::sqrt(
        objective.of(tuckerToDense(plain.core, plain.factors, als.folding.out.size())
                         .to(at::kDouble)));
    const ModeCovariances covariances = modeCovariances(objective.c, als.folding.in);
    const at::Tensor whitened = multiplyModes(objective.w, covariances.root).to(at::kFloat);
    LAPIDARY_ASSIGN(TuckerFactors weighted,
                    tuckerDecompose(whitened.contiguous(), als.folding, als.ranks, few));
    LAPIDARY_TRY(startFrom(als, std::move(plain), nullptr));
    const double first = objective.of(als.dense());
    const TuckerAls kept = als;
    LAPIDARY_TRY(startFrom(als, std::move(weighted), &covariances));
    const double second = objective.of(als.dense());
    if (first <= second) {
        als.out = kept.out;
        als.in = kept.in;
        als.core = kept.core;
    }
    return std::min(first, second);
}

Status iterate(TuckerAls &als, const WeightedOptions &options, WeightedFit &fit)
{
    LAPIDARY_ASSIGN(double now, bestStart(als, fit));
    fit.history.push_back(std::sqrt(now));
    for (int sweep = 0; sweep < options.sweeps && now > 1e-12; ++sweep) {
        const auto out = als.out, in = als.in;
        const at::Tensor core = als.core;
        for (size_t k = 0; k < als.in.size(); ++k) {
            als.updateColumn(k);
            LAPIDARY_TRY(als.updateRows(false));
        }
        LAPIDARY_TRY(als.updateRows(true));
        const double next = als.objective.of(als.dense());
        if (!(next < now)) {
            als.out = out;
            als.in = in;
            als.core = core;
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

Result<WeightedTucker> tuckerWeighted(const at::Tensor &w, const Folding &folding,
                                      const std::vector<int64_t> &ranks,
                                      const at::Tensor &covariance, const WeightedOptions &options)
{
    LAPIDARY_TRY(folding.check(w));
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    if (ranks.size() != folding.order())
        return fail(ErrorCode::Usage, "{} ranks for {} modes; give one for each", ranks.size(),
                    folding.order());
    try {
        LAPIDARY_ASSIGN(const auto objective,
                        OutputObjective::make(w, covariance, options.damping));
        TuckerAls als{objective, folding, clampedRanks(folding.sizes(), ranks), {}, {}, {}};
        WeightedTucker result;
        LAPIDARY_TRY(iterate(als, options, result.fit));
        result.core = als.core.reshape(als.ranks).to(w.scalar_type()).contiguous();
        for (const auto *side : {&als.out, &als.in})
            for (const at::Tensor &factor : *side)
                result.factors.push_back(factor.to(w.scalar_type()).contiguous());
        const at::Tensor dense =
            tuckerToDense(result.core, result.factors, folding.out.size()).to(at::kDouble);
        result.fit.outputError = std::sqrt(objective.of(dense));
        result.fit.relativeError =
            ((objective.w - dense).norm() / objective.w.norm().clamp_min(1e-300)).item<double>();
        return result;
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a weighted Tucker decomposition failed: {}",
                    e.what_without_backtrace());
    }
}

} // namespace lapidary
