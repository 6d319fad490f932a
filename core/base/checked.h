#pragma once

#include <cstdint>
#include <optional>

namespace lapidary {

/// a * b, or nothing on overflow. Every size computation on untrusted numbers goes through these.
inline std::optional<int64_t> checkedMul(int64_t a, int64_t b)
{
    int64_t r = 0;
    if (__builtin_mul_overflow(a, b, &r))
        return std::nullopt;
    return r;
}

/// a + b, or nothing on overflow.
inline std::optional<int64_t> checkedAdd(int64_t a, int64_t b)
{
    int64_t r = 0;
    if (__builtin_add_overflow(a, b, &r))
        return std::nullopt;
    return r;
}

} // namespace lapidary
