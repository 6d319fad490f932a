// Singular values, bond spectra and what each method would cost.
#include "ui/charts/chart_builders.h"
#include "ui/charts/translated.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

constexpr double kBeyondDense = 1.1; ///< so that the break-even line is inside

SeriesSpec spectrumLine(const QString &name, const std::vector<double> &values, PlotColor color)
{
    SeriesSpec line;
    line.name = name;
    line.y = values;
    line.color = color;
    line.width = 1.8;
    line.x.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i)
        line.x[i] = double(i + 1);
    return line;
}

// Share of the energy (squared norm) that the first k values keep.
SeriesSpec energyLine(const std::vector<double> &values)
{
    SeriesSpec line = spectrumLine(tr("energy kept"), values, ColorRole::TextSecondary);
    double total = 0;
    for (double value : values)
        total += value * value;
    double sum = 0;
    for (double &value : line.y) {
        sum += value * value;
        value = total > 0 ? sum / total : NAN;
    }
    line.rightAxis = true;
    line.dash = Dash::Dotted;
    line.width = 1.4;
    return line;
}

// Round-off far below the largest value would stretch a logarithmic axis over 15 decades.
void limitDecades(AxisSpec &axis, double largest)
{
    if (axis.scale == AxisScale::Log && largest > 0)
        axis.min = std::max(axis.min.value_or(0), std::pow(10, std::floor(std::log10(largest) - 6)));
}

double smallestPositive(const std::vector<double> &values)
{
    double least = std::numeric_limits<double>::infinity();
    for (double value : values)
        if (value > 0)
            least = std::min(least, value);
    return least;
}

void addRange(PlotSpec &spec, const std::vector<double> &values)
{
    const double largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
    if (largest > 0 && smallestPositive(values) < largest * 1e-6)
        limitDecades(spec.y, largest);
}

HandleSpec rankHandle(double rank, double maximum, int series, const QString &name)
{
    HandleSpec handle;
    handle.x = rank;
    handle.series = series;
    handle.min = 1;
    handle.max = std::max(1.0, maximum);
    handle.shadeRight = true;
    handle.name = name;
    return handle;
}

} // namespace

PlotSpec spectrumChart(const SpectrumInput &input)
{
    if (input.values.empty() && input.whitened.empty())
        return PlotSpec::empty(tr("Select a layer with a weight matrix to see its spectrum."));
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.fileName = QStringLiteral("spectrum");
    spec.x.label = input.indexLabel.isEmpty() ? tr("index of singular value") : input.indexLabel;
    spec.x.format = TickFormat::Integer;
    spec.x.min = 0;
    spec.y.label = input.logScale ? tr("singular value (log)") : tr("singular value");
    spec.y.scale = input.logScale ? AxisScale::Log : AxisScale::Linear;
    spec.y.includeZero = true;
    const PlotColor color =
        input.role.isEmpty() ? PlotColor::series(0) : PlotColor::role(input.role);
    if (!input.whitened.empty())
        spec.series.push_back(spectrumLine(tr("whitened"), input.whitened, color));
    if (!input.values.empty())
        spec.series.push_back(spectrumLine(
            input.whitened.empty() ? tr("singular values") : tr("plain"), input.values,
            input.whitened.empty() ? color : PlotColor(ColorRole::TextFaint)));
    addRange(spec, input.values.empty() ? input.whitened : input.values);
    if (input.energy) {
        spec.series.push_back(energyLine(spec.series.front().y));
        AxisSpec right;
        right.label = tr("energy kept, %");
        right.format = TickFormat::Percent;
        right.min = 0;
        right.max = 1;
        spec.right = right;
    }
    const double count = double(std::max(input.values.size(), input.whitened.size()));
    spec.x.max = count;
    if (input.breakEven && *input.breakEven <= count)
        spec.lines.push_back({Qt::Vertical, *input.breakEven,
                              input.breakEvenLabel.isEmpty() ? tr("larger than dense from here")
                                                             : input.breakEvenLabel});
    if (input.rank)
        spec.handle = rankHandle(*input.rank, input.maximumRank > 0 ? input.maximumRank : count, 0,
                                 input.handleName.isEmpty() ? tr("Rank") : input.handleName);
    return spec;
}

PlotSpec bondChart(const BondInput &input)
{
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.fileName = QStringLiteral("bonds");
    spec.emptyText = tr("An MPO with at least two sites has bonds to show.");
    spec.x.label = tr("index in the bond");
    spec.x.format = TickFormat::Integer;
    spec.x.min = 0;
    spec.y.label = tr("singular value (log)");
    spec.y.scale = AxisScale::Log;
    double longest = 0;
    int longestSeries = -1;
    for (size_t bond = 0; bond < input.bonds.size(); ++bond) {
        const std::vector<double> &values = input.bonds[bond];
        spec.series.push_back(spectrumLine(
            tr("bond %1 (%2)").arg(bond + 1).arg(values.size()), values,
            PlotColor::series(int(bond))));
        addRange(spec, values);
        if (double(values.size()) > longest) {
            longest = double(values.size());
            longestSeries = int(bond);
        }
    }
    if (longest > 0)
        spec.x.max = longest;
    if (input.breakEven && *input.breakEven <= longest)
        spec.lines.push_back({Qt::Vertical, *input.breakEven, tr("larger than dense from here")});
    if (input.chi && longest > 0)
        spec.handle = rankHandle(*input.chi, longest, longestSeries, QStringLiteral("χ"));
    return spec;
}

PlotSpec methodCostChart(const MethodCostInput &input)
{
    PlotSpec spec;
    spec.title = input.title;
    spec.subtitle = input.subtitle;
    spec.fileName = QStringLiteral("methods");
    spec.legend = LegendPlace::Below; // the curves lie too close for labels
    spec.emptyText = tr("No method can change this layer.");
    spec.x.label = tr("bytes of this layer, % of now");
    spec.x.format = TickFormat::Percent;
    spec.x.min = 0;
    spec.x.max = kBeyondDense;
    spec.y.label = input.errorLabel.isEmpty() ? tr("weight error, %") : input.errorLabel;
    spec.y.format = TickFormat::Percent;
    spec.y.scale = input.logError ? AxisScale::Log : AxisScale::Linear;
    spec.y.includeZero = !input.logError;
    int color = 0;
    for (const MethodCurve &curve : input.curves) {
        SeriesSpec series;
        series.name = curve.name;
        series.x = curve.bytes;
        series.y = curve.error;
        series.kind = curve.points ? SeriesKind::Points : SeriesKind::Line;
        series.color = PlotColor::series(color++);
        series.width = curve.current ? 2.6 : 1.6;
        if (curve.points) {
            series.marker = Marker::Diamond;
            series.pointLabels = curve.labels;
        }
        for (double share : curve.bytes) // larger than now is shown, with the dense line inside
            if (std::isfinite(share))
                spec.x.max = std::max(*spec.x.max, std::min(share, 1.5));
        spec.series.push_back(series);
    }
    spec.lines.push_back({Qt::Vertical, 1.0, tr("larger than now from here")});
    if (input.bytesNow && input.errorNow) {
        SeriesSpec now;
        now.name = tr("current choice");
        now.kind = SeriesKind::Points;
        now.x = {*input.bytesNow};
        now.y = {*input.errorNow};
        now.color = ColorRole::Accent;
        now.filled = false;
        now.markerSize = 11;
        now.pointLabels = QStringList{tr("now")};
        now.showInLegend = false;
        spec.series.push_back(now);
    }
    return spec;
}

} // namespace lapidary
