#include "core/linalg/mpo.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lapidary {
namespace {

/// Searches ascending factors with the smallest sum: the product is fixed, so the smallest sum is
/// the most equal choice.
class FactorSearch {
public:
    FactorSearch(int64_t size, int sites) : m_sites(sites)
    {
        for (int64_t d = 1; d * d <= size; ++d) {
            if (size % d != 0)
                continue;
            m_divisors.push_back(d);
            if (d * d != size)
                m_divisors.push_back(size / d);
        }
        std::sort(m_divisors.begin(), m_divisors.end());
        visit(size, 1, 0);
    }

    std::vector<int64_t> best() const { return m_best; }

private:
    void visit(int64_t rest, int64_t smallest, int64_t sum)
    {
        const int left = m_sites - static_cast<int>(m_current.size());
        if (left == 1) {
            if (m_best.empty() || sum + rest < m_bestSum) {
                m_bestSum = sum + rest;
                m_best = m_current;
                m_best.push_back(rest);
            }
            return;
        }
        const auto first = std::lower_bound(m_divisors.begin(), m_divisors.end(), smallest);
        for (auto it = first; it != m_divisors.end() && fits(*it, left, rest); ++it) {
            if (rest % *it != 0 || (!m_best.empty() && sum + left * *it >= m_bestSum))
                continue;
            m_current.push_back(*it);
            visit(rest / *it, *it, sum + *it);
            m_current.pop_back();
        }
    }

    /// Ascending: factor^left must not exceed what is left.
    static bool fits(int64_t factor, int left, int64_t rest)
    {
        for (int i = 0; i < left; ++i)
            rest /= factor;
        return rest >= 1;
    }

    int m_sites;
    std::vector<int64_t> m_divisors, m_current, m_best;
    int64_t m_bestSum = 0;
};

} // namespace

std::vector<int64_t> balancedFactors(int64_t size, int sites)
{
    if (size < 1 || sites < 1)
        return {};
    // Plans of many layers ask for the same few sizes again and again.
    thread_local std::map<std::pair<int64_t, int>, std::vector<int64_t>> known;
    const auto [found, fresh] = known.try_emplace({size, sites});
    if (fresh)
        found->second = FactorSearch(size, sites).best();
    return found->second;
}

} // namespace lapidary
