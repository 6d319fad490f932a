#pragma once

#include "ui/bridge/budget.h"
#include "ui/charts/chart_builders.h"
#include "ui/views/tabs/tradeoff_points.h"

namespace lapidary {

/// What the budget's options promise, in the terms of the chart: the original's perplexity times
/// exp(loss). The original's is the measured one among the chart's points when there is one, so
/// that curve and points can be compared, else that of the calibration's text.
class TradeoffPrediction {
public:
    TradeoffPrediction(const Budget &budget, SizeMeasure measure,
                       const std::vector<TradeoffPoint> &points);

    bool any() const { return !m_frontier.empty(); }
    bool measuredOriginal() const { return m_measured; }
    double original() const { return m_original; }
    double perplexityAt(double size) const; ///< between the frontier's points; NaN outside
    /// Curve, handle and axis names of the chart; damage far off the points is left out.
    void addTo(TradeoffInput &input, const std::optional<double> &chosenSize) const;

private:
    std::vector<Budget::Point> m_frontier;
    double m_original = 0;
    double m_highest = 0; ///< perplexity up to which the curve is drawn
    bool m_measured = false;
};

BudgetOf budgetOf(SizeMeasure measure);

} // namespace lapidary
