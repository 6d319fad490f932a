#include "core/nn/attention.h"

#include "core/nn/kernels.h"
#include "core/nn/simd_math.h"

#include <ATen/Parallel.h>

#if LAPIDARY_X86

// False alarms inside GCC 12's own intrinsics (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include <vector>

// Keys and values are packed once per sequence and kv head so that every instruction multiplies
// pairs of bf16 (vdpbf16ps): keys as [block of 16 keys][d/2][16 keys][pair along d], values as
// [key pair][d][pair along keys]. A task is Rows queries of one head; it walks the keys in tiles,
// keeping scores and sums in the first-level cache.

#define LAPIDARY_BF16                                                                              \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma")))

namespace lapidary {
namespace {

constexpr int64_t Tile = 128; ///< keys per step
constexpr int Rows = 6;       ///< 6 x 4 accumulators fill the registers
constexpr float Log2e = 1.44269504f;

int64_t roundUp(int64_t value, int64_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

/// C [M, 64] (+)= A [M, 2 * pairs] (bf16, row stride in pairs) times B [pairs][64][2];
/// B's four 16-wide columns lie bColumn apart and its pairs bPair apart (in 32-bit words).
template <int M, bool Accumulate>
LAPIDARY_BF16 void multiply(const uint32_t *a, int64_t aStride, const uint32_t *b, int64_t bColumn,
                            int64_t bPair, int64_t pairs, float *c, int64_t cStride)
{
    __m512 sum[M][4];
    for (int m = 0; m < M; ++m) {
        for (int n = 0; n < 4; ++n)
            sum[m][n] = Accumulate ? _mm512_loadu_ps(c + m * cStride + n * 16)
                                   : _mm512_setzero_ps();
    }
    for (int64_t p = 0; p < pairs; ++p) {
        __m512bh column[4];
        for (int n = 0; n < 4; ++n)
            column[n] = (__m512bh)_mm512_loadu_si512(b + p * bPair + n * bColumn);
        for (int m = 0; m < M; ++m) {
            const __m512bh pair = (__m512bh)_mm512_set1_epi32(int(a[m * aStride + p]));
            for (int n = 0; n < 4; ++n)
                sum[m][n] = _mm512_dpbf16_ps(sum[m][n], pair, column[n]);
        }
    }
    for (int m = 0; m < M; ++m) {
        for (int n = 0; n < 4; ++n)
            _mm512_storeu_ps(c + m * cStride + n * 16, sum[m][n]);
    }
}

/// 2^x for x <= 0 or so; degree-5 minimax polynomial on [-0.5, 0.5], 2e-7 relative.
LAPIDARY_BF16 inline __m512 exp2Vector(__m512 x)
{
    x = _mm512_max_ps(_mm512_set1_ps(-126.f), x); // in this order NaN survives
    const __m512 n = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    const __m512 r = _mm512_sub_ps(x, n);
    __m512 p = _mm512_set1_ps(1.3333558e-3f);
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(9.6181291e-3f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(5.5504109e-2f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(2.4022651e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(6.9314718e-1f));
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(1.f));
    return _mm512_scalef_ps(p, n);
}

struct Task {
    const uint16_t *q;
    int64_t qStride; ///< between queries
    const uint32_t *keys, *values; ///< packed
    uint16_t *out;
    int64_t outStride;
    int64_t position; ///< of the first query
    int64_t window;
    int64_t d;
    float scale; ///< times log2(e)
};

/// Masks scores of one row outside [low, high] (key positions), scores start at key `first`.
LAPIDARY_BF16 inline void maskRow(float *scores, int64_t first, int64_t count, int64_t low,
                                  int64_t high)
{
    for (int64_t j = 0; j < count; ++j) {
        if (first + j > high || first + j < low)
            scores[j] = -1e30f;
    }
}

struct RowState {
    float top = -1e30f, total = 0;
};

/// Scores -> bf16 weights relative to the running maximum; returns the factor for older sums.
LAPIDARY_BF16 inline float softmaxRow(const float *scores, uint16_t *weights, int64_t count,
                                      float scale, RowState &state)
{
    __m512 topVector = _mm512_loadu_ps(scores);
    for (int64_t j = 16; j < count; j += 16)
        topVector = _mm512_max_ps(topVector, _mm512_loadu_ps(scores + j));
    const float top = std::max(state.top, _mm512_reduce_max_ps(topVector) * scale);
    const __m512 minusTop = _mm512_set1_ps(-top), factor = _mm512_set1_ps(scale);
    __m512 total = _mm512_setzero_ps();
    for (int64_t j = 0; j < count; j += 32) {
        const __m512 low =
            exp2Vector(_mm512_fmadd_ps(_mm512_loadu_ps(scores + j), factor, minusTop));
        const __m512 high =
            exp2Vector(_mm512_fmadd_ps(_mm512_loadu_ps(scores + j + 16), factor, minusTop));
        total = _mm512_add_ps(total, _mm512_add_ps(low, high));
        _mm512_storeu_si512(weights + j, (__m512i)_mm512_cvtne2ps_pbh(high, low));
    }
    const float correction = _mm512_cvtss_f32(exp2Vector(_mm512_set1_ps(state.top - top)));
    state.total = state.total * correction + _mm512_reduce_add_ps(total);
    state.top = top;
    return correction;
}

LAPIDARY_BF16 inline void scaleRow(float *row, int64_t n, float factor)
{
    const __m512 f = _mm512_set1_ps(factor);
    for (int64_t i = 0; i < n; i += 16)
        _mm512_storeu_ps(row + i, _mm512_mul_ps(_mm512_loadu_ps(row + i), f));
}

LAPIDARY_BF16 inline void writeRow(const float *sums, int64_t d, float total, uint16_t *out)
{
    const __m512 f = _mm512_set1_ps(1.f / total);
    for (int64_t i = 0; i < d; i += 32) {
        const __m512 low = _mm512_mul_ps(_mm512_loadu_ps(sums + i), f);
        const __m512 high = _mm512_mul_ps(_mm512_loadu_ps(sums + i + 16), f);
        _mm512_storeu_si512(out + i, (__m512i)_mm512_cvtne2ps_pbh(high, low));
    }
}

/// M queries against their keys. `sums` holds M * d floats.
template <int M>
LAPIDARY_BF16 void attendRows(const Task &t, float *sums)
{
    alignas(64) float scores[M * Tile];
    alignas(64) uint16_t weights[M * Tile];
    alignas(64) uint32_t queries[M * 128];
    RowState state[M];
    const int64_t d = t.d, pairs = d / 2, last = t.position + M - 1;
    for (int m = 0; m < M; ++m)
        std::copy_n(reinterpret_cast<const uint32_t *>(t.q + m * t.qStride), pairs,
                    queries + m * pairs);
    std::fill_n(sums, M * d, 0.f);
    const int64_t start = t.window > 0 ? std::max<int64_t>(0, t.position - t.window + 1) : 0;
    for (int64_t first = start / 64 * 64; first <= last; first += Tile) {
        const int64_t count = std::min(Tile, roundUp(last + 1 - first, 64));
        for (int64_t j = 0; j < count; j += 64)
            multiply<M, false>(queries, pairs, t.keys + (first + j) / 16 * pairs * 16, pairs * 16,
                               16, pairs, scores + j, Tile);
        for (int m = 0; m < M; ++m) {
            const int64_t high = t.position + m;
            const int64_t low = t.window > 0 ? high - t.window + 1 : 0;
            if (first + count - 1 > high || first < low)
                maskRow(scores + m * Tile, first, count, low, high);
            const float correction =
                softmaxRow(scores + m * Tile, weights + m * Tile, count, t.scale, state[m]);
            scaleRow(sums + m * d, d, correction);
        }
        for (int64_t i = 0; i < d; i += 64)
            multiply<M, true>(reinterpret_cast<const uint32_t *>(weights), Tile / 2,
                              t.values + first / 2 * d + i, 16, d, count / 2, sums + i, d);
    }
    for (int m = 0; m < M; ++m)
        writeRow(sums + m * d, d, state[m].total, t.out + m * t.outStride);
}

void packKeys(const uint16_t *source, int64_t stride, int64_t keys, int64_t d, uint32_t *target)
{
    const int64_t pairs = d / 2;
    for (int64_t j = 0; j < keys; ++j) {
        const auto *row = reinterpret_cast<const uint32_t *>(source + j * stride);
        uint32_t *block = target + j / 16 * pairs * 16 + j % 16;
        for (int64_t p = 0; p < pairs; ++p)
            block[p * 16] = row[p];
    }
}

void packValues(const uint16_t *source, int64_t stride, int64_t keys, int64_t d, uint32_t *target)
{
    for (int64_t j = 0; j < keys; j += 2) {
        const uint16_t *even = source + j * stride;
        const uint16_t *odd = j + 1 < keys ? even + stride : nullptr;
        for (int64_t i = 0; i < d; ++i)
            target[j / 2 * d + i] = uint32_t(even[i]) | (odd ? uint32_t(odd[i]) << 16 : 0u);
    }
}

struct Packed {
    std::vector<uint32_t> keys, values;
    int64_t perHead = 0; ///< words of one kv head

    Packed(const at::Tensor &k, const at::Tensor &v)
    {
        const int64_t batch = k.size(0), kvHeads = k.size(1), count = k.size(2), d = k.size(3);
        perHead = roundUp(count, 64) * d / 2;
        keys.resize(size_t(batch * kvHeads * perHead));
        values.resize(keys.size());
        at::parallel_for(0, batch * kvHeads, 1, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i) {
                const int64_t b = i / kvHeads, h = i % kvHeads;
                packKeys(static_cast<const uint16_t *>(k.data_ptr()) + b * k.stride(0) +
                             h * k.stride(1),
                         k.stride(2), count, d, keys.data() + i * perHead);
                packValues(static_cast<const uint16_t *>(v.data_ptr()) + b * v.stride(0) +
                               h * v.stride(1),
                           v.stride(2), count, d, values.data() + i * perHead);
            }
        });
    }
};

void attend(const Task &task, int64_t rows, float *sums)
{
    switch (rows) {
    case 6: return attendRows<6>(task, sums);
    case 5: return attendRows<5>(task, sums);
    case 4: return attendRows<4>(task, sums);
    case 3: return attendRows<3>(task, sums);
    case 2: return attendRows<2>(task, sums);
    default: return attendRows<1>(task, sums);
    }
}

bool suitable(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &out)
{
    static const bool cpu = simd::hasAvx512() && __builtin_cpu_supports("avx512bf16");
    const int64_t d = q.size(3);
    return cpu && kernelsUsable(q) && q.scalar_type() == at::kBFloat16 && d % 64 == 0 &&
        d <= 256 && q.stride(3) == 1 && k.stride(3) == 1 && v.stride(3) == 1 &&
        out.is_contiguous();
}

} // namespace

bool detail::flashAttentionBf16(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                                double scale, int64_t window, const at::Tensor &out)
{
    if (!suitable(q, k, v, out))
        return false;
    const int64_t heads = q.size(1), queries = q.size(2), d = q.size(3), kvHeads = k.size(1);
    const int64_t blocks = (queries + Rows - 1) / Rows;
    const Packed packed(k, v);
    at::parallel_for(0, q.size(0) * heads * blocks, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> sums(size_t(Rows * d));
        for (int64_t i = begin; i < end; ++i) {
            const int64_t batch = i / (heads * blocks), head = i / blocks % heads;
            // Short and long rows alternate, so that equal ranges are equal work.
            const int64_t turn = i % blocks;
            const int64_t block = turn % 2 ? blocks - 1 - turn / 2 : turn / 2;
            const int64_t query = block * Rows;
            const int64_t kv = batch * kvHeads + head / (heads / kvHeads);
            Task task;
            task.q = static_cast<const uint16_t *>(q.data_ptr()) + batch * q.stride(0) +
                head * q.stride(1) + query * q.stride(2);
            task.qStride = q.stride(2);
            task.keys = packed.keys.data() + kv * packed.perHead;
            task.values = packed.values.data() + kv * packed.perHead;
            task.out = static_cast<uint16_t *>(out.data_ptr()) +
                ((batch * queries + query) * heads + head) * d;
            task.outStride = heads * d;
            task.position = k.size(2) - queries + query;
            task.window = window;
            task.d = d;
            task.scale = float(scale) * Log2e;
            attend(task, std::min<int64_t>(Rows, queries - query), sums.data());
        }
    });
    return true;
}

} // namespace lapidary

#else

namespace lapidary {

bool detail::flashAttentionBf16(const at::Tensor &, const at::Tensor &, const at::Tensor &, double,
                                int64_t, const at::Tensor &)
{
    return false;
}

} // namespace lapidary

#endif
