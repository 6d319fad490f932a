#pragma once

#include <cstdint>
#include <vector>

namespace lapidary {

struct TrainResult {
    double lossFirst = 0, lossLast = 0; ///< nats per token, mean of the first and last 2 % of steps
    int64_t tokens = 0;
    double tokensPerSecond = 0;
    std::vector<double> losses; ///< one per step
};

} // namespace lapidary
