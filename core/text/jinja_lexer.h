#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lapidary::jinja {

struct Token {
    enum class Kind {
        Text,
        OutputBegin,
        OutputEnd,
        TagBegin,
        TagEnd,
        Name,
        Number,
        String,
        Operator,
        End
    };
    Kind kind = Kind::End;
    std::string text;
    int line = 0;
};

/// Cuts a template into tokens; white space control (trim_blocks, lstrip_blocks, `-`, `+`) is
/// done. Throws Failure.
std::vector<Token> tokenize(std::string_view source);

} // namespace lapidary::jinja
