#include "core/text/jinja_builtins.h"

#include "core/text/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lapidary::jinja {

namespace {

/// repr() of a string inside a list.
std::string quoted(const std::string &text)
{
    const char quote = text.find('\'') != text.npos && text.find('"') == text.npos ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == quote || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + quote;
}

std::string numberText(double value)
{
    if (std::isfinite(value) && value == std::floor(value) && std::abs(value) < 1e16)
        return fmt::format("{:.1f}", value);
    return fmt::format("{}", value);
}

/// Offsets of the characters of a text, and its end.
std::vector<size_t> characters(const std::string &text)
{
    std::vector<size_t> starts;
    for (size_t at = 0; at < text.size(); at += codePointAt(text, at).bytes)
        starts.push_back(at);
    starts.push_back(text.size());
    return starts;
}

} // namespace

Value Arguments::get(size_t index, const char *name) const
{
    if (const auto found = named.find(name); found != named.end())
        return found->second;
    return index < values.size() ? values[index] : Value(Value::value_t::discarded);
}

size_t weight(const Value &value)
{
    size_t sum = 16;
    if (value.is_string())
        return sum + value.get_ref<const std::string &>().size();
    if (value.is_object())
        for (const auto &[key, item] : value.items())
            sum += 32 + key.size() + weight(item);
    else if (value.is_array())
        for (const auto &item : value)
            sum += weight(item);
    return sum;
}

bool isTrue(const Value &value)
{
    switch (value.type()) {
    case Value::value_t::null:
    case Value::value_t::discarded: return false;
    case Value::value_t::boolean: return value.get<bool>();
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
    case Value::value_t::number_float: return value.get<double>() != 0;
    case Value::value_t::string: return !value.get_ref<const std::string &>().empty();
    default: return !value.empty();
    }
}

bool equal(const Value &a, const Value &b)
{
    if (a.is_discarded() || b.is_discarded())
        return a.is_discarded() && b.is_discarded();
    return a == b;
}

bool contains(const Value &container, const Value &value)
{
    if (container.is_string())
        return value.is_string()
            && container.get_ref<const std::string &>().find(value.get_ref<const std::string &>())
            != std::string::npos;
    if (container.is_object())
        return value.is_string() && container.contains(value.get<std::string>());
    if (container.is_array())
        for (const auto &item : container)
            if (equal(item, value))
                return true;
    return false;
}

bool compare(const std::string &op, const Value &a, const Value &b, int line)
{
    const bool comparable = (a.is_number() && b.is_number()) || (a.is_string() && b.is_string());
    if (!comparable)
        refuse(line, fmt::format("'{}' cannot compare these values", op));
    if (op == "<")
        return a < b;
    if (op == ">")
        return b < a;
    return op == "<=" ? !(b < a) : !(a < b);
}

Value arithmetic(const std::string &op, const Value &a, const Value &b, int line)
{
    if (op == "+" && a.is_string() && b.is_string())
        return a.get<std::string>() + b.get<std::string>();
    if (op == "+" && a.is_array() && b.is_array()) {
        Value joined = a;
        joined.insert(joined.end(), b.begin(), b.end());
        return joined;
    }
    if (!(a.is_number() || a.is_boolean()) || !(b.is_number() || b.is_boolean()))
        refuse(line, fmt::format("'{}' cannot be applied to {} and {}", op, a.type_name(),
                                 b.type_name()));
    const double x = a.is_boolean() ? a.get<bool>() : a.get<double>();
    const double y = b.is_boolean() ? b.get<bool>() : b.get<double>();
    if ((op == "/" || op == "//" || op == "%") && y == 0)
        refuse(line, "division by zero");
    double result = 0;
    if (op == "+")
        result = x + y;
    else if (op == "-")
        result = x - y;
    else if (op == "*")
        result = x * y;
    else if (op == "/")
        return x / y;
    else if (op == "//")
        result = std::floor(x / y);
    else if (op == "%")
        result = x - y * std::floor(x / y);
    else if (op == "**")
        result = std::pow(x, y);
    else
        refuse(line, fmt::format("the operator '{}' is not supported", op));
    if (a.is_number_float() || b.is_number_float() || std::abs(result) > 9e15)
        return result;
    return static_cast<int64_t>(result);
}

