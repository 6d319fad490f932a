#include "ui/views/tabs/tradeoff_prediction.h"

#include "ui/charts/translated.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {
constexpr double kWorstShown = 3;      ///< times the original's perplexity
constexpr double kAbovePoints = 1.15;  ///< of the worst measured point

void nameAxes(TradeoffInput &input)
{
    input.predictedLabel = tr("predicted: best known for each size");
    if (input.lossLabel.isEmpty())
        input.lossLabel = tr("predicted perplexity on the calibration's text");
}

} // namespace

BudgetOf budgetOf(SizeMeasure measure)
{
    return measure == SizeMeasure::Bytes ? BudgetOf::Bytes : BudgetOf::Parameters;
}

TradeoffPrediction::TradeoffPrediction(const Budget &budget, SizeMeasure measure,
                                       const std::vector<TradeoffPoint> &points)
{
    if (!budget.table())
        return;
    m_frontier = budget.frontier(budgetOf(measure));
    m_original = std::exp(budget.table()->originalLoss);
    double worst = 0;
    for (const TradeoffPoint &point : points) {
        worst = std::max(worst, point.loss);
        if (point.original) {
            m_original = point.loss;
            m_measured = true;
        }
    }
    m_highest = std::max(kWorstShown * m_original, kAbovePoints * worst);
}

double TradeoffPrediction::perplexityAt(double size) const
{
    const auto above = std::lower_bound(
        m_frontier.begin(), m_frontier.end(), size,
        [](const Budget::Point &point, double wanted) { return point.size < wanted; });
    if (above == m_frontier.end())
        return m_frontier.empty() ? NAN : m_original * std::exp(m_frontier.back().loss);
    if (above == m_frontier.begin())
        return above->size <= size ? m_original * std::exp(above->loss) : NAN;
    const Budget::Point &below = *(above - 1);
    const double part = (size - below.size) / (above->size - below.size);
    return m_original * std::exp(below.loss + part * (above->loss - below.loss));
}

void TradeoffPrediction::addTo(TradeoffInput &input, const std::optional<double> &chosenSize) const
{
    double highest = m_highest;
    if (chosenSize && std::isfinite(perplexityAt(*chosenSize)))
        highest = std::max(highest, perplexityAt(*chosenSize));
    for (const Budget::Point &point : m_frontier) {
        const double perplexity = m_original * std::exp(point.loss);
        if (perplexity > highest)
            continue;
        if (input.predictedSize.empty())
            input.smallestSize = point.size;
        input.predictedSize.push_back(point.size);
        input.predictedLoss.push_back(perplexity);
        input.largestSize = point.size;
    }
    nameAxes(input);
    input.chosenSize = chosenSize;
}

} // namespace lapidary
