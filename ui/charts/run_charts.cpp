// Quality against size, and bars that compare runs.
#include "ui/charts/chart_builders.h"
#include "ui/charts/plot_ticks.h"
#include "ui/charts/translated.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

// Points that look alike become one series.
SeriesSpec pointsLike(const TradeoffInput &input, const QString &name, auto wanted)
{
    SeriesSpec series;
    series.name = name;
    series.kind = SeriesKind::Points;
    series.markerSize = 11;
    for (const TradeoffPoint &point : input.points) {
        if (!wanted(point))
            continue;
        series.x.push_back(point.size);
        series.y.push_back(point.loss);
        series.errors.push_back(point.standardError);
        series.pointColors.push_back(point.original ? PlotColor(ColorRole::Text) : point.color);
        series.pointLabels << point.label;
        series.pointIds << point.id;
        series.pointTooltips << point.tooltip.join(QLatin1Char('\n'));
    }
    if (!series.pointColors.empty())
        series.color = series.pointColors.front();
    series.showInLegend = false; // the notes below tell filled from hollow
    return series;
}

SeriesSpec frontLine(const TradeoffInput &input)
{
    std::vector<std::pair<double, double>> front;
    for (const TradeoffPoint &point : input.points)
        if (point.onFront && std::isfinite(point.size) && std::isfinite(point.loss))
            front.emplace_back(point.size, point.loss);
    std::sort(front.begin(), front.end());
    SeriesSpec line;
    line.name = tr("Pareto front");
    line.color = ColorRole::Accent;
    line.width = 2;
    line.directLabel = line.showInLegend = line.hoverable = false;
    for (const auto &[size, loss] : front) {
        line.x.push_back(size);
        line.y.push_back(loss);
    }
    return line;
}

QString predictedName(const TradeoffInput &input)
{
    return input.predictedLabel.isEmpty() ? tr("predicted") : input.predictedLabel;
}

void addPredicted(PlotSpec &spec, const TradeoffInput &input)
{
    SeriesSpec predicted;
    predicted.name = predictedName(input);
    predicted.x = input.predictedSize;
    predicted.y = input.predictedLoss;
    predicted.color = ColorRole::TextFaint;
    predicted.dash = Dash::Dashed;
    predicted.width = 1.4;
    predicted.directLabel = predicted.showInLegend = false;
    spec.series.push_back(predicted);
    if (!input.chosenSize)
        return;
    HandleSpec handle;
    handle.x = *input.chosenSize;
    handle.series = 0;
    handle.min = input.smallestSize;
    handle.max = input.largestSize;
    handle.step = 0;
    handle.name = tr("Budget");
    spec.handle = handle;
}

void addNotes(PlotSpec &spec, const TradeoffInput &input)
{
    const auto any = [&](auto wanted) {
        return std::any_of(input.points.begin(), input.points.end(), wanted);
    };
    if (any([](const TradeoffPoint &p) { return p.onFront; }))
        spec.legendNotes << tr("●  on the Pareto front");
    if (any([](const TradeoffPoint &p) { return !p.onFront && !p.original && !p.predicted; }))
        spec.legendNotes << tr("○  dominated");
    if (any([](const TradeoffPoint &p) { return p.predicted; }))
        spec.legendNotes << tr("◇  predicted, not measured");
    if (!input.predictedSize.empty())
        spec.legendNotes << QStringLiteral("- -  ") + predictedName(input);
    if (any([](const TradeoffPoint &p) { return std::isfinite(p.standardError); }))
        spec.legendNotes << tr("|  ± one standard error");
}

} // namespace

PlotSpec tradeoffChart(const TradeoffInput &input)
{
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.fileName = QStringLiteral("trade-off");
    spec.emptyText = tr("No run has been measured yet. Run a recipe and evaluate it to see what "
                        "its bytes cost.");
    spec.x.label = input.sizeLabel;
    spec.x.format = input.sizeFormat;
    spec.y.label = input.lossLabel;
    spec.y.scale = input.logLoss ? AxisScale::Log : AxisScale::Linear;

    if (!input.predictedSize.empty()) // first: the handle rides on series 0
        addPredicted(spec, input);
    spec.series.push_back(frontLine(input));
    spec.series.push_back(pointsLike(input, tr("on the Pareto front"), [](const TradeoffPoint &p) {
        return (p.onFront || p.original) && !p.predicted;
    }));
    SeriesSpec dominated = pointsLike(input, tr("dominated"), [](const TradeoffPoint &p) {
        return !p.onFront && !p.original && !p.predicted;
    });
    dominated.filled = false;
    spec.series.push_back(dominated);
    SeriesSpec guessed = pointsLike(input, tr("predicted"),
                                    [](const TradeoffPoint &p) { return p.predicted; });
    guessed.filled = false;
    guessed.marker = Marker::Diamond;
    spec.series.push_back(guessed);
    std::erase_if(spec.series, [](const SeriesSpec &series) { return series.x.empty(); });

    if (input.budget) {
        spec.lines.push_back({Qt::Vertical, *input.budget,
                              tr("budget %1").arg(tickText(spec.x, *input.budget)),
                              ColorRole::Accent, Dash::Dashed});
    }
    addNotes(spec, input);
    return spec;
}

PlotSpec compareBarsChart(const CompareInput &input)
{
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.fileName = QStringLiteral("comparison");
    spec.emptyText = tr("Choose two or more runs to compare.");
    spec.legend = input.series.size() > 1 ? LegendPlace::Below : LegendPlace::Never;
    spec.x.format = TickFormat::Category;
    spec.x.categories = input.categories;
    spec.y.label = input.valueLabel;
    spec.y.format = input.format;
    spec.y.includeZero = true;
    const double count = std::max<double>(1, double(input.series.size()));
    const double width = 0.8 / count;
    for (size_t i = 0; i < input.series.size(); ++i) {
        const CompareSeries &run = input.series[i];
        SeriesSpec bars;
        bars.name = run.name;
        bars.kind = SeriesKind::Bars;
        bars.y = run.values;
        bars.errors = run.errors;
        bars.color = run.color;
        bars.filled = i % 2 == 0 || input.series.size() == 1; // hatched: told apart without colour
        bars.barWidth = width * 0.92;
        bars.barOffset = (double(i) - (count - 1) / 2) * width;
        for (size_t k = 0; k < run.values.size(); ++k)
            bars.x.push_back(double(k));
        spec.series.push_back(bars);
    }
    if (!input.categories.isEmpty()) {
        spec.x.min = -0.6;
        spec.x.max = double(input.categories.size()) - 0.4;
    }
    if (input.reference)
        spec.lines.push_back({Qt::Horizontal, *input.reference,
                              input.referenceLabel.isEmpty() ? tr("original")
                                                             : input.referenceLabel,
                              ColorRole::TextSecondary, Dash::Dashed});
    return spec;
}

} // namespace lapidary
