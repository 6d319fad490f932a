#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

// Scalar building blocks that compilers turn into vector code. Everything is forced inline so
// that it takes over the instruction set of the function that it is used in.

#define LAPIDARY_INLINE [[gnu::always_inline]] inline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define LAPIDARY_X86 1
/// A second copy of a kernel for CPUs with AVX-512; chosen at run time by hasAvx512().
#define LAPIDARY_AVX512                                                                            \
    __attribute__((                                                                                \
        target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,prefer-vector-width=512")))
#else
#define LAPIDARY_X86 0
#define LAPIDARY_AVX512
#endif

namespace lapidary::simd {

inline bool hasAvx512()
{
#if LAPIDARY_X86
    static const bool has = __builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
    return has;
#else
    return false;
#endif
}

/// A bf16 number as stored.
struct Bf16 {
    uint16_t bits;
};

LAPIDARY_INLINE float load(float value)
{
    return value;
}
LAPIDARY_INLINE float load(Bf16 value)
{
    return std::bit_cast<float>(uint32_t(value.bits) << 16);
}
LAPIDARY_INLINE void store(float &target, float value)
{
    target = value;
}
LAPIDARY_INLINE void store(Bf16 &target, float value)
{
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    target.bits = uint16_t(value != value ? 0x7fc0u : rounded);
}
/// Value after a trip through T.
template <class T>
LAPIDARY_INLINE float rounded(float value)
{
    T stored;
    store(stored, value);
    return load(stored);
}

/// e^x to about 2 ulp, x clamped to the finite range; NaN stays NaN. Range reduction by ln 2 in
/// two parts and the degree-5 polynomial of Cephes expf.
LAPIDARY_INLINE float exponential(float x)
{
    const float clamped = std::min(std::max(x, -87.3f), 88.3f);
    const float shifted = clamped * 1.44269504f + 12582912.f; // rounds to an integer
    const int32_t power = std::bit_cast<int32_t>(shifted) - 0x4b400000;
    const float n = shifted - 12582912.f;
    const float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.f;
    const float scale = std::bit_cast<float>((power + 127) << 23);
    return x != x ? x : p * scale;
}

} // namespace lapidary::simd
