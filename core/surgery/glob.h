#pragma once

#include <string_view>

namespace lapidary {

/// Whole-name match of a glob: `*` stands for any characters (dots too), `?` for one. Linear in
/// practice: backtracks to the last star only.
bool globMatches(std::string_view glob, std::string_view name);

} // namespace lapidary
