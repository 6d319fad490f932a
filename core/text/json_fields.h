#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace lapidary::jsonfields {

/// How deep processors may hold lists of processors.
inline constexpr int nestingLimit = 16;

/// The member, or null when `object` is no object or has none.
inline const nlohmann::json &member(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

inline std::string text(const nlohmann::json &object, const char *key)
{
    const nlohmann::json &value = member(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

inline bool flag(const nlohmann::json &object, const char *key, bool missing)
{
    const nlohmann::json &value = member(object, key);
    return value.is_boolean() ? value.get<bool>() : missing;
}

/// A non-negative integer below `limit`.
inline std::optional<int64_t> integer(const nlohmann::json &object, const char *key, int64_t limit)
{
    const nlohmann::json &value = member(object, key);
    if (!value.is_number_integer())
        return std::nullopt;
    if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX))
        return std::nullopt;
    const auto number = value.get<int64_t>();
    return number >= 0 && number < limit ? std::optional(number) : std::nullopt;
}

} // namespace lapidary::jsonfields
