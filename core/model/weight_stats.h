#pragma once

#include "core/model/model.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace lapidary {

struct StatsOptions {
    int bins = 128;   ///< of the histogram, 1 to 65536
    int threads = 0;  ///< 0 = all cores
    int factor = 0;   ///< which stored array of a factored layer
};

/// Distribution of one stored array. Non-finite values are counted and otherwise left out.
struct WeightStats {
    Shape shape;
    int64_t count = 0;     ///< all elements
    int64_t zeros = 0, nonfinite = 0;
    double min = 0, max = 0, absMax = 0; ///< 0 when nothing is finite
    double mean = 0;
    double std = 0;      ///< of the population (divided by the count)
    double kurtosis = 0; ///< fourth central moment / variance squared: 3 for a normal law, 0 if flat
    std::vector<double> edges;   ///< bins + 1, evenly from min to max
    std::vector<int64_t> counts; ///< the last bin includes its upper edge
    std::vector<float> rowAbsMax; ///< one per row (all dimensions but the last)
    std::vector<float> rowL2;
};

/// Reads the array twice in pieces of a few MiB and accumulates in f64; the same result for any
/// number of threads. Polls cancel at each piece. GGUF's order of q/k rows is undone in the row
/// arrays. Fails with ErrorCode::Unsupported for types that cannot be decoded.
Result<WeightStats> weightStats(const Model &model, const Layer &layer,
                                const StatsOptions &options, JobContext &job);

/// Keys of the headless tool's `stats`, without the row arrays unless asked for.
nlohmann::json toJson(const WeightStats &stats, bool rows = false);

} // namespace lapidary
