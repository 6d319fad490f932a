#include "plugins/prune_width/scores.h"

#include <algorithm>
#include <numeric>

namespace lapidary {
namespace {

at::Tensor peakToPeak(const at::Tensor &rows)
{
    return rows.amax(1) + rows.amin(1).abs();
}

at::Tensor rowNorm(const at::Tensor &rows, int order)
{
    return at::norm(rows, order, 1);
}

} // namespace

at::Tensor neuronScores(const std::string &score, const at::Tensor &gate, const at::Tensor &up)
{
    if (score == "vow")
        return gate.var(1, true) + up.var(1, true);
    if (score == "pon")
        return rowNorm(gate, 1) * rowNorm(up, 1);
    if (score == "l2")
        return rowNorm(gate, 2) + rowNorm(up, 2);
    return peakToPeak(gate) + peakToPeak(up);
}

std::vector<int64_t> bestNeurons(const at::Tensor &scores, int64_t kept)
{
    const at::Tensor host = scores.contiguous();
    const float *values = host.data_ptr<float>();
    std::vector<int64_t> order(static_cast<size_t>(host.numel()));
    std::iota(order.begin(), order.end(), int64_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](int64_t a, int64_t b) { return values[a] > values[b]; });
    order.resize(static_cast<size_t>(kept));
    std::sort(order.begin(), order.end());
    return order;
}

} // namespace lapidary
