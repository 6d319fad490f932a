#include "core/allocate/knapsack.h"

#include "core/allocate/choice_hull.h"
#include "core/base/format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {
namespace {

constexpr size_t kMostStates = 1 << 20;

using Units = std::vector<std::vector<Choice>>;

Status requireChoices(const Units &units)
{
    for (size_t u = 0; u < units.size(); ++u) {
        if (units[u].empty())
            return fail(ErrorCode::Usage, "unit {} of the allocation has no choice", u + 1);
        for (const Choice &choice : units[u])
            if (choice.size < 0 || !std::isfinite(choice.loss))
                return fail(ErrorCode::Usage, "unit {} of the allocation has a choice of size {} "
                                              "and loss {}", u + 1, choice.size, choice.loss);
    }
    return {};
}

void sumUp(const Units &units, Allocation &allocation)
{
    allocation.size = 0;
    allocation.loss = 0;
    for (size_t u = 0; u < units.size(); ++u) {
        const Choice &choice = units[u][size_t(allocation.chosen[u])];
        allocation.size += choice.size;
        allocation.loss += choice.loss;
    }
}

/// The relaxation of the units from `first` on: least loss within a size, as a function of it.
class Relaxation {
public:
    Relaxation(const Units &units, const std::vector<UnitChoices> &choices, size_t first)
    {
        for (size_t u = first; u < units.size(); ++u) {
            const Choice &best = units[u][size_t(choices[u].hull.front())];
            m_sizes[0] += best.size;
            m_losses[0] += best.loss;
        }
        std::vector<HullStep> steps = sortedSteps(units, choices);
        for (const HullStep &step : steps)
            if (size_t(step.unit) >= first) {
                m_sizes.push_back(m_sizes.back() - step.saved);
                m_losses.push_back(m_losses.back() + step.added);
            }
    }
    int64_t smallest() const { return m_sizes.back(); }
    double lossWithin(int64_t size) const
    {
        if (size >= m_sizes.front())
            return m_losses.front();
        if (size < m_sizes.back())
            return std::numeric_limits<double>::infinity();
        const auto at = std::partition_point(m_sizes.begin(), m_sizes.end(),
                                             [&](int64_t s) { return s > size; });
        const auto i = size_t(at - m_sizes.begin());
        const double part = double(m_sizes[i - 1] - size) / double(m_sizes[i - 1] - m_sizes[i]);
        return m_losses[i - 1] + part * (m_losses[i] - m_losses[i - 1]);
    }

private:
    std::vector<int64_t> m_sizes{0}; ///< falling
    std::vector<double> m_losses{0}; ///< rising
};

/// Down the hulls until it fits, then every later step that is smaller and still enough, then
/// back up wherever there is room: a good allocation, the bound of the search.
Allocation greedy(const Units &units, const std::vector<UnitChoices> &choices, int64_t budget)
{
    Allocation now;
    for (const UnitChoices &unit : choices)
        now.chosen.push_back(unit.hull.front());
    sumUp(units, now);
    for (const HullStep &step : sortedSteps(units, choices)) {
        if (now.size <= budget)
            break;
        now.chosen[size_t(step.unit)] = step.to;
        now.size -= step.saved;
    }
    for (bool better = true; better;) {
        better = false;
        for (size_t u = 0; u < units.size(); ++u)
            for (const int index : choices[u].undominated) {
                const Choice &old = units[u][size_t(now.chosen[u])], &to = units[u][size_t(index)];
                if (to.loss >= old.loss || now.size - old.size + to.size > budget)
                    continue;
                now.size += to.size - old.size;
                now.chosen[u] = index;
                better = true;
            }
    }
    sumUp(units, now);
    return now;
}

struct State {
    int64_t size = 0;
    double loss = 0;
    int32_t parent = -1, choice = -1;
};

/// Drops what another state beats in both; sorts by rising size and falling loss.
void prune(std::vector<State> &states)
{
    std::sort(states.begin(), states.end(), [](const State &a, const State &b) {
        return a.size != b.size ? a.size < b.size : a.loss < b.loss;
    });
    double least = std::numeric_limits<double>::infinity();
    std::erase_if(states, [&](const State &state) {
        const bool beaten = state.loss >= least;
        least = std::min(least, state.loss);
        return beaten;
    });
}

class Search {
public:
    Search(const Units &units, const std::vector<UnitChoices> &choices, int64_t budget)
        : m_units(units), m_choices(choices), m_budget(budget)
    {
    }

