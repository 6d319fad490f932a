#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace lapidary {

enum class ParamKind {
    Integer,
    Real,
    Choice,
    Boolean,
    IntegerList,
    Blocks, ///< numbers of blocks as text, "3,7-9"; a list of numbers is turned into that
};

/// One parameter of a method; the inspector builds its form from these.
struct ParamSpec {
    std::string id{};    ///< as in recipes: "chi"
    std::string label{}; ///< "Bond dimension χ"
    std::string help{};  ///< one or two sentences, for tooltips and --help
    std::string unit{};
    ParamKind kind = ParamKind::Integer;
    nlohmann::json defaultValue{}; ///< null: not set
    nlohmann::json suggested{};    ///< what a form starts with when there is no default; never implied
    double minimum = 0, maximum = 0; ///< both 0: unbounded; out of range is clamped or refused by plan
    std::vector<std::string> choices{};
    /// Parameters with the same non-empty group exclude each other: exactly one gives the size.
    std::string group{};
};

struct ParamSchema {
    std::vector<ParamSpec> params;

    const ParamSpec *find(const std::string &id) const;
    /// Checks names (an unknown one names the known ones and the nearest), kinds and groups: of
    /// each group exactly one is set, unless one of its members has a default. null counts as
    /// not set. Fails with ErrorCode::Usage.
    Status validate(const nlohmann::json &values, const std::string &method) const;
    /// Validated `values` without nulls, integers as integers, with the defaults filled in.
    nlohmann::json withDefaults(const nlohmann::json &values) const;
};

/// The known name nearest to `name` (edit distance, case ignored), or empty when none is near.
std::string nearestName(const std::string &name, const std::vector<std::string> &known);

} // namespace lapidary
