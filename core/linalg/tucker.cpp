#include "core/linalg/tucker.h"

#include "core/linalg/gram.h"
#include "core/linalg/svd.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {
namespace {

/// Gram matrix of the rows of an unfolding, f64.
at::Tensor gramOfMode(const at::Tensor &tensor, int64_t mode)
{
    return gramOfColumns(unfolded(tensor, mode).t().contiguous());
}

/// A HOOI run: the tensor, the factors as they are by now.
struct Hooi {
    at::Tensor tensor;
    std::vector<int64_t> ranks;
    std::vector<at::Tensor> factors;
    double total = 0;

    int64_t order() const { return tensor.dim(); }

    /// Leading directions of one mode of what is left of the tensor.
    Status update(const at::Tensor &rest, int64_t mode)
    {
        LAPIDARY_ASSIGN(const SymmetricEigen eigen, eigenOfGram(gramOfMode(rest, mode)));
        const auto k = static_cast<size_t>(mode);
        factors[k] = eigen.vectors.narrow(1, 0, ranks[k]).to(tensor.scalar_type()).contiguous();
        return {};
    }

    at::Tensor projected(at::Tensor rest, int64_t begin, int64_t end, int64_t except = -1) const
    {
        for (int64_t k = begin; k < end; ++k)
            if (k != except)
                rest = modeProduct(rest, factors[static_cast<size_t>(k)].t(), k);
        return rest;
    }

    Status updateHalf(int64_t begin, int64_t end)
    {
        const at::Tensor outer = begin == 0 ? projected(tensor, end, order())
                                            : projected(tensor, 0, begin);
        for (int64_t k = begin; k < end; ++k)
            LAPIDARY_TRY(update(projected(outer, begin, end, k), k));
        return {};
    }

    double error(const at::Tensor &core) const
    {
        const double inside = energyOf(core.contiguous());
        double outside = std::max(0.0, total - inside);
        if (outside < energyDifferenceLimit * total) {
            at::Tensor back = core;
            for (int64_t k = 0; k < order(); ++k)
                back = modeProduct(back, factors[static_cast<size_t>(k)], k);
            outside = energyOf((tensor - back).contiguous());
        }
        return total > 0 ? std::sqrt(outside / total) : 0;
    }
};

/// Truncates mode after mode, each on what the earlier ones left over.
Result<std::vector<at::Tensor>> start(Hooi &run)
{
    std::vector<at::Tensor> spectra;
    at::Tensor rest = run.tensor;
    for (int64_t k = 0; k < run.order(); ++k) {
        LAPIDARY_ASSIGN(const SymmetricEigen eigen, eigenOfGram(gramOfMode(run.tensor, k)));
        spectra.push_back(eigen.values.sqrt());
        LAPIDARY_TRY(run.update(rest, k));
        rest = modeProduct(rest, run.factors[static_cast<size_t>(k)].t(), k);
    }
    return spectra;
}

Result<TuckerFactors> iterate(Hooi run, const TuckerOptions &options)
{
    TuckerFactors result;
    LAPIDARY_ASSIGN(result.spectra, start(run));
    at::Tensor core = run.projected(run.tensor, 0, run.order());
    double now = run.error(core);
    result.history.push_back(now);
    const int64_t middle = run.order() / 2;
    for (int sweep = 0; sweep < options.sweeps && now > 1e-6; ++sweep) {
        const std::vector<at::Tensor> before = run.factors;
        LAPIDARY_TRY(run.updateHalf(0, middle));
        LAPIDARY_TRY(run.updateHalf(middle, run.order()));
        const at::Tensor next = run.projected(run.tensor, 0, run.order());
        const double error = run.error(next);
        if (!std::isfinite(error))
            return fail(ErrorCode::Numerical, "the Tucker iteration left the finite numbers");
        if (error >= now) {
            run.factors = before;
            break;
        }
        core = next;
        const bool settled = now - error <= options.tolerance * now;
        now = error;
        result.history.push_back(now);
        if (settled)
            break;
    }
    result.core = core.contiguous();
    result.factors = std::move(run.factors);
    result.relativeError = now;
    return result;
}

} // namespace

Result<TuckerFactors> tuckerDecompose(const at::Tensor &w, const Folding &folding,
                                      const std::vector<int64_t> &ranks,
                                      const TuckerOptions &options)
{
    LAPIDARY_TRY(folding.check(w));
    if (ranks.size() != folding.order())
        return fail(ErrorCode::Usage, "{} ranks for {} modes; give one for each", ranks.size(),
                    folding.order());
    if (std::any_of(ranks.begin(), ranks.end(), [](int64_t rank) { return rank < 1; }))
        return fail(ErrorCode::Usage, "a rank below 1 means nothing is left; give at least 1");
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    try {
        Hooi run;
        run.tensor = w.contiguous().reshape(folding.sizes());
        run.ranks = clampedRanks(folding.sizes(), ranks);
        run.factors.resize(ranks.size());
        run.total = energyOf(run.tensor);
        return iterate(std::move(run), options);
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a Tucker decomposition failed: {}",
                    e.what_without_backtrace());
    }
}

Result<std::vector<at::Tensor>> modeSpectra(const at::Tensor &w, const Folding &folding)
{
    LAPIDARY_TRY(folding.check(w));
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    const at::Tensor tensor = w.contiguous().reshape(folding.sizes());
    std::vector<at::Tensor> spectra;
    for (int64_t k = 0; k < tensor.dim(); ++k) {
        LAPIDARY_ASSIGN(const SymmetricEigen eigen, eigenOfGram(gramOfMode(tensor, k)));
        spectra.push_back(eigen.values.sqrt());
    }
    return spectra;
}

} // namespace lapidary
