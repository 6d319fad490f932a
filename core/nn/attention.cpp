#include "core/nn/attention.h"

#include "core/nn/kernels.h"
#include "core/nn/simd_math.h"

#include <ATen/Parallel.h>

#include <vector>

namespace lapidary {
namespace {

using simd::Bf16;
using simd::load;
using simd::store;

/// [queries, keys] bool, true where a key is visible.
at::Tensor visibility(int64_t queries, int64_t keys, int64_t window, at::Device device)
{
    const at::TensorOptions options = at::TensorOptions(at::kLong).device(device);
    const at::Tensor position = at::arange(keys - queries, keys, options).unsqueeze(1);
    const at::Tensor key = at::arange(keys, options).unsqueeze(0);
    at::Tensor mask = key.le(position);
    if (window > 0)
        mask = mask.logical_and(key.gt(position - window));
    return mask;
}

/// One query of one head: out [d] = softmax(q k^T * scale) v over keys [first, last).
template <class T>
LAPIDARY_INLINE void decodeBody(const T *q, const T *k, const T *v, int64_t kStride,
                                int64_t vStride, int64_t first, int64_t last, int64_t d,
                                float scale, float *scores, float *sums, T *out)
{
    float top = -3.4e38f;
    for (int64_t j = first; j < last; ++j) {
        const T *key = k + j * kStride;
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (int64_t i = 0; i < d; ++i)
            dot += load(q[i]) * load(key[i]);
        scores[j - first] = dot * scale;
        top = std::max(top, dot * scale);
    }
    float total = 0;
#pragma omp simd reduction(+ : total)
    for (int64_t j = 0; j < last - first; ++j) {
        scores[j] = simd::exponential(scores[j] - top);
        total += scores[j];
    }
    for (int64_t i = 0; i < d; ++i)
        sums[i] = 0;
    for (int64_t j = first; j < last; ++j) {
        const T *value = v + j * vStride;
        const float weight = scores[j - first];
#pragma omp simd
        for (int64_t i = 0; i < d; ++i)
            sums[i] += weight * load(value[i]);
    }
    for (int64_t i = 0; i < d; ++i)
        store(out[i], sums[i] / total);
}

template <class T>
void decodeHead(const T *q, const T *k, const T *v, int64_t kStride, int64_t vStride,
                int64_t first, int64_t last, int64_t d, float scale, float *scores, float *sums,
                T *out)
{
    decodeBody(q, k, v, kStride, vStride, first, last, d, scale, scores, sums, out);
}
template <class T>
LAPIDARY_AVX512 void decodeHead512(const T *q, const T *k, const T *v, int64_t kStride,
                                   int64_t vStride, int64_t first, int64_t last, int64_t d,
                                   float scale, float *scores, float *sums, T *out)
{
    decodeBody(q, k, v, kStride, vStride, first, last, d, scale, scores, sums, out);
}

template <class T>
void decodeAll(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, double scale,
               int64_t window, const at::Tensor &out)
{
    const int64_t heads = q.size(1), group = heads / k.size(1), d = q.size(3), keys = k.size(2);
    const int64_t first = window > 0 ? std::max<int64_t>(0, keys - window) : 0;
    const auto kernel = simd::hasAvx512() ? decodeHead512<T> : decodeHead<T>;
    const auto *qData = static_cast<const T *>(q.data_ptr());
    const auto *kData = static_cast<const T *>(k.data_ptr());
    const auto *vData = static_cast<const T *>(v.data_ptr());
    auto *outData = static_cast<T *>(out.data_ptr());
    // Below this many keys a second thread costs more than it gives.
    const int64_t grain = std::max<int64_t>(1, 32768 / std::max<int64_t>((keys - first) * d, 1));
    at::parallel_for(0, q.size(0) * heads, grain, [&](int64_t begin, int64_t end) {
        std::vector<float> scores(size_t(keys - first)), sums(size_t(d), 0.f);
        for (int64_t task = begin; task < end; ++task) {
            const int64_t batch = task / heads, head = task % heads;
            kernel(qData + batch * q.stride(0) + head * q.stride(1),
                   kData + batch * k.stride(0) + head / group * k.stride(1),
                   vData + batch * v.stride(0) + head / group * v.stride(1), k.stride(2),
                   v.stride(2), first, keys, d, float(scale), scores.data(), sums.data(),
                   outData + task * d);
        }
    });
}

} // namespace

at::Tensor attentionSdpa(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                         double scale, int64_t window)
{
    const int64_t queries = q.size(2), keys = k.size(2);
    const bool grouped = q.size(1) != k.size(1);
    const bool windowed = window > 0 && window < keys;
    if (!windowed && queries == keys)
        return at::scaled_dot_product_attention(q, k, v, {}, 0.0, true, scale, grouped);
    if (!windowed && queries == 1)
        return at::scaled_dot_product_attention(q, k, v, {}, 0.0, false, scale, grouped);
    const at::Tensor mask = visibility(queries, keys, window, q.device());
    return at::scaled_dot_product_attention(q, k, v, mask, 0.0, false, scale, grouped);
}

void attentionInto(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, double scale,
                   int64_t window, const at::Tensor &out)
{
    if (detail::decodeAttention(q, k, v, scale, window, out) ||
        detail::flashAttentionBf16(q, k, v, scale, window, out))
        return;
    const at::Tensor result = attentionSdpa(q, k, v, scale, window);
    out.view({q.size(0), q.size(2), q.size(1), q.size(3)}).copy_(result.transpose(1, 2));
}

bool detail::decodeAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                             double scale, int64_t window, const at::Tensor &out)
{
    if (q.size(2) != 1 || !kernelsUsable(q))
        return false;
    if (q.scalar_type() == at::kBFloat16)
        decodeAll<Bf16>(q, k, v, scale, window, out);
    else
        decodeAll<float>(q, k, v, scale, window, out);
    return true;
}

} // namespace lapidary
