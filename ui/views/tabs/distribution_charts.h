#pragma once

#include "core/model/weight_stats.h"
#include "ui/charts/chart_builders.h"

namespace lapidary {

/// Value below which the fraction `q` of the values lies, interpolated within histogram bins.
double histogramQuantile(const WeightStats &stats, double q);
/// Elements farther than `sigmas` standard deviations from the mean, by whole bins.
int64_t countOutliers(const WeightStats &stats, double sigmas);

HistogramInput histogramOf(const Layer &layer, const WeightStats &stats, bool logCounts);
DepthBox depthBoxOf(const Layer &layer, const WeightStats &stats);
DepthHistogram depthHistogramOf(const Layer &layer, const WeightStats &stats);

} // namespace lapidary