std::string toText(const Value &value)
{
    switch (value.type()) {
    case Value::value_t::discarded: return {};
    case Value::value_t::null: return "None";
    case Value::value_t::boolean: return value.get<bool>() ? "True" : "False";
    case Value::value_t::number_float: return numberText(value.get<double>());
    case Value::value_t::string: return value.get<std::string>();
    case Value::value_t::array:
    case Value::value_t::object: break;
    default: return value.dump();
    }
    std::string out;
    for (const auto &[key, item] : value.items()) {
        out += out.empty() ? "" : ", ";
        if (value.is_object())
            out += quoted(key) + ": ";
        out += item.is_string() ? quoted(item.get<std::string>()) : toText(item);
    }
    return value.is_object() ? "{" + out + "}" : "[" + out + "]";
}

Value member(const Value &object, const std::string &name)
{
    if (object.is_object() && object.contains(name))
        return object[name];
    return Value(Value::value_t::discarded);
}

Value index(const Value &object, const Value &key)
{
    if (key.is_string())
        return member(object, key.get<std::string>());
    if (!key.is_number_integer() || !(object.is_array() || object.is_string()))
        return Value(Value::value_t::discarded);
    const int64_t at = key.get<int64_t>();
    const std::vector<size_t> starts =
        object.is_string() ? characters(object.get<std::string>()) : std::vector<size_t>();
    const auto count = static_cast<int64_t>(object.is_string() ? starts.size() - 1
                                                               : object.size());
    const int64_t place = at < 0 ? at + count : at;
    if (place < 0 || place >= count)
        return Value(Value::value_t::discarded);
    const auto i = static_cast<size_t>(place);
    if (object.is_array())
        return object[i];
    return object.get<std::string>().substr(starts[i], starts[i + 1] - starts[i]);
}

Value slice(const Value &object, std::optional<int64_t> begin, std::optional<int64_t> end,
            std::optional<int64_t> step, int line)
{
    if (!object.is_array() && !object.is_string())
        refuse(line, fmt::format("a value of type {} cannot be sliced", object.type_name()));
    const std::string text = object.is_string() ? object.get<std::string>() : std::string();
    const std::vector<size_t> starts = characters(text);
    const auto count = static_cast<int64_t>(object.is_string() ? starts.size() - 1
                                                               : object.size());
    const int64_t stride = step.value_or(1);
    if (stride == 0)
        refuse(line, "a slice has the step 0");
    const auto clamp = [&](std::optional<int64_t> bound, int64_t missing) {
        if (!bound)
            return missing;
        const int64_t place = *bound < 0 ? *bound + count : *bound;
        return stride > 0 ? std::clamp<int64_t>(place, 0, count)
                          : std::clamp<int64_t>(place, -1, count - 1);
    };
    const int64_t first = clamp(begin, stride > 0 ? 0 : count - 1);
    const int64_t last = clamp(end, stride > 0 ? count : -1);
    Value list = Value::array();
    std::string out;
    for (int64_t at = first; stride > 0 ? at < last : at > last; at += stride) {
        const auto i = static_cast<size_t>(at);
        if (object.is_array())
            list.push_back(object[i]);
        else
            out.append(text, starts[i], starts[i + 1] - starts[i]);
    }
    return object.is_array() ? list : Value(out);
}

std::vector<Value> listOf(const Value &iterable, int line)
{
    std::vector<Value> items;
    if (iterable.is_array()) {
        items.assign(iterable.begin(), iterable.end());
    } else if (iterable.is_object()) {
        for (const auto &[key, value] : iterable.items())
            items.emplace_back(key);
    } else if (iterable.is_string()) {
        const auto text = iterable.get<std::string>();
        const auto starts = characters(text);
        for (size_t i = 0; i + 1 < starts.size(); ++i)
            items.emplace_back(text.substr(starts[i], starts[i + 1] - starts[i]));
    } else if (!iterable.is_discarded()) {
        refuse(line, fmt::format("a value of type {} cannot be iterated", iterable.type_name()));
    }
    return items;
}

} // namespace lapidary::jinja
