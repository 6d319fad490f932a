#include "core/nn/kernels.h"

#include "core/nn/simd_math.h"

#include <ATen/Parallel.h>

#include <cmath>

namespace lapidary {
namespace {

using simd::Bf16;
using simd::load;
using simd::rounded;
using simd::store;

// Each body is compiled twice: plainly, and for AVX-512.

template <class T>
LAPIDARY_INLINE void normRowBody(T *h, const T *y, float multiplier, const T *weight, float eps,
                                 T *out, int64_t n)
{
    float sum = 0;
    if (y) {
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < n; ++i) {
            const float value =
                rounded<T>(load(h[i]) + rounded<T>(load(y[i]) * multiplier));
            store(h[i], value);
            sum += value * value;
        }
    } else {
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < n; ++i)
            sum += load(h[i]) * load(h[i]);
    }
    const float scale = 1.f / std::sqrt(sum / float(n) + eps);
#pragma omp simd
    for (int64_t i = 0; i < n; ++i)
        store(out[i], load(weight[i]) * rounded<T>(load(h[i]) * scale));
}

template <class T>
LAPIDARY_INLINE void rotateHeadBody(T *x, const float *cosine, const float *sine, int64_t half)
{
#pragma omp simd
    for (int64_t i = 0; i < half; ++i) {
        const float a = load(x[i]), b = load(x[i + half]);
        store(x[i], a * cosine[i] - b * sine[i]);
        store(x[i + half], b * cosine[i] + a * sine[i]);
    }
}

template <class T>
LAPIDARY_INLINE void siluRowBody(const T *gate, const T *up, T *out, int64_t n)
{
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
        const float g = load(gate[i]);
        const float silu = rounded<T>(g / (1.f + simd::exponential(-g)));
        store(out[i], silu * load(up[i]));
    }
}

/// Rows [begin, end) of weight [out, n] times x (already f32).
template <class T>
LAPIDARY_INLINE void gemvBody(const T *weight, const float *x, const T *bias, T *y, int64_t begin,
                              int64_t end, int64_t n)
{
    int64_t row = begin;
    for (; row + 4 <= end; row += 4) {
        const T *w0 = weight + row * n, *w1 = w0 + n, *w2 = w1 + n, *w3 = w2 + n;
        float s0 = 0, s1 = 0, s2 = 0, s3 = 0;
#pragma omp simd reduction(+ : s0, s1, s2, s3)
        for (int64_t i = 0; i < n; ++i) {
            s0 += load(w0[i]) * x[i];
            s1 += load(w1[i]) * x[i];
            s2 += load(w2[i]) * x[i];
            s3 += load(w3[i]) * x[i];
        }
        const float sums[4] = {s0, s1, s2, s3};
        for (int k = 0; k < 4; ++k)
            store(y[row + k], sums[k] + (bias ? load(bias[row + k]) : 0.f));
    }
    for (; row < end; ++row) {
        const T *w = weight + row * n;
        float sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int64_t i = 0; i < n; ++i)
            sum += load(w[i]) * x[i];
        store(y[row], sum + (bias ? load(bias[row]) : 0.f));
    }
}

LAPIDARY_INLINE float cosineBody(const float *a, const float *b, int64_t n)
{
    float ab = 0, aa = 0, bb = 0;
#pragma omp simd reduction(+ : ab, aa, bb)
    for (int64_t i = 0; i < n; ++i) {
        ab += a[i] * b[i];
        aa += a[i] * a[i];
        bb += b[i] * b[i];
    }
    return ab / std::max(std::sqrt(aa) * std::sqrt(bb), 1e-30f);
}

template <class T>
LAPIDARY_INLINE float logSumExpBody(const T *row, int64_t n)
{
    float top = load(row[0]);
#pragma omp simd reduction(max : top)
    for (int64_t i = 0; i < n; ++i)
        top = std::max(top, load(row[i]));
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < n; ++i)
        sum += simd::exponential(load(row[i]) - top);
    return top + std::log(sum);
}

