#pragma once

#include <cstdint>

namespace lapidary {

/// Samples on their way through a block: `count` chunks at a time, each on `threads` threads.
/// Several small products at once fill a processor better than one after the other.
struct Lanes {
    int count = 1;
    int threads = 1;
};

/// Rows of a chunk: enough for a matrix product to be fast, few enough for the intermediate results
/// of wide MLPs.
constexpr int64_t kChunkRows = 4096, kLaneRows = 2048;

} // namespace lapidary
