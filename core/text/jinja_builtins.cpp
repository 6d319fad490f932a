#include "core/text/jinja_builtins.h"

#include "core/text/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ctime>
#include <locale.h>

namespace lapidary::jinja {

namespace {

constexpr int64_t rangeLimit = 100'000;
constexpr int64_t indentLimit = 16;

Value undefined()
{
    return Value(Value::value_t::discarded);
}

std::string textOr(const Value &value, const std::string &missing)
{
    return value.is_string() ? value.get<std::string>() : missing;
}

std::string stripped(const std::string &text, const Value &characters, bool left, bool right)
{
    const std::string set = textOr(characters, " \t\n\r\f\v");
    const size_t begin = left ? text.find_first_not_of(set) : 0;
    if (begin == std::string::npos)
        return {};
    const size_t end = right ? text.find_last_not_of(set) + 1 : text.size();
    return begin < end ? text.substr(begin, end - begin) : std::string();
}

std::string upperCase(std::string text)
{
    for (char &c : text)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

/// First letter of each word (or only of the first) upper, the rest lower.
std::string capitalized(const std::string &text, bool everyWord)
{
    std::string out = lowerCase(text);
    bool start = true;
    for (char &c : out) {
        if (start)
            c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        start = everyWord && !std::isalnum(static_cast<unsigned char>(c));
    }
    return out;
}

Value split(const std::string &text, const Value &separator)
{
    Value parts = Value::array();
    if (separator.is_string() && !separator.get<std::string>().empty()) {
        const auto cut = separator.get<std::string>();
        size_t begin = 0;
        for (size_t at = text.find(cut); at != text.npos; at = text.find(cut, begin)) {
            parts.push_back(text.substr(begin, at - begin));
            begin = at + cut.size();
        }
        parts.push_back(text.substr(begin));
        return parts;
    }
    for (size_t at = text.find_first_not_of(" \t\n\r"); at != text.npos;) {
        const size_t end = std::min(text.find_first_of(" \t\n\r", at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(" \t\n\r", end);
    }
    return parts;
}

Value itemsOf(const Value &object, int line)
{
    if (!object.is_object())
        refuse(line, "items() needs a dict");
    Value list = Value::array();
    for (const auto &[key, value] : object.items())
        list.push_back(Value::array({key, value}));
    return list;
}

/// json.dumps(ensure_ascii=False).
struct Dumper {
    int indent = 0;
    std::string item = ", ", key = ": ";

    explicit Dumper(const Arguments &arguments)
    {
        const Value width = arguments.get(0, "indent");
        if (width.is_number_integer())
            indent = static_cast<int>(std::clamp<int64_t>(width.get<int64_t>(), 0, indentLimit));
        if (indent > 0)
            item.pop_back();
        const Value separators = arguments.get(1000, "separators");
        if (separators.is_array() && separators.size() == 2) {
            item = toText(separators[0]);
            key = toText(separators[1]);
        }
    }

    void newLine(std::string &out, int depth) const
    {
        if (indent == 0)
            return;
        out += '\n';
        for (int i = 0; i < indent * depth; ++i)
            out += ' ';
    }

    void dump(const Value &value, int depth, std::string &out) const
    {
        if (!value.is_structured() || value.empty()) {
            out += value.is_discarded() ? "null" : value.dump();
            return;
        }
        out += value.is_object() ? '{' : '[';
        bool first = true;
        for (const auto &[name, member] : value.items()) {
            if (!first)
                out += item;
            first = false;
            newLine(out, depth + 1);
            if (value.is_object())
                out += Value(name).dump() + key;
            dump(member, depth + 1, out);
        }
        newLine(out, depth);
        out += value.is_object() ? '}' : ']';
    }
};

std::string joined(const Value &value, const Arguments &arguments, int line)
{
    const std::string between = textOr(arguments.get(0, "d"), "");
    const Value attribute = arguments.get(1, "attribute");
    std::string out;
    bool first = true;
    for (const Value &item : listOf(value, line)) {
        if (out.size() > weightLimit)
            refuse(line, "the template makes a value that is too large");
        out += first ? "" : between;
        out += toText(attribute.is_string() ? member(item, attribute.get<std::string>()) : item);
        first = false;
    }
    return out;
}

/// selectattr, rejectattr, select, reject, map.
Value chosen(const std::string &name, const Value &value, const Arguments &arguments, int line)
{
    Value out = Value::array();
    if (value.is_null())
        return out;
    const bool attribute = name.ends_with("attr");
    const bool keep = name.starts_with("select");
    for (const Value &item : listOf(value, line)) {
        if (name == "map") {
            const Value key = arguments.get(1000, "attribute");
            Arguments rest;
            if (!arguments.values.empty())
                rest.values.assign(arguments.values.begin() + 1, arguments.values.end());
            out.push_back(key.is_string()
                              ? member(item, key.get<std::string>())
                              : filter(toText(arguments.get(0, "")), item, rest, line));
            continue;
        }
        const size_t at = attribute ? 1 : 0;
        const Value subject =
            attribute ? member(item, toText(arguments.get(0, ""))) : item;
        bool is = isTrue(subject);
        if (arguments.values.size() > at) {
            Arguments rest;
            rest.values.assign(arguments.values.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                               arguments.values.end());
            is = test(toText(arguments.values[at]), subject, rest, line);
        }
        if (is == keep)
            out.push_back(item);
    }
    return out;
}

Value textMethod(const std::string &text, const std::string &name, const Arguments &arguments,
                 int line)
{
    const Value first = arguments.get(0, "");
    if (name == "strip" || name == "lstrip" || name == "rstrip")
        return stripped(text, first, name != "rstrip", name != "lstrip");
    if (name == "split")
        return split(text, first);
    if (name == "startswith" || name == "endswith") {
        for (const Value &part : first.is_array() ? listOf(first, line) : std::vector{first}) {
            const std::string piece = textOr(part, "");
            if (name[0] == 's' ? text.starts_with(piece) : text.ends_with(piece))
                return true;
        }
        return false;
    }
    if (name == "replace") {
        const std::string from = textOr(first, ""), to = textOr(arguments.get(1, ""), "");
        if (from.empty())
            return text;
        if (text.size() / from.size() * to.size() > 16 * weightLimit)
            refuse(line, "the template makes a value that is too large");
        return replaceAll(text, from, to);
    }
    if (name == "upper")
        return upperCase(text);
    if (name == "lower")
        return lowerCase(text);
    if (name == "title" || name == "capitalize")
        return capitalized(text, name == "title");
    if (name == "find") {
        const size_t at = text.find(textOr(first, ""));
        return at == text.npos ? int64_t(-1) : static_cast<int64_t>(at);
    }
    refuse(line, fmt::format("the method '{}' of a string is not supported", name));
}

} // namespace

Value filter(const std::string &name, Value value, const Arguments &arguments, int line)
{
    if (name == "trim" || name == "upper" || name == "lower" || name == "title"
        || name == "capitalize" || name == "replace")
        return textMethod(toText(value), name == "trim" ? "strip" : name, arguments, line);
    if (name == "tojson") {
        std::string out;
        Dumper(arguments).dump(value, 0, out);
        return out;
    }
    if (name == "length" || name == "count")
        return static_cast<int64_t>(listOf(value, line).size());
    if (name == "default" || name == "d") {
        const bool absent = value.is_discarded()
            || (isTrue(arguments.get(1, "boolean")) && !isTrue(value));
        return absent ? arguments.get(0, "default_value") : value;
    }
    if (name == "join")
        return joined(value, arguments, line);
    if (name == "first" || name == "last")
        return index(Value(listOf(value, line)), name == "first" ? 0 : -1);
    if (name == "list")
        return Value(listOf(value, line));
    if (name == "items")
        return itemsOf(value, line);
    if (name == "dictsort") {
        auto items = listOf(itemsOf(value, line), line);
        std::stable_sort(items.begin(), items.end(), [](const Value &a, const Value &b) {
            return lowerCase(a[0].get<std::string>()) < lowerCase(b[0].get<std::string>());
        });
        return Value(items);
    }
    if (name == "string")
        return toText(value);
    if (name == "safe" || name == "e" || name == "escape")
        return name == "safe" ? value : (refuse(line, "escaping is not supported"), undefined());
    if (name == "int" && value.is_number())
        return static_cast<int64_t>(value.get<double>());
    if (name == "abs" && value.is_number())
        return value.get<double>() < 0 ? arithmetic("-", 0, value, line) : value;
    if (name == "reverse") {
        auto items = listOf(value, line);
        std::reverse(items.begin(), items.end());
        return value.is_string() ? Value(joined(Value(items), {}, line)) : Value(items);
    }
    if (name == "map" || name == "select" || name == "reject" || name == "selectattr"
        || name == "rejectattr")
        return chosen(name, value, arguments, line);
    refuse(line, fmt::format("the filter '{}' is not supported", name));
}

bool test(const std::string &name, const Value &value, const Arguments &arguments, int line)
{
    const Value other = arguments.get(0, "other");
    if (name == "defined")
        return !value.is_discarded();
    if (name == "undefined")
        return value.is_discarded();
    if (name == "none" || name == "None")
        return value.is_null();
    if (name == "string")
        return value.is_string();
    if (name == "mapping")
        return value.is_object();
    if (name == "iterable" || name == "sequence")
        return value.is_structured() || value.is_string();
    if (name == "number" || name == "integer" || name == "float")
        return name == "number" ? value.is_number()
            : name == "float"   ? value.is_number_float()
                                : value.is_number_integer();
    if (name == "boolean")
        return value.is_boolean();
    if (name == "true" || name == "false")
        return value.is_boolean() && value.get<bool>() == (name == "true");
    if (name == "equalto" || name == "eq" || name == "sameas")
        return equal(value, other);
    if (name == "ne")
        return !equal(value, other);
    if (name == "in")
        return contains(other, value);
    if ((name == "odd" || name == "even") && value.is_number_integer())
        return (value.get<int64_t>() % 2 != 0) == (name == "odd");
    if (name == "divisibleby" && value.is_number_integer() && other.is_number_integer()
        && other != 0)
        return value.get<int64_t>() % other.get<int64_t>() == 0;
    refuse(line, fmt::format("the test '{}' is not supported", name));
}

Value method(const Value &object, const std::string &name, const Arguments &arguments, int line)
{
    if (object.is_string())
        return textMethod(object.get<std::string>(), name, arguments, line);
    if (object.is_object()) {
        if (name == "items")
            return itemsOf(object, line);
        if (name == "keys")
            return Value(listOf(object, line));
        if (name == "values") {
            Value list = Value::array();
            for (const auto &entry : object.items())
                list.push_back(entry.value());
            return list;
        }
        if (name == "get") {
            Value found = member(object, toText(arguments.get(0, "key")));
            if (!found.is_discarded())
                return found;
            const Value missing = arguments.get(1, "default");
            return missing.is_discarded() ? Value() : missing;
        }
    }
    refuse(line, fmt::format("the method '{}' of a value of type {} is not supported", name,
                             object.type_name()));
}

bool isFunction(const std::string &name)
{
    return name == "raise_exception" || name == "namespace" || name == "dict" || name == "range"
        || name == "strftime_now";
}

Value function(const std::string &name, const Arguments &arguments, const std::string &date,
               int line)
{
    if (name == "raise_exception")
        throw Failure{ErrorCode::Input, toText(arguments.get(0, "message"))};
    if (name == "namespace" || name == "dict") {
        Value made = arguments.values.empty() ? Value::object() : arguments.values[0];
        for (const auto &[key, value] : arguments.named)
            made[key] = value;
        return made;
    }
    if (name == "range") {
        const auto number = [&](size_t i, int64_t missing) {
            const Value value = arguments.get(i, "");
            return value.is_number_integer() ? value.get<int64_t>() : missing;
        };
        const bool one = arguments.values.size() == 1;
        const int64_t begin = one ? 0 : number(0, 0), end = one ? number(0, 0) : number(1, 0);
        const int64_t stride = number(2, 1);
        Value list = Value::array();
        const double count = stride == 0
            ? INFINITY
            : (static_cast<double>(end) - static_cast<double>(begin))
                / static_cast<double>(stride);
        if (count > static_cast<double>(rangeLimit))
            refuse(line, "this range is too long");
        for (int64_t i = begin; stride > 0 ? i < end : i > end; i += stride)
            list.push_back(i);
        return list;
    }
    if (name == "strftime_now") {
        std::tm time{};
        if (!strptime(date.c_str(), "%Y-%m-%d", &time))
            refuse(line, fmt::format("'{}' is no date", date));
        char text[200] = {};
        const std::string format = toText(arguments.get(0, "format"));
        const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr); // English month names
        const size_t length = strftime_l(text, sizeof text, format.c_str(), &time, plain);
        freelocale(plain);
        if (length == 0)
            refuse(line, "this date format is not supported");
        return text;
    }
    refuse(line, fmt::format("the function '{}' is not known", name));
}

} // namespace lapidary::jinja