template <class T>
void normRow(T *h, const T *y, float m, const T *w, float eps, T *out, int64_t n)
{
    normRowBody(h, y, m, w, eps, out, n);
}
template <class T>
LAPIDARY_AVX512 void normRow512(T *h, const T *y, float m, const T *w, float eps, T *out,
                                int64_t n)
{
    normRowBody(h, y, m, w, eps, out, n);
}
template <class T>
void rotateHead(T *x, const float *cosine, const float *sine, int64_t half)
{
    rotateHeadBody(x, cosine, sine, half);
}
template <class T>
LAPIDARY_AVX512 void rotateHead512(T *x, const float *cosine, const float *sine, int64_t half)
{
    rotateHeadBody(x, cosine, sine, half);
}
template <class T>
void siluRow(const T *gate, const T *up, T *out, int64_t n)
{
    siluRowBody(gate, up, out, n);
}
template <class T>
LAPIDARY_AVX512 void siluRow512(const T *gate, const T *up, T *out, int64_t n)
{
    siluRowBody(gate, up, out, n);
}
template <class T>
void gemv(const T *w, const float *x, const T *bias, T *y, int64_t begin, int64_t end, int64_t n)
{
    gemvBody(w, x, bias, y, begin, end, n);
}
template <class T>
LAPIDARY_AVX512 void gemv512(const T *w, const float *x, const T *bias, T *y, int64_t begin,
                             int64_t end, int64_t n)
{
    gemvBody(w, x, bias, y, begin, end, n);
}
float cosine(const float *a, const float *b, int64_t n)
{
    return cosineBody(a, b, n);
}
LAPIDARY_AVX512 float cosine512(const float *a, const float *b, int64_t n)
{
    return cosineBody(a, b, n);
}
template <class T>
float logSumExp(const T *row, int64_t n)
{
    return logSumExpBody(row, n);
}
template <class T>
LAPIDARY_AVX512 float logSumExp512(const T *row, int64_t n)
{
    return logSumExpBody(row, n);
}

template <class T>
T *pointer(const at::Tensor &tensor)
{
    return tensor.defined() ? static_cast<T *>(tensor.data_ptr()) : nullptr;
}

/// Calls `body` with a null pointer of the element type of `x`.
template <class Body>
void withElement(const at::Tensor &x, Body &&body)
{
    if (x.scalar_type() == at::kBFloat16)
        body(static_cast<Bf16 *>(nullptr));
    else
        body(static_cast<float *>(nullptr));
}

int64_t grainFor(int64_t rowLength)
{
    return std::max<int64_t>(1, 32768 / std::max<int64_t>(rowLength, 1));
}

bool gemvUsable(const at::Tensor &x, const at::Tensor &weight)
{
    return kernelsUsable(x) && x.numel() == x.size(-1) && weight.dim() == 2 &&
        weight.scalar_type() == x.scalar_type() && weight.is_contiguous() && x.is_contiguous();
}

at::Tensor applyGemv(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                     const at::Tensor &target)
{
    std::vector<int64_t> shape(x.sizes().begin(), x.sizes().end());
    shape.back() = weight.size(0);
    at::Tensor y = target.defined() ? target : at::empty(shape, x.options());
    const at::Tensor wide = x.to(at::kFloat);
    const int64_t n = weight.size(1);
    TORCH_CHECK(x.size(-1) == n, "a weight of ", weight.sizes(), " meets a vector of ", x.size(-1));
    withElement(x, [&](auto *type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const auto kernel = simd::hasAvx512() ? gemv512<T> : gemv<T>;
        at::parallel_for(0, weight.size(0), std::max<int64_t>(4, 65536 / n),
                         [&](int64_t begin, int64_t end) {
                             kernel(pointer<T>(weight), pointer<float>(wide), pointer<T>(bias),
                                    pointer<T>(y), begin, end, n);
                         });
    });
    return y;
}

} // namespace

bool kernelsUsable(const at::Tensor &x)
{
    return !at::GradMode::is_enabled() && x.device().is_cpu() &&
        (x.scalar_type() == at::kBFloat16 || x.scalar_type() == at::kFloat);
}

void addRmsNorm(const at::Tensor &h, const at::Tensor &y, double multiplier,
                const at::Tensor &weight, double eps, const at::Tensor &out)
{
    const int64_t n = h.size(-1), rows = h.numel() / std::max<int64_t>(n, 1);
    TORCH_CHECK(weight.numel() == n, "a norm of ", weight.numel(), " meets rows of ", n);
    withElement(h, [&](auto *type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const auto kernel = simd::hasAvx512() ? normRow512<T> : normRow<T>;
        at::parallel_for(0, rows, grainFor(n), [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row)
                kernel(pointer<T>(h) + row * n, y.defined() ? pointer<T>(y) + row * n : nullptr,
                       float(multiplier), pointer<T>(weight), float(eps),
                       pointer<T>(out) + row * n, n);
        });
    });
}

