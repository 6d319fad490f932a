#pragma once

#include "core/base/result.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;
struct pcre2_real_match_context_8;
struct pcre2_real_jit_stack_8;

namespace lapidary {

/// A compiled Unicode pattern. Immutable; share between threads, one Matcher for each.
class Regex {
public:
    /// Whose meaning the pattern has: Oniguruma (Hugging Face: `$` and `^` at line ends, \h is a
    /// hex digit) or ECMAScript without multiline (llama.cpp).
    enum class Dialect { Oniguruma, Ecma };

    /// Fails with ErrorCode::Unsupported, quoting the pattern and the reason.
    static Result<Regex> compile(std::string_view pattern, Dialect dialect);
    /// Matches exactly `text`.
    static Result<Regex> literal(std::string_view text);

private:
    friend class RegexMatcher;
    static Result<Regex> compilePcre(const std::string &pattern, uint32_t options,
                                     std::string_view shown);
    std::shared_ptr<pcre2_real_code_8> m_code;
};

/// Scratch memory for matching with one Regex in one thread.
class RegexMatcher {
public:
    explicit RegexMatcher(const Regex &regex);

    /// Calls `found(begin, end)` for each match in valid UTF-8, left to right; an empty match right
    /// after another match is left out. Fails with ErrorCode::Input when a match takes too long.
    Status forEach(std::string_view text, const std::function<void(size_t, size_t)> &found);

private:
    int match(std::string_view text, size_t offset);
    std::shared_ptr<pcre2_real_code_8> m_code;
    std::shared_ptr<pcre2_real_jit_stack_8> m_stack;
    std::shared_ptr<pcre2_real_match_context_8> m_context;
    std::shared_ptr<pcre2_real_match_data_8> m_data;
};

/// The pattern in PCRE2's notation with Unicode properties on. Where \s, \w, \d differ between the
/// libraries the class is written out. Fails with ErrorCode::Unsupported on class intersections.
Result<std::string> translateOniguruma(std::string_view pattern);

} // namespace lapidary
