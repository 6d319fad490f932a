#pragma once

#include "core/run/run_record.h"

namespace lapidary {

struct ComparedLayer {
    std::string name;
    std::vector<std::optional<double>> errors; ///< per run; nothing: layer untouched
    std::vector<std::string> methods;
    std::vector<int64_t> bytes;
    double difference = 0; ///< largest minus smallest error (untouched counts as 0)
};

struct RecipeDifference {
    std::string selector;               ///< described
    std::vector<std::string> perRun;    ///< summary of the step, or empty
};

struct Comparison {
    std::vector<RunRecord> runs;
    std::vector<RecipeDifference> recipe;
    std::vector<ComparedLayer> layers; ///< largest difference first
};

Comparison compareRuns(std::vector<RunRecord> runs);
nlohmann::json toJson(const Comparison &comparison);

/// Bytes and perplexity after of each run; NaN where it was not measured.
std::vector<std::pair<double, double>> sizeAndLoss(const std::vector<RunRecord> &runs);

/// True where no other point is at most as large and at most as bad, and better in one.
/// Points with a NaN are never on the front.
std::vector<bool> paretoFront(const std::vector<std::pair<double, double>> &sizeAndLoss);

} // namespace lapidary