void rotateHeads(const at::Tensor &x, int64_t heads, const at::Tensor &cosine,
                 const at::Tensor &sine, const at::Tensor &norm, double eps)
{
    const int64_t rows = x.size(0), d = x.size(1) / std::max<int64_t>(heads, 1);
    const int64_t half = d / 2, positions = cosine.size(0), stride = x.stride(0);
    TORCH_CHECK(cosine.size(1) == half && heads * d == x.size(1), "heads of ", d,
                " meet rotations of ", cosine.size(1));
    withElement(x, [&](auto *type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const auto rotate = simd::hasAvx512() ? rotateHead512<T> : rotateHead<T>;
        const auto normalize = simd::hasAvx512() ? normRow512<T> : normRow<T>;
        at::parallel_for(0, rows, grainFor(x.size(1)), [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row) {
                T *values = pointer<T>(x) + row * stride;
                const int64_t angle = row % positions * half;
                for (int64_t head = 0; head < heads; ++head, values += d) {
                    if (norm.defined())
                        normalize(values, nullptr, 1.f, pointer<T>(norm), float(eps), values, d);
                    rotate(values, pointer<float>(cosine) + angle, pointer<float>(sine) + angle,
                           half);
                }
            }
        });
    });
}

void siluMultiply(const at::Tensor &gate, const at::Tensor &up, const at::Tensor &out)
{
    const int64_t rows = gate.size(0), n = gate.size(1);
    TORCH_CHECK(up.sizes() == gate.sizes(), "gate ", gate.sizes(), " meets up ", up.sizes());
    withElement(gate, [&](auto *type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const auto kernel = simd::hasAvx512() ? siluRow512<T> : siluRow<T>;
        at::parallel_for(0, rows, grainFor(n), [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row)
                kernel(pointer<T>(gate) + row * gate.stride(0),
                       pointer<T>(up) + row * up.stride(0), pointer<T>(out) + row * n, n);
        });
    });
}

at::Tensor applyLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                  const at::Tensor &out)
{
    if (gemvUsable(x, weight))
        return applyGemv(x, weight, bias, out);
    if (!out.defined())
        return bias.defined() ? at::linear(x, weight, bias) : at::linear(x, weight);
    at::Tensor target = out;
    return bias.defined() ? at::addmm_out(target, bias, x, weight.t())
                          : at::mm_out(target, x, weight.t());
}

double cosineSum(const at::Tensor &a, const at::Tensor &b)
{
    const int64_t n = a.size(-1), rows = a.numel() / std::max<int64_t>(n, 1);
    TORCH_CHECK(a.sizes() == b.sizes() && a.is_contiguous() && b.is_contiguous(), "rows of ",
                a.sizes(), " meet rows of ", b.sizes());
    const float *left = a.const_data_ptr<float>(), *right = b.const_data_ptr<float>();
    const auto kernel = simd::hasAvx512() ? cosine512 : cosine;
    double sum = 0;
    for (int64_t row = 0; row < rows; ++row)
        sum += double(kernel(left + row * n, right + row * n, n));
    return sum;
}

at::Tensor rowLogSumExp(const at::Tensor &logits)
{
    if (!kernelsUsable(logits) || !logits.is_contiguous())
        return at::logsumexp(logits.to(at::kFloat), -1);
    const int64_t rows = logits.size(0), n = logits.size(1);
    at::Tensor result = at::empty({rows}, at::kFloat);
    float *target = pointer<float>(result);
    withElement(logits, [&](auto *type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const auto kernel = simd::hasAvx512() ? logSumExp512<T> : logSumExp<T>;
        at::parallel_for(0, rows, grainFor(n), [&](int64_t begin, int64_t end) {
            for (int64_t row = begin; row < end; ++row)
                target[row] = kernel(pointer<T>(logits) + row * n, n);
        });
    });
    return result;
}

} // namespace lapidary
