#pragma once

#include <bit>
#include <cstdint>

namespace lapidary {

// Branch-free, so that loops over them vectorize. Binary identical to llama.cpp's reference.

[[gnu::always_inline]] inline float halfToFloat(uint16_t half)
{
    const uint32_t w = static_cast<uint32_t>(half) << 16;
    const uint32_t twice = w + w;
    const float normal = std::bit_cast<float>((twice >> 4) + (0xE0u << 23)) * 0x1.0p-112f;
    const float tiny = std::bit_cast<float>((twice >> 17) | (126u << 23)) - 0.5f;
    const uint32_t magnitude =
        twice < (1u << 27) ? std::bit_cast<uint32_t>(tiny) : std::bit_cast<uint32_t>(normal);
    return std::bit_cast<float>((w & 0x80000000u) | magnitude);
}

/// Round to nearest even; NaN becomes a quiet NaN.
[[gnu::always_inline]] inline uint16_t floatToHalf(float value)
{
    const uint32_t w = std::bit_cast<uint32_t>(value);
    const uint32_t twice = w + w;
    float base = (std::bit_cast<float>(w & 0x7FFFFFFFu) * 0x1.0p+112f) * 0x1.0p-110f;
    const uint32_t exponent = twice & 0xFF000000u;
    const uint32_t bias = exponent < 0x71000000u ? 0x71000000u : exponent;
    base = std::bit_cast<float>((bias >> 1) + 0x07800000u) + base;
    const uint32_t bits = std::bit_cast<uint32_t>(base);
    const uint32_t nonsign = ((bits >> 13) & 0x7C00u) + (bits & 0x0FFFu);
    return static_cast<uint16_t>(((w & 0x80000000u) >> 16)
                                 | (twice > 0xFF000000u ? 0x7E00u : nonsign));
}

[[gnu::always_inline]] inline float bfloatToFloat(uint16_t value)
{
    return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

/// Round to nearest even; NaN becomes a quiet NaN.
[[gnu::always_inline]] inline uint16_t floatToBfloat(float value)
{
    const uint32_t w = std::bit_cast<uint32_t>(value);
    const uint32_t rounded = (w + (0x7FFFu + ((w >> 16) & 1))) >> 16;
    const uint32_t quiet = (w >> 16) | 64u;
    return static_cast<uint16_t>((w & 0x7FFFFFFFu) > 0x7F800000u ? quiet : rounded);
}

} // namespace lapidary
