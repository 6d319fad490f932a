#include "core/linalg/cp_start.h"

#include "core/linalg/gram.h"
#include "core/linalg/svd.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace lapidary {
namespace {

constexpr int powerRounds = 6;

/// vectors [prod s_k, count] -> nearest rank-one tensors: unit a_k [s_k, count] and the scales.
std::vector<at::Tensor> nearestRankOne(const at::Tensor &vectors,
                                       const std::vector<int64_t> &sizes, at::Tensor &scale)
{
    const int64_t count = vectors.size(1);
    const auto modes = static_cast<int64_t>(sizes.size());
    std::vector<int64_t> shape = sizes;
    shape.push_back(count);
    const at::Tensor tensor = vectors.reshape(shape);
    std::vector<at::Tensor> units(sizes.size());
    // The fibre with the most energy of each mode is a start that is not orthogonal to the answer.
    for (int64_t k = 0; k < modes; ++k) {
        const at::Tensor fibres = tensor.movedim(k, 0).reshape({sizes[size_t(k)], -1, count});
        const at::Tensor at = fibres.square().sum(0).argmax(0).reshape({1, 1, count});
        units[size_t(k)] = fibres.gather(1, at.expand({fibres.size(0), 1, count})).squeeze(1);
        units[size_t(k)] = units[size_t(k)]
            / at::linalg_vector_norm(units[size_t(k)], 2, at::IntArrayRef{0}).clamp_min(1e-30);
    }
    scale = at::ones({count}, vectors.options());
    for (int round = 0; round < (modes > 1 ? powerRounds : 1); ++round) {
        for (int64_t k = 0; k < modes; ++k) {
            at::Tensor rest = tensor;
            for (int64_t j = 0; j < modes; ++j) {
                if (j == k)
                    continue;
                std::vector<int64_t> view(size_t(modes) + 1, 1);
                view[size_t(j)] = sizes[size_t(j)];
                view.back() = count;
                rest = (rest * units[size_t(j)].reshape(view)).sum(j, true);
            }
            rest = rest.reshape({sizes[size_t(k)], count});
            scale = at::linalg_vector_norm(rest, 2, at::IntArrayRef{0});
            units[size_t(k)] = rest / scale.clamp_min(1e-30);
        }
    }
    return units;
}

/// `count` terms for what is left of W.
Result<std::vector<at::Tensor>> terms(const at::Tensor &rest, const Folding &folding,
                                      int64_t count, uint64_t seed)
{
    LAPIDARY_ASSIGN(const SvdFactors svd, truncatedSvd(rest, count, seed));
    at::Tensor left, right;
    std::vector<at::Tensor> factors = nearestRankOne(svd.u, folding.out, left);
    for (at::Tensor &factor : nearestRankOne(svd.v, folding.in, right))
        factors.push_back(std::move(factor));
    const at::Tensor weight = (svd.s * left * right).pow(1.0 / double(factors.size()));
    for (at::Tensor &factor : factors)
        factor = factor * weight;
    return factors;
}

} // namespace

Result<std::vector<at::Tensor>> cpStartFromSvd(const at::Tensor &w, const Folding &folding,
                                               int64_t rank, uint64_t seed)
{
    const int64_t most = std::min(w.size(0), w.size(1));
    at::Tensor rest = w;
    std::vector<at::Tensor> factors;
    for (int64_t found = 0; found < rank;) {
        const int64_t count = std::min(most, rank - found);
        LAPIDARY_ASSIGN(const auto next, terms(rest, folding, count, seed));
        rest = (rest - cpToDense(next, folding.out.size())).contiguous();
        if (factors.empty())
            factors = next;
        else
            for (size_t k = 0; k < factors.size(); ++k)
                factors[k] = at::cat({factors[k], next[k]}, 1);
        found += count;
    }
    return factors;
}

Result<std::vector<at::Tensor>> cpRandomStart(const at::Tensor &w, const Folding &folding,
                                              int64_t rank, uint64_t seed)
{
    auto generator = at::detail::createCPUGenerator(seed);
    const double energy = energyOf(w.contiguous()) / (double(w.numel()) * double(rank));
    const double scale = std::pow(energy, 0.5 / double(folding.order()));
    std::vector<at::Tensor> factors;
    for (int64_t size : folding.sizes())
        factors.push_back(at::randn({size, rank}, generator, w.options()) * scale);
    return factors;
}

} // namespace lapidary
