#include "core/text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <cctype>

#include "core/text/unicode.h"

namespace lapidary {

namespace {

constexpr size_t patternLimit = 1 << 16;
constexpr uint32_t matchLimit = 50'000'000;

} // namespace

Result<Regex> Regex::compilePcre(const std::string &pattern, uint32_t options,
                                 std::string_view shown)
{
    int error = 0;
    PCRE2_SIZE at = 0;
    Regex regex;
    auto *code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                               options | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error,
                               &at, nullptr);
    if (!code) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return fail(ErrorCode::Unsupported, "The pattern '{}' cannot be used: {} (at {}).", shown,
                    reinterpret_cast<const char *>(message), at);
    }
    regex.m_code.reset(code, pcre2_code_free);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // without JIT it is only slower
    return regex;
}

Result<Regex> Regex::compile(std::string_view pattern, Dialect dialect)
{
    if (pattern.size() > patternLimit)
        return fail(ErrorCode::Unsupported, "A pattern of {} bytes is too long (at most {}).",
                    pattern.size(), patternLimit);
    if (firstInvalidUtf8(pattern))
        return fail(ErrorCode::Input, "A pattern is not valid UTF-8.");
    LAPIDARY_ASSIGN(const std::string translated, translateOniguruma(pattern));
    return compilePcre(translated,
                       dialect == Dialect::Oniguruma ? PCRE2_MULTILINE : PCRE2_DOLLAR_ENDONLY,
                       pattern);
}

Result<Regex> Regex::literal(std::string_view text)
{
    std::string pattern;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && !std::isalnum(byte))
            pattern += fmt::format("\\x{:02x}", byte);
        else
            pattern.push_back(c);
    }
    return compilePcre(pattern, 0, text);
}

RegexMatcher::RegexMatcher(const Regex &regex)
    : m_code(regex.m_code),
      m_stack(pcre2_jit_stack_create(32 * 1024, 4 * 1024 * 1024, nullptr), pcre2_jit_stack_free),
      m_context(pcre2_match_context_create(nullptr), pcre2_match_context_free),
      m_data(pcre2_match_data_create_from_pattern(m_code.get(), nullptr), pcre2_match_data_free)
{
    pcre2_set_match_limit(m_context.get(), matchLimit);
    pcre2_set_heap_limit(m_context.get(), 256 * 1024); // KiB
    if (m_stack)
        pcre2_jit_stack_assign(m_context.get(), nullptr, m_stack.get());
}

int RegexMatcher::match(std::string_view text, size_t offset)
{
    const auto *subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    int rc = pcre2_match(m_code.get(), subject, text.size(), offset, PCRE2_NO_UTF_CHECK,
                         m_data.get(), m_context.get());
    if (rc == PCRE2_ERROR_JIT_STACKLIMIT) // the interpreter keeps its frames on the heap
        rc = pcre2_match(m_code.get(), subject, text.size(), offset,
                         PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, m_data.get(), m_context.get());
    return rc;
}

Status RegexMatcher::forEach(std::string_view text,
                             const std::function<void(size_t, size_t)> &found)
{
    if (text.empty()) {
        return {};
    }
    size_t from = 0;
    bool hasLast = false;
    size_t last = 0;
    while (from <= text.size()) {
        const int rc = match(text, from);
        if (rc == PCRE2_ERROR_NOMATCH)
            return {};
        if (rc < 0)
            return fail(ErrorCode::Input,
                        "A tokenizer pattern gave up at byte {} of a piece of {} bytes (PCRE2 "
                        "error {}): the text makes it backtrack too much.",
                        from, text.size(), rc);
        const PCRE2_SIZE *range = pcre2_get_ovector_pointer(m_data.get());
        const size_t begin = range[0], end = range[1];
        if (begin == end && hasLast && last == end) {
            from += from < text.size() ? codePointAt(text, from).bytes : 1;
            continue;
        }
        found(begin, end);
        from = std::max(end, begin); // \K may put the start behind the end
        last = end;
        hasLast = true;
    }
    return {};
}

} // namespace lapidary
