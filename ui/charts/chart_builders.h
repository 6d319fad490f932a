#pragma once

#include "ui/charts/plot_spec.h"

#include <cstdint>

namespace lapidary {

/// From results to charts, as pure functions of plain vectors. Unknown figures are NaN.

/// Distribution of one tensor. `edges` has one more entry than `counts`, ascending.
struct HistogramInput {
    QString title, subtitle;
    std::vector<double> edges;
    std::vector<double> counts;
    QString role;               ///< colour
    QString valueLabel;         ///< empty: "weight"
    bool logCounts = true;
    double mean = 0, sigma = 0; ///< of the values; sigma <= 0: no outlier marks
    double outlierSigmas = 6;   ///< lines at mean ± this many sigma
    int64_t outlierCount = 0;   ///< how many lie beyond
    std::vector<double> outliers; ///< some or all of them, marked on the axis
};
PlotSpec histogramChart(const HistogramInput &input);

/// One box per block of the selected role.
struct DepthBox {
    int block = 0;
    double min = 0, q1 = 0, median = 0, q3 = 0, max = 0;
    std::vector<double> outliers;
    QString id; ///< of the layer
};
struct DepthInput {
    QString title, subtitle;
    std::vector<DepthBox> boxes;
    QString role;
    QString valueLabel;
    int currentBlock = -1; ///< emphasized
};
PlotSpec depthBoxChart(const DepthInput &input);

/// Small multiples: a histogram outline per block, all on the same axes.
struct DepthHistogram {
    int block = 0;
    QString id;
    std::vector<double> edges, counts;
};
PlotGridSpec depthHistograms(const std::vector<DepthHistogram> &blocks, const QString &role,
                             bool logCounts, int currentBlock = -1);

/// Singular values of a layer, or of one bond of its MPO.
struct SpectrumInput {
    QString title, subtitle;
    std::vector<double> values;   ///< descending
    std::vector<double> whitened; ///< weighted by inputs; may be empty
    QString role;
    QString indexLabel;           ///< empty: "index of singular value"
    bool logScale = true;
    bool energy = true;           ///< second curve: energy kept, on the right axis
    std::optional<double> rank;   ///< draws the handle there
    double maximumRank = 0;       ///< 0: values.size()
    std::optional<double> breakEven; ///< from here on the factors are larger than the matrix
    QString breakEvenLabel;       ///< empty: "larger than dense from here"
    QString handleName;           ///< empty: "Rank"
};
PlotSpec spectrumChart(const SpectrumInput &input);

/// Bond spectra of an MPO, one line per bond; the handle sets χ.
struct BondInput {
    QString title, subtitle;
    std::vector<std::vector<double>> bonds; ///< singular values of each, descending
    std::optional<double> chi;
    std::optional<double> breakEven;
};
PlotSpec bondChart(const BondInput &input);

/// What each method would cost on this layer.
struct MethodCurve {
    QString name;
    std::vector<double> bytes; ///< as fraction of the layer's bytes now
    std::vector<double> error; ///< relative error, 0..
    bool points = false;       ///< single sizes such as quantizations, with `labels`
    QStringList labels;
    bool current = false;      ///< the method that is set: drawn stronger
};
struct MethodCostInput {
    QString title, subtitle;
    std::vector<MethodCurve> curves;
    QString errorLabel;               ///< empty: "weight error, %"
    std::optional<double> bytesNow;   ///< fraction the current choice takes
    std::optional<double> errorNow;
    bool logError = false;
};
PlotSpec methodCostChart(const MethodCostInput &input);

/// Quality against size. Front membership comes from lapidary::paretoFront().
struct TradeoffPoint {
    QString id, label;
    double size = 0;          ///< bytes or parameters
    double loss = 0;          ///< perplexity or other, lower is better
    double standardError = std::numeric_limits<double>::quiet_NaN();
    PlotColor color = PlotColor::series(0);
    bool onFront = false;
    bool original = false;
    bool predicted = false;   ///< not measured: drawn as a hollow diamond
    QStringList tooltip;      ///< figures and their protocol
};
struct TradeoffInput {
    QString title, subtitle;
    std::vector<TradeoffPoint> points;
    QString sizeLabel, lossLabel;       ///< with units
    TickFormat sizeFormat = TickFormat::Bytes;
    std::optional<double> budget;       ///< same unit as size
    std::vector<double> predictedSize, predictedLoss; ///< what can be reached, by size
    QString predictedLabel;    ///< empty: "predicted"
    /// Where on the predicted curve the user stands; the handle is dragged along it.
    std::optional<double> chosenSize;
    double smallestSize = 0, largestSize = 0; ///< limits of the handle
    bool logLoss = false;
};
PlotSpec tradeoffChart(const TradeoffInput &input);

/// Grouped bars: one group per category, one bar per run.
struct CompareSeries {
    QString name;
    std::vector<double> values; ///< per category; NaN: no bar
    std::vector<double> errors; ///< standard errors or empty
    PlotColor color;
};
struct CompareInput {
    QString title, subtitle;
    QStringList categories;
    std::vector<CompareSeries> series;
    QString valueLabel;
    TickFormat format = TickFormat::Number;
    std::optional<double> reference; ///< horizontal line: the original
    QString referenceLabel;
};
PlotSpec compareBarsChart(const CompareInput &input);

} // namespace lapidary
