#include "core/linalg/svd.h"

#include <cstring>

namespace lapidary {
namespace {

struct Counts {
    int64_t nan = 0, infinite = 0;
};

/// Bit tests instead of comparisons: they vectorize, and no compiler flag can optimize them away.
template <class Float, class Bits>
bool allFinite(const Float *data, int64_t count, Bits exponent)
{
    Bits bad = 0;
    for (int64_t i = 0; i < count; ++i) {
        Bits bits;
        std::memcpy(&bits, data + i, sizeof bits);
        bad |= static_cast<Bits>((bits & exponent) == exponent);
    }
    return bad == 0;
}

template <class Float, class Bits>
Counts countBad(const Float *data, int64_t count, Bits exponent, Bits mantissa)
{
    Counts counts;
    for (int64_t i = 0; i < count; ++i) {
        Bits bits;
        std::memcpy(&bits, data + i, sizeof bits);
        if ((bits & exponent) == exponent)
            ++((bits & mantissa) ? counts.nan : counts.infinite);
    }
    return counts;
}

template <class Float, class Bits>
Counts scan(const at::Tensor &a, Bits exponent, Bits mantissa)
{
    const Float *data = a.data_ptr<Float>();
    if (allFinite(data, a.numel(), exponent))
        return {};
    return countBad(data, a.numel(), exponent, mantissa);
}

} // namespace

Status requireFinite(const at::Tensor &a, const std::string &what)
{
    const bool wide = a.scalar_type() == at::kDouble;
    const at::Tensor host = a.to(at::kCPU, wide ? at::kDouble : at::kFloat).contiguous();
    const Counts bad = wide
        ? scan<double, uint64_t>(host, 0x7ff0000000000000ULL, 0x000fffffffffffffULL)
        : scan<float, uint32_t>(host, 0x7f800000U, 0x007fffffU);
    if (bad.nan + bad.infinite == 0)
        return {};
    return fail(ErrorCode::Numerical,
                "{} holds {} NaN and {} infinite values among {}; it cannot be compressed: leave it "
                "out with \"except\", or repair the checkpoint",
                what, bad.nan, bad.infinite, a.numel());
}

} // namespace lapidary
