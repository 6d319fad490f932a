#include "plugins/mpo/mpo_method.h"

#include "core/base/checked.h"
#include "core/surgery/form_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {

int64_t mpoParameters(const SiteFactors &out, const SiteFactors &in, int64_t chi)
{
    const auto bonds = clampedBonds(out, in, chi);
    int64_t total = 0;
    for (size_t k = 0; k < out.size(); ++k) {
        const int64_t left = k == 0 ? 1 : bonds[k - 1];
        const int64_t right = k + 1 == out.size() ? 1 : bonds[k];
        const auto site = checkedMul(out[k], in[k]);
        const auto half = site ? checkedMul(left, *site) : std::nullopt;
        const auto core = half ? checkedMul(*half, right) : std::nullopt;
        const auto sum = core ? checkedAdd(total, *core) : std::nullopt;
        if (!sum)
            return std::numeric_limits<int64_t>::max();
        total = *sum;
    }
    return total;
}

int64_t largestBond(const SiteFactors &out, const SiteFactors &in)
{
    const auto bonds = clampedBonds(out, in, std::numeric_limits<int64_t>::max());
    return bonds.empty() ? 1 : *std::max_element(bonds.begin(), bonds.end());
}

int64_t chiForParameters(const SiteFactors &out, const SiteFactors &in, int64_t parameters)
{
    int64_t low = 0, high = largestBond(out, in);
    while (low < high) {
        const int64_t middle = low + (high - low + 1) / 2;
        if (mpoParameters(out, in, middle) <= parameters)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

double bondError(const std::vector<std::vector<double>> &bondSpectra, int64_t chi)
{
    double sum = 0;
    for (const auto &spectrum : bondSpectra) {
        const double tail = tailError(spectrum, chi);
        sum += tail * tail;
    }
    return std::min(1.0, std::sqrt(sum));
}

int64_t chiForError(const std::vector<std::vector<double>> &bondSpectra, double error)
{
    int64_t low = 1, high = 1;
    for (const auto &spectrum : bondSpectra)
        high = std::max<int64_t>(high, static_cast<int64_t>(spectrum.size()));
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (bondError(bondSpectra, middle) <= error)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

} // namespace lapidary
