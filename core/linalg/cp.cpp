#include "core/linalg/cp.h"

#include "core/linalg/cp_start.h"
#include "core/linalg/gram.h"
#include "core/linalg/svd.h"

#include <cmath>

namespace lapidary {
namespace {

/// Product of the entries of all Gram matrices but one, f64 [rank, rank].
at::Tensor productOfGrams(const std::vector<at::Tensor> &grams, size_t except)
{
    at::Tensor product;
    for (size_t k = 0; k < grams.size(); ++k)
        if (k != except)
            product = product.defined() ? product * grams[k] : grams[k];
    return product;
}

/// [s_1 .. s_p, rank] summed over all modes but `mode`, weighted with the other factors: [s_k, rank].
at::Tensor contracted(const at::Tensor &image, const std::vector<at::Tensor> &factors,
                      size_t begin, size_t end, size_t mode)
{
    std::vector<int64_t> shape;
    for (size_t k = begin; k < end; ++k)
        shape.push_back(factors[k].size(0));
    shape.push_back(image.size(1));
    at::Tensor rest = image.reshape(shape);
    for (size_t k = end; k-- > begin;) {
        if (k == mode)
            continue;
        std::vector<int64_t> view(static_cast<size_t>(rest.dim()), 1);
        const auto at = static_cast<int64_t>(k - begin);
        view[static_cast<size_t>(at)] = factors[k].size(0);
        view.back() = factors[k].size(1);
        rest = (rest * factors[k].reshape(view)).sum(at, true);
    }
    return rest.reshape({factors[mode].size(0), -1});
}

struct Als {
    const at::Tensor &w;
    size_t rows;
    const CpOptions &options;
    double total;
    std::vector<at::Tensor> factors = {}, grams = {};
    double inner = 0; ///< <W, W'> after the last update

    std::vector<at::Tensor> range(size_t begin, size_t end) const
    {
        return {factors.begin() + static_cast<std::ptrdiff_t>(begin),
                factors.begin() + static_cast<std::ptrdiff_t>(end)};
    }

    void refreshGram(size_t k)
    {
        const at::Tensor wide = factors[k].to(at::kDouble);
        grams[k] = wide.t().mm(wide);
    }

    /// The least-squares factor of one mode; `image` = W times the other half's Khatri-Rao product.
    bool update(const at::Tensor &image, size_t begin, size_t end, size_t mode)
    {
        const at::Tensor target = contracted(image, factors, begin, end, mode).to(at::kDouble);
        at::Tensor gram = productOfGrams(grams, mode);
        const double shift = options.regularization * gram.diagonal().mean().item<double>();
        const at::Tensor old = factors[mode].to(at::kDouble);
        const at::Tensor gradient = target - old.mm(gram);
        at::Tensor damped = gram.clone();
        damped.diagonal().add_(shift);
        auto [lower, info] = at::linalg_cholesky_ex(damped);
        if (info.item<int>() != 0)
            return false;
        const at::Tensor step = at::cholesky_solve(gradient.t(), lower).t();
        const at::Tensor fresh = old + step;
        factors[mode] = fresh.to(w.scalar_type()).contiguous();
        refreshGram(mode);
        inner = (fresh * target).sum().item<double>();
        return std::isfinite(inner);
    }

    bool sweep()
    {
        const at::Tensor image = w.mm(khatriRao(range(rows, factors.size())));
        for (size_t k = 0; k < rows; ++k)
            if (!update(image, 0, rows, k))
                return false;
        const at::Tensor other = w.t().mm(khatriRao(range(0, rows)));
        for (size_t k = rows; k < factors.size(); ++k)
            if (!update(other, rows, factors.size(), k))
                return false;
        return true;
    }

    double estimatedError() const
    {
        at::Tensor all = grams.front();
        for (size_t k = 1; k < grams.size(); ++k)
            all = all * grams[k];
        const double energy = total - 2 * inner + all.sum().item<double>();
        return std::sqrt(std::max(0.0, energy) / total);
    }

    double measuredError() const
    {
        return std::sqrt(energyOf((w - cpToDense(factors, rows)).contiguous()) / total);
    }

    /// Spreads the weight of each term evenly over its factors.
    void balance()
    {
        at::Tensor product;
        std::vector<at::Tensor> norms;
        for (const at::Tensor &factor : factors) {
            norms.push_back(at::linalg_vector_norm(factor.to(at::kDouble), 2, at::IntArrayRef{0})
                                .clamp_min(1e-30));
            product = product.defined() ? product * norms.back() : norms.back();
        }
        const at::Tensor each = product.pow(1.0 / double(factors.size()));
        for (size_t k = 0; k < factors.size(); ++k) {
            factors[k] = (factors[k] * (each / norms[k])).to(w.scalar_type()).contiguous();
            refreshGram(k);
        }
    }
};

/// One start carried on until it settles; nothing when it left the finite numbers.
std::optional<CpFactors> run(Als als, std::vector<at::Tensor> start)
{
    als.factors = std::move(start);
    als.grams.resize(als.factors.size());
    als.balance();
    CpFactors best;
    best.factors = als.factors;
    double now = als.measuredError();
    for (int sweep = 0; sweep < als.options.sweeps; ++sweep) {
        if (!als.sweep())
            break;
        const double error = als.estimatedError();
        if (!std::isfinite(error) || error > now * (1 + 1e-6))
            break;
        als.balance();
        best.factors = als.factors;
        best.history.push_back(error);
        const bool settled = now - error <= als.options.tolerance * now;
        now = error;
        if (settled || now < 1e-6)
            break;
    }
    als.factors = best.factors;
    best.relativeError = als.measuredError();
    if (!std::isfinite(best.relativeError))
        return std::nullopt;
    return best;
}

CpFactors zeroFactors(const at::Tensor &w, const Folding &folding, int64_t rank)
{
    CpFactors zero;
    for (int64_t size : folding.sizes())
        zero.factors.push_back(at::zeros({size, rank}, w.options()));
    return zero;
}

Result<CpFactors> decompose(const at::Tensor &w, const Folding &folding, int64_t rank,
                            uint64_t seed, const CpOptions &options)
{
    const double total = energyOf(w);
    if (!(total > 0))
        return zeroFactors(w, folding, rank);
    std::optional<CpFactors> best;
    for (int restart = 0; restart < std::max(1, options.restarts); ++restart) {
        LAPIDARY_ASSIGN(auto start, restart == 0 ? cpStartFromSvd(w, folding, rank, seed)
                                                 : cpRandomStart(w, folding, rank, seed + restart));
        auto found = run({w, folding.out.size(), options, total}, std::move(start));
        if (found && (!best || found->relativeError < best->relativeError)) {
            best = std::move(found);
            best->restart = restart;
        }
    }
    if (!best)
        return fail(ErrorCode::Numerical, "alternating least squares of rank {} left the finite "
                    "numbers from every start; choose a lower rank", rank);
    return std::move(*best);
}

} // namespace

Result<CpFactors> cpDecompose(const at::Tensor &w, const Folding &folding, int64_t rank,
                              uint64_t seed, const CpOptions &options)
{
    LAPIDARY_TRY(folding.check(w));
    if (rank < 1)
        return fail(ErrorCode::Usage, "rank {} means nothing is left; give at least 1", rank);
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    try {
        return decompose(w.contiguous(), folding, rank, seed, options);
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a CP decomposition failed: {}",
                    e.what_without_backtrace());
    }
}

} // namespace lapidary
