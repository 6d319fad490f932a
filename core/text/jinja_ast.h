#pragma once

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lapidary::jinja {

using Value = nlohmann::ordered_json; ///< `discarded` is Jinja's undefined

/// Thrown inside the interpreter only; renderJinja() turns it into an Error.
struct Failure {
    ErrorCode code;
    std::string message;
};

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression {
    enum class Kind {
        Literal, ///< value
        Name,    ///< text
        List,    ///< items
        Dict,    ///< items: key, value, key, value, ...
        Unary,   ///< text: - + not; items[0]
        Binary,  ///< text: operator; items[0], items[1]
        Choice,  ///< items: then, condition, else (may be null)
        Member,  ///< items[0] . text
        Index,   ///< items[0] [ items[1] ]
        Slice,   ///< items: object, begin, end, step (each may be null)
        Call,    ///< items[0] is a Name or Member; the rest are arguments
        Filter,  ///< items[0] | text(items[1...], named)
        Test     ///< items[0] is text(items[1...]); value: true when negated
    };
    Kind kind = Kind::Literal;
    std::string text;
    Value value;
    std::vector<ExpressionPtr> items;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
    int line = 0;
    int depth = 1; ///< of the tree, limited by the parser
};

struct Statement;
using Block = std::vector<std::unique_ptr<Statement>>;

struct Statement {
    enum class Kind { Text, Output, If, For, Set, SetBlock, Macro, Break, Continue, Group };
    Kind kind = Kind::Text;
    std::string text;               ///< text; name of a macro
    std::vector<std::string> names; ///< targets: `x`, `x, y`, or `ns.x` as two names with `member`
    bool member = false;
    ExpressionPtr expression; ///< output, condition, iterated, assigned
    ExpressionPtr filter;     ///< of a for
    std::vector<std::pair<std::string, ExpressionPtr>> parameters; ///< of a macro, with defaults
    Block body, otherwise;
    int line = 0;
};

/// Throws Failure (Unsupported) with the line.
Block parse(std::string_view source);

} // namespace lapidary::jinja
