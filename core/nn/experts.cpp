#include "core/nn/experts.h"

namespace lapidary {

Routing routeTokens(const at::Tensor &logits, int64_t active, bool normalized)
{
    const at::Tensor probabilities = at::softmax(logits, -1, at::kFloat);
    auto [weights, experts] = at::topk(probabilities, active, -1);
    if (normalized)
        weights = weights / weights.sum(-1, true);
    return {experts, weights};
}

at::Tensor mixExperts(const at::Tensor &x, const Routing &routing, int64_t experts,
                      const ExpertFunction &apply)
{
    const at::Tensor chosen = routing.experts.flatten();
    // Stable: the rows of an expert come in their own order, whatever the device.
    const at::Tensor order = at::argsort(chosen, /*stable=*/true, 0, /*descending=*/false);
    const at::Tensor rows = at::floor_divide(order, routing.experts.size(1));
    const at::Tensor weights = routing.weights.flatten().index_select(0, order).unsqueeze(1);
    const at::Tensor counts = at::bincount(chosen, {}, experts).to(at::kCPU);
    const int64_t *count = counts.const_data_ptr<int64_t>();
    std::vector<at::Tensor> outputs;
    int64_t begin = 0;
    for (int64_t expert = 0; expert < experts; ++expert) {
        if (count[expert] == 0)
            continue;
        const at::Tensor mine = rows.narrow(0, begin, count[expert]);
        outputs.push_back(apply(expert, x.index_select(0, mine)));
        begin += count[expert];
    }
    const at::Tensor weighted = at::cat(outputs, 0) * weights.to(x.scalar_type());
    return at::zeros_like(x).index_add(0, rows, weighted);
}

} // namespace lapidary
