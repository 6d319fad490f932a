#include "core/linalg/output_objective.h"
#include "core/linalg/svd.h"
#include "core/linalg/weighted.h"

#include <cmath>

namespace lapidary {
namespace {

struct MpoAls {
    const OutputObjective &objective;
    const Folding &sites;
    const ModeCovariances &covariances;
    std::vector<at::Tensor> cores; ///< f64

    /// Everything left of site k: [prod o i, chi]; right of it: [chi, prod o i].
    at::Tensor left(size_t k) const
    {
        at::Tensor whole = at::ones({1, 1}, objective.w.options());
        for (size_t j = 0; j < k; ++j)
            whole = whole.mm(cores[j].reshape({cores[j].size(0), -1}))
                        .reshape({-1, cores[j].size(3)});
        return whole;
    }
    at::Tensor right(size_t k) const
    {
        at::Tensor whole = at::ones({1, 1}, objective.w.options());
        for (size_t j = cores.size(); j-- > k + 1;)
            whole = cores[j].reshape({-1, cores[j].size(3)}).mm(whole)
                        .reshape({cores[j].size(0), -1});
        return whole;
    }

    /// The metric of what stands left (right) of site k, with the modes' covariances for C.
    at::Tensor metric(size_t begin, size_t end, bool fromLeft) const
    {
        at::Tensor m = at::ones({1, 1}, objective.w.options());
        for (size_t step = begin; step < end; ++step) {
            const size_t j = fromLeft ? step : begin + end - 1 - step;
            const at::Tensor core = fromLeft ? cores[j] : cores[j].permute({3, 1, 2, 0});
            const at::Tensor weighted = at::matmul(covariances.c[j], core);
            const at::Tensor carried = m.mm(weighted.reshape({core.size(0), -1}));
            m = core.reshape({-1, core.size(3)}).t().mm(carried.reshape({-1, core.size(3)}));
        }
        return m;
    }

