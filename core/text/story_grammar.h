#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lapidary {

/// A small context-free grammar with bound variables, for texts that anyone can remake.
/// JSON: {"rule": ["alternative", ...]}. In an alternative `{rule}` expands a rule and `{x=rule}`
/// expands it, binds the result to x for the rest of the story and prints its first field;
/// fields are separated by `|`, `{x}` and `{x.1}` print the fields of a bound variable, and a
/// `^` before the name capitalises. The start rule is "story".
class StoryGrammar {
public:
    static Result<StoryGrammar> fromJson(const nlohmann::json &json);

    /// Stories separated by blank lines, at least `bytes` long. Deterministic for a seed on every
    /// platform.
    std::string text(uint64_t seed, size_t bytes) const;

private:
    struct Story;
    std::map<std::string, std::vector<std::string>> m_rules;
};

} // namespace lapidary
