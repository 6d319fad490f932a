#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

/// Typed access to the keys of an untrusted JSON object. A key that is absent or null gives the
/// fallback. A value of the wrong type or out of range is kept as the first failure (strict), or
/// counts as absent (lenient: architectures that are only inspected).
class ConfigReader {
public:
    using Keys = std::initializer_list<const char *>;
    ConfigReader(const nlohmann::json &object, std::string where, bool strict)
        : m_object(object), m_where(std::move(where)), m_strict(strict)
    {
    }

    /// The first key that is there decides.
    int64_t integer(Keys keys, int64_t fallback, int64_t minimum = 0,
                    int64_t maximum = int64_t(1) << 31);
    /// Like integer() of at least 1, but absence is a failure.
    int64_t required(const char *key, int64_t maximum = int64_t(1) << 31);
    double real(const char *key, double fallback, double minimum, double maximum);
    bool boolean(const char *key, bool fallback);
    std::string text(Keys keys, std::string fallback = {});
    /// One integer or a list of them.
    std::vector<int64_t> integers(const char *key);

    /// The value when it is there and not null.
    const nlohmann::json *find(const char *key) const;
    void fault(const char *key, const std::string &expected, const nlohmann::json *found);
    /// Keeps a failure of a nested object, unless there was one before.
    void adopt(const Status &status)
    {
        if (m_strict && m_status)
            m_status = status;
    }
    /// Also true for null.
    bool has(const char *key) const { return m_object.contains(key); }
    const Status &status() const { return m_status; }

private:
    std::optional<int64_t> wholeNumber(const nlohmann::json &value) const;

    const nlohmann::json &m_object;
    std::string m_where;
    bool m_strict;
    Status m_status;
};

/// Short printed form of a JSON value for an error sentence.
std::string shortDump(const nlohmann::json &value);

} // namespace lapidary
