#include "core/run/array_details.h"

#include <algorithm>

namespace lapidary {

using nlohmann::json;

namespace {

constexpr size_t kShort = 16;

bool isNumbers(const json &value)
{
    return value.is_array()
           && std::all_of(value.begin(), value.end(), [](const json &x) { return x.is_number(); });
}

bool isListOfNumbers(const json &value)
{
    return value.is_array() && !value.empty()
           && std::all_of(value.begin(), value.end(),
                          [](const json &x) { return x.is_array() && isNumbers(x); });
}

json reference(const std::string &path, size_t count)
{
    return {{"array", path}, {"count", count}};
}

void take(const std::string &path, json &value, json &arrays)
{
    if (value.is_object()) {
        for (auto &[key, child] : value.items())
            take(path + "/" + key, child, arrays);
    } else if (isNumbers(value) && value.size() > kShort) {
        arrays[path] = value;
        value = reference(path, value.size());
    } else if (isListOfNumbers(value)) {
        const size_t count = value.size();
        for (size_t i = 0; i < count; ++i)
            arrays[path + "/" + std::to_string(i + 1)] = value[i];
        value = reference(path, count);
    }
}

} // namespace

json takeArrays(const std::string &layer, json &details)
{
    json arrays = json::object();
    take(layer, details, arrays);
    return arrays;
}

} // namespace lapidary
