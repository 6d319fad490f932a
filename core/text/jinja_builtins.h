#pragma once

#include "core/text/jinja_ast.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lapidary::jinja {

[[noreturn]] inline void refuse(int line, const std::string &what)
{
    throw Failure{ErrorCode::Unsupported, "line " + std::to_string(line) + ": " + what};
}

struct Arguments {
    std::vector<Value> values;
    std::map<std::string, Value> named;

    /// The argument at `index`, or of that name; undefined when absent.
    Value get(size_t index, const char *name) const;
};

/// Largest value, in bytes: a template that doubles its values must end.
inline constexpr size_t weightLimit = 4 << 20;
/// Rough size of a value in bytes.
size_t weight(const Value &value);
/// Whether function() knows the name.
bool isFunction(const std::string &name);

// Python's meaning of values. All throw Failure with the line.
bool isTrue(const Value &value);
bool equal(const Value &a, const Value &b);
bool contains(const Value &container, const Value &value);
bool compare(const std::string &op, const Value &a, const Value &b, int line);
Value arithmetic(const std::string &op, const Value &a, const Value &b, int line);
std::string toText(const Value &value); ///< str()
Value member(const Value &object, const std::string &name);
Value index(const Value &object, const Value &key);
Value slice(const Value &object, std::optional<int64_t> begin, std::optional<int64_t> end,
            std::optional<int64_t> step, int line);
std::vector<Value> listOf(const Value &iterable, int line);

Value filter(const std::string &name, Value value, const Arguments &arguments, int line);
bool test(const std::string &name, const Value &value, const Arguments &arguments, int line);
Value method(const Value &object, const std::string &name, const Arguments &arguments, int line);
Value function(const std::string &name, const Arguments &arguments, const std::string &date,
               int line);

} // namespace lapidary::jinja
