#include "core/surgery/param_schema.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <numeric>

namespace lapidary {
namespace {

std::string lower(const std::string &text)
{
    std::string result = text;
    for (char &c : result)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

size_t editDistance(const std::string &a, const std::string &b)
{
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t(0));
    for (size_t i = 0; i < a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < b.size(); ++j) {
            const size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
        }
    }
    return row.back();
}

std::string hint(const std::string &name, const std::vector<std::string> &known)
{
    const std::string nearest = nearestName(name, known);
    return nearest.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", nearest);
}

std::vector<std::string> idsOf(const std::vector<ParamSpec> &params)
{
    std::vector<std::string> ids;
    for (const ParamSpec &spec : params)
        ids.push_back(spec.id);
    return ids;
}

bool isInteger(const nlohmann::json &value)
{
    if (value.is_number_integer())
        return true;
    if (!value.is_number_float())
        return false;
    const double number = value.get<double>();
    return std::nearbyint(number) == number && std::abs(number) < 9e15;
}

bool isIntegerList(const nlohmann::json &value)
{
    return value.is_array() && std::all_of(value.begin(), value.end(), isInteger);
}

const char *expectation(ParamKind kind)
{
    switch (kind) {
    case ParamKind::Integer:
        return "a whole number";
    case ParamKind::Real:
        return "a finite number";
    case ParamKind::Choice:
        return "one of its choices as text";
    case ParamKind::Boolean:
        return "true or false";
    case ParamKind::IntegerList:
        return "a list of whole numbers";
    case ParamKind::Blocks:
        return "numbers of blocks like \"3,7-9\"";
    }
    return "something else";
}

bool hasKind(const nlohmann::json &value, ParamKind kind)
{
    switch (kind) {
    case ParamKind::Integer:
        return isInteger(value);
    case ParamKind::Real:
        return value.is_number() && std::isfinite(value.get<double>());
    case ParamKind::Choice:
        return value.is_string();
    case ParamKind::Boolean:
        return value.is_boolean();
    case ParamKind::IntegerList:
        return isIntegerList(value);
    case ParamKind::Blocks:
        return value.is_string() || isIntegerList(value);
    }
    return false;
}

Status checkValue(const ParamSpec &spec, const nlohmann::json &value, const std::string &method)
{
    if (!hasKind(value, spec.kind))
        return fail(ErrorCode::Usage, "{}: parameter \"{}\" must be {}, found {}", method, spec.id,
                    expectation(spec.kind), value.dump());
    if (spec.kind != ParamKind::Choice)
        return {};
    const auto text = value.get<std::string>();
    if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end())
        return fail(ErrorCode::Usage, "{}: \"{}\" is no {}; it may be {}{}", method, text, spec.id,
                    fmt::join(spec.choices, ", "), hint(text, spec.choices));
    return {};
}

bool isSet(const nlohmann::json &values, const std::string &id)
{
    const auto found = values.find(id);
    return found != values.end() && !found->is_null();
}

nlohmann::json normalized(const nlohmann::json &value, ParamKind kind)
{
    if (kind == ParamKind::Integer && value.is_number_float())
        return value.get<int64_t>();
    if (kind == ParamKind::Blocks && value.is_array()) {
        std::vector<std::string> numbers;
        for (const auto &item : value)
            numbers.push_back(normalized(item, ParamKind::Integer).dump());
        return fmt::format("{}", fmt::join(numbers, ","));
    }
    if (kind != ParamKind::IntegerList)
        return value;
    nlohmann::json list = nlohmann::json::array();
    for (const auto &item : value)
        list.push_back(normalized(item, ParamKind::Integer));
    return list;
}

} // namespace

std::string nearestName(const std::string &name, const std::vector<std::string> &known)
{
    const std::string wanted = lower(name);
    std::string best;
    size_t bestDistance = std::max<size_t>(2, wanted.size() / 3) + 1;
    for (const std::string &candidate : known) {
        const std::string other = lower(candidate);
        size_t distance = editDistance(wanted, other);
        // A beginning ("prune" for "prune_width") is near however long the rest is.
        if (wanted.size() >= 3 && other.starts_with(wanted))
            distance = std::min<size_t>(distance, 2);
        if (distance < bestDistance && distance < std::max(wanted.size(), other.size())) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

const ParamSpec *ParamSchema::find(const std::string &id) const
{
    for (const ParamSpec &spec : params)
        if (spec.id == id)
            return &spec;
    return nullptr;
}

Status ParamSchema::validate(const nlohmann::json &values, const std::string &method) const
{
    if (!values.is_object())
        return fail(ErrorCode::Usage, "{}: params must be an object like {{\"{}\": ...}}, found {}",
                    method, params.empty() ? "name" : params.front().id, values.dump());
    for (const auto &[id, value] : values.items()) {
        const ParamSpec *spec = find(id);
        if (!spec)
            return fail(ErrorCode::Usage, "{} has no parameter \"{}\"; it knows {}{}", method, id,
                        fmt::join(idsOf(params), ", "), hint(id, idsOf(params)));
        if (!value.is_null())
            LAPIDARY_TRY(checkValue(*spec, value, method));
    }
    std::map<std::string, std::vector<ParamSpec>> groups;
    for (const ParamSpec &spec : params)
        if (!spec.group.empty())
            groups[spec.group].push_back(spec);
    for (const auto &[group, members] : groups) {
        std::vector<std::string> set;
        bool hasDefault = false;
        for (const ParamSpec &spec : members) {
            if (isSet(values, spec.id))
                set.push_back(spec.id);
            hasDefault = hasDefault || !spec.defaultValue.is_null();
        }
        if (set.size() > 1)
            return fail(ErrorCode::Usage,
                        "{}: {} exclude each other, each gives the {}; keep one of them", method,
                        fmt::join(set, " and "), group);
        if (set.empty() && !hasDefault)
            return fail(ErrorCode::Usage, "{} needs its {}: give one of {}", method, group,
                        fmt::join(idsOf(members), ", "));
    }
    return {};
}

nlohmann::json ParamSchema::withDefaults(const nlohmann::json &values) const
{
    nlohmann::json result = nlohmann::json::object();
    for (const ParamSpec &spec : params)
        if (isSet(values, spec.id))
            result[spec.id] = normalized(values[spec.id], spec.kind);
    for (const ParamSpec &spec : params) {
        if (spec.defaultValue.is_null() || result.contains(spec.id))
            continue;
        const bool excluded = std::any_of(params.begin(), params.end(), [&](const ParamSpec &other) {
            return !spec.group.empty() && other.group == spec.group && isSet(values, other.id);
        });
        if (!excluded)
            result[spec.id] = spec.defaultValue;
    }
    return result;
}

} // namespace lapidary