    Allocation run()
    {
        Allocation best = greedy(m_units, m_choices, m_budget);
        const double relaxed = Relaxation(m_units, m_choices, 0).lossWithin(m_budget);
        m_limit = best.loss;
        m_layers.push_back({State{}});
        for (size_t u = 0; u < m_units.size() && m_exact; ++u)
            extend(u);
        if (m_exact && !m_layers.back().empty())
            best = trace();
        best.exact = m_exact;
        best.gap = m_exact ? 0 : best.loss - relaxed;
        return best;
    }

private:
    void extend(size_t unit)
    {
        const Relaxation rest(m_units, m_choices, unit + 1);
        // Sums of floating-point losses in another order differ in the last digits.
        const double limit = m_limit + 1e-9 * std::max(1.0, std::abs(m_limit));
        std::vector<State> next;
        const std::vector<State> &states = m_layers.back();
        for (size_t i = 0; i < states.size(); ++i)
            for (const int index : m_choices[unit].undominated) {
                const Choice &choice = m_units[unit][size_t(index)];
                const State state{states[i].size + choice.size, states[i].loss + choice.loss,
                                  int32_t(i), index};
                if (state.loss + rest.lossWithin(m_budget - state.size) <= limit)
                    next.push_back(state);
            }
        prune(next);
        m_exact = next.size() <= kMostStates;
        m_layers.push_back(std::move(next));
    }

    Allocation trace() const
    {
        // By rising size and falling loss; losses equal but for rounding are equal.
        const std::vector<State> &last = m_layers.back();
        const double least = last.back().loss + 1e-12 * std::max(1.0, std::abs(last.back().loss));
        const auto best = std::find_if(last.begin(), last.end(),
                                       [&](const State &s) { return s.loss <= least; });
        Allocation result;
        result.chosen.resize(m_units.size());
        State state = *best;
        for (size_t u = m_units.size(); u-- > 0;) {
            result.chosen[u] = state.choice;
            state = m_layers[u][size_t(state.parent)];
        }
        sumUp(m_units, result);
        return result;
    }

    const Units &m_units;
    const std::vector<UnitChoices> &m_choices;
    const int64_t m_budget;
    double m_limit = 0;
    bool m_exact = true;
    std::vector<std::vector<State>> m_layers; ///< states after each unit
};

std::vector<UnitChoices> reducedAll(const Units &units)
{
    std::vector<UnitChoices> all;
    for (const auto &unit : units)
        all.push_back(reduced(unit));
    return all;
}

} // namespace

Result<Allocation> allocate(const Units &units, int64_t budget)
{
    LAPIDARY_TRY(requireChoices(units));
    const std::vector<UnitChoices> choices = reducedAll(units);
    const int64_t smallest = Relaxation(units, choices, 0).smallest();
    if (smallest > budget)
        return fail(ErrorCode::Budget,
                    "the budget of {} cannot be met: with these methods and protections the "
                    "smallest reachable size is {}",
                    formatExact(budget), formatExact(smallest));
    return Search(units, choices, budget).run();
}

Result<std::vector<Allocation>> frontier(const Units &units)
{
    LAPIDARY_TRY(requireChoices(units));
    const std::vector<UnitChoices> choices = reducedAll(units);
    Allocation now;
    for (const UnitChoices &unit : choices)
        now.chosen.push_back(unit.hull.front());
    sumUp(units, now);
    std::vector<Allocation> all{now};
    for (const HullStep &step : sortedSteps(units, choices)) {
        now.chosen[size_t(step.unit)] = step.to;
        now.size -= step.saved;
        now.loss += step.added;
        all.push_back(now);
    }
    return all;
}

} // namespace lapidary
