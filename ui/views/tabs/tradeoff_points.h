#pragma once

#include "core/run/run_record.h"
#include "ui/charts/chart_builders.h"

namespace lapidary {

enum class SizeMeasure { Bytes, Parameters };

/// Id of the point that stands for the original.
extern const char *const kOriginalPoint;

/// Measured runs and the original (once, from the run that measured it last) as chart points, with
/// the Pareto front marked. Only runs of the same protocol and text can be compared: those of the
/// newest measured run are taken, `leftOut` counts the others and the unmeasured.
std::vector<TradeoffPoint> tradeoffPoints(const std::vector<RunRecord> &runs, SizeMeasure measure,
                                          int *leftOut);

/// "perplexity (strided 2048, bf16)" of the points above, or empty.
QString tradeoffProtocol(const std::vector<RunRecord> &runs);

} // namespace lapidary
