#pragma once

#include "core/tensor/half.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

// One struct per stored type: how `elements` values lie in `bytes` bytes (little endian). Written
// as plain loops that compilers vectorize; layouts as in docs/formats.md. The order of the float
// operations is llama.cpp's, so that decoded values are the same bits everywhere.

namespace lapidary::codec {

#define LAPIDARY_INLINE [[gnu::always_inline]] static inline
using Bytes = const uint8_t *__restrict;
using Floats = float *__restrict;

template <class T>
LAPIDARY_INLINE T load(const uint8_t *p)
{
    T value;
    std::memcpy(&value, p, sizeof(T));
    return value;
}

LAPIDARY_INLINE float loadHalf(const uint8_t *p) { return halfToFloat(load<uint16_t>(p)); }

template <class T>
struct Plain {
    static constexpr int elements = 1, bytes = sizeof(T);
    LAPIDARY_INLINE void decode(Bytes b, Floats y) { *y = static_cast<float>(load<T>(b)); }
};

struct F16 {
    static constexpr int elements = 1, bytes = 2;
    LAPIDARY_INLINE void decode(Bytes b, Floats y) { *y = loadHalf(b); }
};

struct BF16 {
    static constexpr int elements = 1, bytes = 2;
    LAPIDARY_INLINE void decode(Bytes b, Floats y) { *y = bfloatToFloat(load<uint16_t>(b)); }
};

/// All values of an 8-bit float. E4M3 is the "fn" kind (no infinities, S.1111.111 is NaN).
template <int Mantissa, int Bias, bool Infinities>
constexpr std::array<float, 256> makeFloat8Table()
{
    std::array<float, 256> table{};
    for (int code = 0; code < 256; ++code) {
        const int exponent = (code & 127) >> Mantissa;
        const int fraction = code & ((1 << Mantissa) - 1);
        const int maxExponent = (1 << (7 - Mantissa)) - 1;
        const int significand = exponent ? fraction + (1 << Mantissa) : fraction;
        float value = static_cast<float>(significand);
        for (int e = (exponent ? exponent : 1) - Bias - Mantissa; e < 0; ++e)
            value *= 0.5f;
        for (int e = (exponent ? exponent : 1) - Bias - Mantissa; e > 0; --e)
            value *= 2.0f;
        if (Infinities && exponent == maxExponent)
            value = fraction ? std::numeric_limits<float>::quiet_NaN()
                             : std::numeric_limits<float>::infinity();
        if (!Infinities && (code & 127) == 127)
            value = std::numeric_limits<float>::quiet_NaN();
        table[static_cast<size_t>(code)] = code & 128 ? -value : value;
    }
    return table;
}
inline constexpr auto e4m3Table = makeFloat8Table<3, 7, false>();
inline constexpr auto e5m2Table = makeFloat8Table<2, 15, true>();

struct F8E4M3 {
    static constexpr int elements = 1, bytes = 1;
    LAPIDARY_INLINE void decode(Bytes b, Floats y) { *y = e4m3Table[*b]; }
};

struct F8E5M2 {
    static constexpr int elements = 1, bytes = 1;
    LAPIDARY_INLINE void decode(Bytes b, Floats y) { *y = e5m2Table[*b]; }
};

struct Q8_0 {
    static constexpr int elements = 32, bytes = 34;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b);
        for (int j = 0; j < 32; ++j)
            y[j] = d * static_cast<float>(static_cast<int8_t>(b[2 + j]));
    }
};

struct Q4_0 {
    static constexpr int elements = 32, bytes = 18;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b);
        for (int j = 0; j < 16; ++j)
            y[j] = d * static_cast<float>((b[2 + j] & 15) - 8);
        for (int j = 0; j < 16; ++j)
            y[16 + j] = d * static_cast<float>((b[2 + j] >> 4) - 8);
    }
};

struct Q4_1 {
    static constexpr int elements = 32, bytes = 20;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b), m = loadHalf(b + 2);
        for (int j = 0; j < 16; ++j)
            y[j] = d * static_cast<float>(b[4 + j] & 15) + m;
        for (int j = 0; j < 16; ++j)
            y[16 + j] = d * static_cast<float>(b[4 + j] >> 4) + m;
    }
};

struct Q5_0 {
    static constexpr int elements = 32, bytes = 22;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b);
        const auto high = load<uint32_t>(b + 2);
        for (int j = 0; j < 16; ++j) {
            const int bit = static_cast<int>((high >> j) & 1) << 4;
            y[j] = d * static_cast<float>(((b[6 + j] & 15) | bit) - 16);
        }
        for (int j = 0; j < 16; ++j) {
            const int bit = static_cast<int>((high >> (j + 16)) & 1) << 4;
            y[16 + j] = d * static_cast<float>(((b[6 + j] >> 4) | bit) - 16);
        }
    }
};

