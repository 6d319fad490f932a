#include "core/model/config_reader.h"

#include <cmath>

namespace lapidary {

std::string shortDump(const nlohmann::json &value)
{
    std::string text =
        value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, 60);
    if (text.size() == 60)
        text += "...";
    return text;
}

const nlohmann::json *ConfigReader::find(const char *key) const
{
    const auto it = m_object.find(key);
    return it == m_object.end() || it->is_null() ? nullptr : &*it;
}

void ConfigReader::fault(const char *key, const std::string &expected, const nlohmann::json *found)
{
    if (!m_strict || !m_status)
        return;
    m_status = found ? fail(ErrorCode::Input, "{}: {} must be {}, found {}", m_where, key,
                            expected, shortDump(*found))
                     : fail(ErrorCode::Input, "{}: {} is missing, it must be {}", m_where, key,
                            expected);
}

std::optional<int64_t> ConfigReader::wholeNumber(const nlohmann::json &value) const
{
    if (value.is_number_unsigned()) {
        const auto number = value.get<uint64_t>();
        return number <= uint64_t(INT64_MAX) ? std::optional(int64_t(number)) : std::nullopt;
    }
    if (value.is_number_integer())
        return value.get<int64_t>();
    if (value.is_number_float()) {
        const double number = value.get<double>();
        if (std::abs(number) < 9e15 && std::floor(number) == number)
            return int64_t(number);
    }
    return std::nullopt;
}

int64_t ConfigReader::integer(Keys keys, int64_t fallback, int64_t minimum, int64_t maximum)
{
    for (const char *key : keys) {
        const nlohmann::json *value = find(key);
        if (!value)
            continue;
        const auto number = wholeNumber(*value);
        if (number && *number >= minimum && *number <= maximum)
            return *number;
        fault(key, fmt::format("an integer from {} to {}", minimum, maximum), value);
        return fallback;
    }
    return fallback;
}

int64_t ConfigReader::required(const char *key, int64_t maximum)
{
    if (!find(key))
        fault(key, "a positive integer", nullptr);
    return integer({key}, 0, 1, maximum);
}

double ConfigReader::real(const char *key, double fallback, double minimum, double maximum)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return fallback;
    if (value->is_number()) {
        const double number = value->get<double>();
        if (std::isfinite(number) && number >= minimum && number <= maximum)
            return number;
    }
    fault(key, fmt::format("a number from {} to {}", minimum, maximum), value);
    return fallback;
}

bool ConfigReader::boolean(const char *key, bool fallback)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return fallback;
    if (value->is_boolean())
        return value->get<bool>();
    fault(key, "true or false", value);
    return fallback;
}

std::string ConfigReader::text(Keys keys, std::string fallback)
{
    for (const char *key : keys) {
        const nlohmann::json *value = find(key);
        if (!value)
            continue;
        if (value->is_string())
            return value->get<std::string>();
        fault(key, "a text", value);
    }
    return fallback;
}

std::vector<int64_t> ConfigReader::integers(const char *key)
{
    const nlohmann::json *value = find(key);
    if (!value)
        return {};
    std::vector<int64_t> numbers;
    const nlohmann::json list = value->is_array() ? *value : nlohmann::json::array({*value});
    for (const nlohmann::json &entry : list) {
        const auto number = wholeNumber(entry);
        if (!number || *number < 0 || *number > (int64_t(1) << 31)) {
            fault(key, "an integer or a list of integers from 0 to 2147483648", value);
            return {};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

} // namespace lapidary
