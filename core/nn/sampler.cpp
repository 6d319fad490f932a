#include "core/nn/sampler.h"

namespace lapidary {

Sampler::Sampler(double temperature, int64_t topK, double topP, uint64_t seed)
    : m_temperature(temperature), m_topK(topK), m_topP(topP), m_random(seed)
{
}

int64_t Sampler::next(const at::Tensor &logits)
{
    if (m_temperature <= 0)
        return logits.argmax().item<int64_t>();
    const at::Tensor scaled = logits.to(at::kCPU).to(at::kDouble) / m_temperature;
    const int64_t kept =
        m_topK > 0 ? std::min<int64_t>(m_topK, scaled.numel()) : scaled.numel();
    auto [values, ids] = at::topk(scaled, kept);
    const at::Tensor cumulative = at::softmax(values, 0).cumsum(0).contiguous();
    const double *sums = cumulative.const_data_ptr<double>();
    const double limit = std::min(m_topP, 1.0) * sums[kept - 1];
    int64_t last = 0;
    while (last + 1 < kept && sums[last] < limit)
        ++last;
    const double draw = double(m_random() >> 11) * 0x1p-53 * sums[last];
    int64_t chosen = 0;
    while (chosen < last && sums[chosen] <= draw)
        ++chosen;
    return ids[chosen].item<int64_t>();
}

} // namespace lapidary
