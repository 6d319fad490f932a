#include "core/surgery/form_math.h"

#include "core/base/format.h"

#include <cmath>

namespace lapidary {

DType factorType(DType weight)
{
    switch (weight) {
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        return weight;
    case DType::F64:
        return DType::F32;
    default:
        return DType::F16;
    }
}

DType keptType(DType weight, int64_t columns)
{
    const bool writable = weight == DType::Q8_0 || weight == DType::Q4_0;
    if (writable && columns % dtypeInfo(weight).blockSize == 0)
        return weight;
    return factorType(weight);
}

double tailError(std::span<const double> singularValues, int64_t kept)
{
    // From the small end, so that small tails are not lost beside large values.
    double tail = 0, total = 0;
    for (size_t i = singularValues.size(); i-- > 0;) {
        total += singularValues[i] * singularValues[i];
        if (static_cast<int64_t>(i) >= kept)
            tail = total;
    }
    return total > 0 ? std::sqrt(tail / total) : 0.0;
}

int64_t keptForError(std::span<const double> singularValues, double error)
{
    double total = 0;
    for (double s : singularValues)
        total += s * s;
    const double allowed = error * error * total;
    double tail = 0;
    for (size_t i = singularValues.size(); i-- > 0;) {
        tail += singularValues[i] * singularValues[i];
        if (tail > allowed)
            return static_cast<int64_t>(i) + 1;
    }
    return 0;
}

std::string countText(int64_t parameters)
{
    if (parameters < 100000)
        return formatExact(parameters);
    if (parameters < 1000000000)
        return fmt::format("{:.2f} M", static_cast<double>(parameters) / 1e6);
    return fmt::format("{:.2f} G", static_cast<double>(parameters) / 1e9);
}

std::string errorText(double relative)
{
    const double percent = relative * 100;
    if (percent >= 1 || percent == 0)
        return fmt::format("{:.1f} %", percent);
    return fmt::format("{:.2g} %", percent);
}

} // namespace lapidary
