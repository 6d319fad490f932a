#pragma once

#include <string>
#include <vector>

namespace lapidary::cli {

/// Aligned columns for people. The first row is the header; columns listed in `left` (by index)
/// are left-aligned, the others right-aligned, like numbers.
std::string formatTable(const std::vector<std::vector<std::string>> &rows,
                        const std::vector<size_t> &left = {0});

/// "key  value" lines.
std::string formatPairs(const std::vector<std::pair<std::string, std::string>> &pairs);

} // namespace lapidary::cli