struct Q5_1 {
    static constexpr int elements = 32, bytes = 24;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b), m = loadHalf(b + 2);
        const auto high = load<uint32_t>(b + 4);
        for (int j = 0; j < 16; ++j) {
            const int bit = static_cast<int>((high >> j) & 1) << 4;
            y[j] = d * static_cast<float>((b[8 + j] & 15) | bit) + m;
        }
        for (int j = 0; j < 16; ++j) {
            const int bit = static_cast<int>((high >> (j + 16)) & 1) << 4;
            y[16 + j] = d * static_cast<float>((b[8 + j] >> 4) | bit) + m;
        }
    }
};

struct Q2_K {
    static constexpr int elements = 256, bytes = 84;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b + 80), dmin = loadHalf(b + 82);
        for (int g = 0; g < 16; ++g) {
            const float scale = d * static_cast<float>(b[g] & 15);
            const float least = dmin * static_cast<float>(b[g] >> 4);
            const Bytes q = b + 16 + 32 * (g / 8) + 16 * (g % 2);
            const int shift = 2 * (g % 8 / 2);
            for (int l = 0; l < 16; ++l)
                y[16 * g + l] = scale * static_cast<float>((q[l] >> shift) & 3) - least;
        }
    }
};

struct Q3_K {
    static constexpr int elements = 256, bytes = 110;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const uint8_t *sc = b + 96;
        const float d = loadHalf(b + 108);
        for (int g = 0; g < 16; ++g) {
            const int low = g < 8 ? sc[g] & 15 : sc[g - 8] >> 4;
            const int scale = low | (((sc[8 + g % 4] >> (2 * (g / 4))) & 3) << 4);
            const float dl = d * static_cast<float>(scale - 32);
            const Bytes q = b + 32 + 32 * (g / 8) + 16 * (g % 2);
            const Bytes mask = b + 16 * (g % 2);
            const int shift = 2 * (g % 8 / 2), bit = g / 2;
            for (int l = 0; l < 16; ++l) {
                const int high = ((mask[l] >> bit) & 1) << 2; // set means: nothing to subtract
                y[16 * g + l] = dl * static_cast<float>(((q[l] >> shift) & 3) + high - 4);
            }
        }
    }
};

/// Scale and minimum `j` of the twelve packed bytes of Q4_K and Q5_K.
LAPIDARY_INLINE void unpackScale(const uint8_t *q, int j, float &scale, float &least)
{
    const int s = j < 4 ? q[j] & 63 : (q[j + 4] & 15) | ((q[j - 4] >> 6) << 4);
    const int m = j < 4 ? q[j + 4] & 63 : (q[j + 4] >> 4) | ((q[j] >> 6) << 4);
    scale = static_cast<float>(s);
    least = static_cast<float>(m);
}

struct Q4_K {
    static constexpr int elements = 256, bytes = 144;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b), dmin = loadHalf(b + 2);
        for (int j = 0; j < 8; ++j) {
            float scale, least;
            unpackScale(b + 4, j, scale, least);
            scale *= d;
            least *= dmin;
            const Bytes q = b + 16 + 32 * (j / 2);
            const int shift = 4 * (j % 2);
            for (int l = 0; l < 32; ++l)
                y[32 * j + l] = scale * static_cast<float>((q[l] >> shift) & 15) - least;
        }
    }
};

struct Q5_K {
    static constexpr int elements = 256, bytes = 176;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b), dmin = loadHalf(b + 2);
        const Bytes high = b + 16;
        for (int j = 0; j < 8; ++j) {
            float scale, least;
            unpackScale(b + 4, j, scale, least);
            scale *= d;
            least *= dmin;
            const Bytes q = b + 48 + 32 * (j / 2);
            const int shift = 4 * (j % 2);
            for (int l = 0; l < 32; ++l) {
                const int value = ((q[l] >> shift) & 15) | (((high[l] >> j) & 1) << 4);
                y[32 * j + l] = scale * static_cast<float>(value) - least;
            }
        }
    }
};

struct Q6_K {
    static constexpr int elements = 256, bytes = 210;
    LAPIDARY_INLINE void decode(Bytes b, Floats y)
    {
        const float d = loadHalf(b + 208);
        for (int g = 0; g < 16; ++g) { // 16 elements with one scale
            const int h = g / 8, quarter = g % 8 / 2, start = 16 * (g % 2);
            const Bytes low = b + 64 * h + 32 * (quarter & 1) + start;
            const Bytes high = b + 128 + 32 * h + start;
            const int lowShift = 4 * (quarter / 2), highShift = 2 * quarter;
            const float scale = d * static_cast<float>(static_cast<int8_t>(b[192 + g]));
            for (int l = 0; l < 16; ++l) {
                const int value =
                    ((low[l] >> lowShift) & 15) | (((high[l] >> highShift) & 3) << 4);
                y[16 * g + l] = scale * static_cast<float>(value - 32);
            }
        }
    }
};

} // namespace lapidary::codec
