// Histogram, boxes across depth and small multiples.
#include "ui/charts/chart_builders.h"
#include "ui/charts/number_text.h"
#include "ui/charts/translated.h"

#include <cmath>

namespace lapidary {

namespace {

void addOutlierMarks(PlotSpec &spec, const HistogramInput &input)
{
    if (!(input.sigma > 0))
        return;
    const double low = input.mean - input.outlierSigmas * input.sigma;
    const double high = input.mean + input.outlierSigmas * input.sigma;
    const QString reach = valueText(input.outlierSigmas, 2);
    const double first = input.edges.front(), last = input.edges.back();
    if (low > first)
        spec.lines.push_back({Qt::Vertical, low, QStringLiteral("−%1 σ").arg(reach)});
    if (high < last) {
        const QString count = input.outlierCount > 0
            ? tr("+%1 σ · %2 beyond").arg(reach, exactText(input.outlierCount))
            : QStringLiteral("+%1 σ").arg(reach);
        spec.lines.push_back({Qt::Vertical, high, count});
    }
    if (low <= first && high >= last) // nothing lies so far out: say it rather than draw nothing
        spec.subtitle += (spec.subtitle.isEmpty() ? QString() : QStringLiteral(" · "))
                         + tr("none beyond %1 σ").arg(reach);
}

} // namespace

PlotSpec histogramChart(const HistogramInput &input)
{
    if (input.counts.empty() || input.edges.size() != input.counts.size() + 1)
        return PlotSpec::empty(tr("No values to count."));
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.x.label = input.valueLabel.isEmpty() ? tr("weight") : input.valueLabel;
    spec.y.label = input.logCounts ? tr("count (log)") : tr("count");
    spec.y.scale = input.logCounts ? AxisScale::Log : AxisScale::Linear;
    spec.y.format = input.logCounts ? TickFormat::Number : TickFormat::Count;
    if (input.logCounts)
        spec.y.min = 0.7; // a bin with one value stays visible above the axis
    spec.fileName = QStringLiteral("distribution");

    SeriesSpec bins;
    bins.name = tr("count");
    bins.kind = SeriesKind::Steps;
    bins.x = input.edges;
    bins.y = input.counts;
    bins.color = input.role.isEmpty() ? PlotColor::series(0) : PlotColor::role(input.role);
    bins.width = 1.2;
    bins.directLabel = bins.showInLegend = false;
    spec.series.push_back(bins);
    addOutlierMarks(spec, input);

    if (!input.outliers.empty()) {
        SeriesSpec marks;
        marks.name = tr("outliers");
        marks.kind = SeriesKind::Points;
        marks.marker = Marker::Triangle;
        marks.markerSize = 6;
        marks.color = ColorRole::Warning;
        marks.x = input.outliers;
        marks.y.assign(input.outliers.size(), input.logCounts ? 1.0 : 0.0);
        marks.showInLegend = false;
        for (double value : input.outliers) {
            const double sigmas = input.sigma > 0 ? (value - input.mean) / input.sigma : NAN;
            marks.pointTooltips << tr("outlier %1\n%2 σ from the mean")
                                       .arg(valueText(value, 4), signedText(sigmas, 1));
        }
        spec.series.push_back(marks);
    }
    return spec;
}

PlotSpec depthBoxChart(const DepthInput &input)
{
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.x.label = tr("block");
    spec.x.format = TickFormat::Integer;
    spec.y.label = input.valueLabel.isEmpty() ? tr("weight") : input.valueLabel;
    spec.boxName = input.role;
    spec.emptyText = tr("No layer of this role has been measured yet.");
    spec.fileName = QStringLiteral("depth");
    for (const DepthBox &box : input.boxes) {
        BoxSpec out;
        out.x = box.block;
        out.min = box.min;
        out.q1 = box.q1;
        out.median = box.median;
        out.q3 = box.q3;
        out.max = box.max;
        out.outliers = box.outliers;
        out.color = input.role.isEmpty() ? PlotColor::series(0) : PlotColor::role(input.role);
        out.id = box.id;
        out.emphasized = box.block == input.currentBlock;
        spec.boxes.push_back(out);
    }
    return spec;
}

PlotGridSpec depthHistograms(const std::vector<DepthHistogram> &blocks, const QString &role,
                             bool logCounts, int currentBlock)
{
    PlotGridSpec grid;
    grid.emptyText = tr("No layer of this role has been measured yet.");
    for (const DepthHistogram &block : blocks) {
        HistogramInput input;
        input.title = tr("Block %1").arg(block.block);
        input.edges = block.edges;
        input.counts = block.counts;
        input.role = role;
        input.logCounts = logCounts;
        PlotSpec cell = histogramChart(input);
        cell.subtitle.clear();
        if (block.block == currentBlock && !cell.series.empty()) {
            cell.title += QStringLiteral(" ◂");
            cell.series.front().width = 2;
        }
        grid.cells.push_back(cell);
        grid.ids << block.id;
    }
    return grid;
}

} // namespace lapidary