    void update(size_t k, int steps, double least)
    {
        const at::ScalarType type = objective.innerType();
        const at::Tensor l = left(k).to(type), r = right(k).to(type);
        const int64_t a = l.size(1), b = r.size(0), pl = l.size(0), pr = r.size(1);
        const int64_t o = sites.out[k], i = sites.in[k];
        const auto forward = [&](const at::Tensor &x) {
            const at::Tensor half = l.mm(x.reshape({a, -1})).reshape({-1, b});
            return unfoldSites(half.mm(r), sites.out, sites.in);
        };
        const auto adjoint = [&](const at::Tensor &e) {
            const at::Tensor folded = foldSites(e, sites.out, sites.in);
            const at::Tensor half = l.t().mm(folded.reshape({pl, -1})).reshape({-1, pr});
            return half.mm(r.t()).reshape({a, o, i, b});
        };
        const at::Tensor li = dampedInverse(metric(0, k, true), 1e-6).to(type);
        const at::Tensor ri = dampedInverse(metric(k + 1, cores.size(), false), 1e-6).to(type);
        const at::Tensor ci = dampedInverse(covariances.c[k], 1e-6).to(type);
        const LeastSquares system{
            [&](const at::Tensor &x) { return adjoint(forward(x).mm(objective.inner)); },
            [&](const at::Tensor &z) {
                const at::Tensor half = li.mm(z.reshape({a, -1})).reshape({-1, b}).mm(ri);
                return at::matmul(ci, half.reshape({a, o, i, b}));
            }};
        cores[k] = conjugateGradients(system, adjoint(objective.wc.to(type)), cores[k].to(type),
                                      steps, least)
                       .to(at::kDouble).contiguous();
    }
};

/// The same train with left-orthonormal cores, the scale spread evenly: rounding of the cores then
/// costs least.
void canonicalize(std::vector<at::Tensor> &cores)
{
    for (size_t k = 0; k + 1 < cores.size(); ++k) {
        const auto shape = cores[k].sizes().vec();
        if (shape[0] * shape[1] * shape[2] < shape[3])
            continue;
        auto [q, r] = at::linalg_qr(cores[k].reshape({-1, shape[3]}), "reduced");
        cores[k] = q.reshape(shape).contiguous();
        const auto next = cores[k + 1].sizes().vec();
        cores[k + 1] = r.mm(cores[k + 1].reshape({next[0], -1})).reshape(next).contiguous();
    }
    double logarithm = 0;
    std::vector<double> scales;
    for (const at::Tensor &core : cores) {
        scales.push_back(std::sqrt(core.square().mean().item<double>()));
        if (!(scales.back() > 0))
            return;
        logarithm += std::log(scales.back());
    }
    for (size_t k = 0; k < cores.size(); ++k)
        cores[k] = cores[k] * (std::exp(logarithm / double(cores.size())) / scales[k]);
}

Result<std::vector<at::Tensor>> bestStart(const OutputObjective &objective, const Folding &sites,
                                          const ModeCovariances &covariances, int64_t chi,
                                          uint64_t seed, WeightedMpo &result)
{
    const at::Tensor narrow = objective.w.to(at::kFloat);
    LAPIDARY_ASSIGN(MpoCores plain, mpoDecompose(narrow, sites.out, sites.in, chi, seed));
    const at::Tensor whitened = multiplyModes(objective.w, covariances.root).to(at::kFloat);
    LAPIDARY_ASSIGN(MpoCores weighted,
                    mpoDecompose(whitened.contiguous(), sites.out, sites.in, chi, seed));
    for (at::Tensor &core : plain.cores)
        core = core.to(at::kDouble);
    for (size_t k = 0; k < weighted.cores.size(); ++k)
        weighted.cores[k] =
            at::matmul(covariances.inverseRoot[k], weighted.cores[k].to(at::kDouble)).contiguous();
    const double first = objective.of(mpoToDense(plain.cores));
    const double second = objective.of(mpoToDense(weighted.cores));
    result.fit.plainOutputError = std::sqrt(first);
    result.fit.history.push_back(std::sqrt(std::min(first, second)));
    MpoCores &better = second < first ? weighted : plain;
    result.bondSpectra = std::move(better.bondSpectra);
    return std::move(better.cores);
}

Result<WeightedMpo> iterate(const OutputObjective &objective, const Folding &sites, int64_t chi,
                            uint64_t seed, const WeightedOptions &options)
{
    WeightedMpo result;
    const ModeCovariances covariances = modeCovariances(objective.c, sites.in);
    MpoAls als{objective, sites, covariances, {}};
    LAPIDARY_ASSIGN(als.cores, bestStart(objective, sites, covariances, chi, seed, result));
    double now = std::pow(result.fit.history.back(), 2);
    for (int sweep = 0; sweep < options.sweeps && now > 1e-12; ++sweep) {
        const std::vector<at::Tensor> before = als.cores;
        const double least = options.tolerance / double(als.cores.size()) / 20 * now
            * objective.total;
        for (size_t k = 0; k < als.cores.size(); ++k)
            als.update(k, options.innerSteps, least);
        const double next = objective.of(mpoToDense(als.cores));
        if (!(next < now)) {
            als.cores = before;
            break;
        }
        const bool settled = std::sqrt(now) - std::sqrt(next) < options.tolerance * std::sqrt(now);
        now = next;
        result.fit.history.push_back(std::sqrt(now));
        if (settled)
            break;
    }
    canonicalize(als.cores);
    result.cores = std::move(als.cores);
    return result;
}

} // namespace

Result<WeightedMpo> mpoWeighted(const at::Tensor &w, const Folding &sites, int64_t chi,
                                const at::Tensor &covariance, uint64_t seed,
                                const WeightedOptions &options)
{
    LAPIDARY_TRY(sites.check(w));
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    if (sites.out.size() != sites.in.size())
        return fail(ErrorCode::Usage, "a tensor train needs as many row factors as column factors");
    try {
        LAPIDARY_ASSIGN(const auto objective,
                        OutputObjective::make(w, covariance, options.damping));
        LAPIDARY_ASSIGN(WeightedMpo result, iterate(objective, sites, chi, seed, options));
        for (at::Tensor &core : result.cores)
            core = core.to(w.scalar_type()).contiguous();
        const at::Tensor dense = mpoToDense(result.cores).to(at::kDouble);
        result.fit.outputError = std::sqrt(objective.of(dense));
        result.fit.relativeError =
            ((objective.w - dense).norm() / objective.w.norm().clamp_min(1e-300)).item<double>();
        return result;
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a weighted tensor train failed: {}",
                    e.what_without_backtrace());
    }
}

} // namespace lapidary
