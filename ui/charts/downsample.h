#pragma once

#include <cstddef>
#include <vector>

namespace lapidary {

/// Indices of at most about `target` points that keep the outline of an x-sorted line: first,
/// least, greatest and last of each bucket. All of them when there are no more than `target`.
/// Only points with low <= x <= high, and one neighbour on each side, are taken.
std::vector<std::size_t> downsample(const std::vector<double> &x, const std::vector<double> &y,
                               std::size_t target, double low, double high);

} // namespace lapidary
