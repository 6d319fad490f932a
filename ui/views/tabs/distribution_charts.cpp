#include "ui/views/tabs/distribution_charts.h"

#include <cmath>

namespace lapidary {

namespace {

constexpr double kOutlierSigmas = 6;

std::vector<double> toDoubles(const std::vector<int64_t> &counts)
{
    return {counts.begin(), counts.end()};
}

} // namespace

double histogramQuantile(const WeightStats &stats, double q)
{
    int64_t total = 0;
    for (const int64_t count : stats.counts)
        total += count;
    double wanted = q * double(total);
    for (size_t i = 0; i < stats.counts.size(); ++i) {
        const double count = double(stats.counts[i]);
        if (wanted <= count && count > 0)
            return stats.edges[i] + (stats.edges[i + 1] - stats.edges[i]) * wanted / count;
        wanted -= count;
    }
    return stats.max;
}

int64_t countOutliers(const WeightStats &stats, double sigmas)
{
    int64_t outside = 0;
    for (size_t i = 0; i < stats.counts.size(); ++i)
        if (stats.edges[i + 1] < stats.mean - sigmas * stats.std ||
            stats.edges[i] > stats.mean + sigmas * stats.std)
            outside += stats.counts[i];
    return outside;
}

HistogramInput histogramOf(const Layer &layer, const WeightStats &stats, bool logCounts)
{
    HistogramInput input;
    input.edges = stats.edges;
    input.counts = toDoubles(stats.counts);
    input.role = QString::fromLatin1(roleName(layer.role));
    input.logCounts = logCounts;
    input.mean = stats.mean;
    input.sigma = stats.std;
    input.outlierSigmas = kOutlierSigmas;
    input.outlierCount = countOutliers(stats, kOutlierSigmas);
    return input;
}

DepthBox depthBoxOf(const Layer &layer, const WeightStats &stats)
{
    DepthBox box;
    box.block = layer.block;
    box.min = stats.min;
    box.q1 = histogramQuantile(stats, 0.25);
    box.median = histogramQuantile(stats, 0.5);
    box.q3 = histogramQuantile(stats, 0.75);
    box.max = stats.max;
    return box;
}

DepthHistogram depthHistogramOf(const Layer &layer, const WeightStats &stats)
{
    DepthHistogram histogram;
    histogram.block = layer.block;
    histogram.edges = stats.edges;
    histogram.counts = toDoubles(stats.counts);
    return histogram;
}

} // namespace lapidary
