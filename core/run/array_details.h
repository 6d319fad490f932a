#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace lapidary {

/// Moves long arrays of numbers out of a layer's details, so that records stay small: returns
/// "<layer>/<method>/<key>[/<n>]" -> array and leaves {"array": that path, "count": n} behind.
/// Lists of lists (bond spectra) are numbered from 1.
nlohmann::json takeArrays(const std::string &layer, nlohmann::json &details);

} // namespace lapidary
