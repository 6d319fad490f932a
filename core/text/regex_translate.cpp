#include "core/text/regex.h"

#include <map>

namespace lapidary {

namespace {

// Members of the classes, to be put between brackets. White_Space; Oniguruma's word characters,
// compared with it for every code point: of the numbers No it takes only those of Latin-1.
constexpr std::string_view spaceClass = "\\p{Z}\\x{09}-\\x{0D}\\x{85}";
constexpr std::string_view wordClass =
    "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}"
    "\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}\\x{B2}\\x{B3}\\x{B9}\\x{BC}-\\x{BE}";
constexpr std::string_view hexClass = "0-9a-fA-F";

class Translator {
public:
    explicit Translator(std::string_view pattern) : m_in(pattern) {}

    Result<std::string> run()
    {
        while (m_at < m_in.size()) {
            if (m_inClass)
                LAPIDARY_TRY(classItem());
            else
                LAPIDARY_TRY(item());
        }
        return std::move(m_out);
    }

private:
    tl::unexpected<Error> refuse(std::string_view what) const
    {
        return fail(ErrorCode::Unsupported, "The pattern '{}' cannot be used: {}.", m_in, what);
    }

    void copy(size_t count)
    {
        m_out.append(m_in.substr(m_at, count));
        m_at += count;
    }

    char peek(size_t ahead) const { return m_at + ahead < m_in.size() ? m_in[m_at + ahead] : '\0'; }

    Status item()
    {
        const char c = m_in[m_at];
        if (c == '{' && m_atom != std::string::npos)
            return interval();
        if (c == '?' || c == '*' || c == '+' || c == '|' || c == ')') {
            if (c == ')') {
                m_atom = m_groups.empty() ? std::string::npos : m_groups.back();
                if (!m_groups.empty())
                    m_groups.pop_back();
            }
            copy(1);
            return {};
        }
        m_atom = m_out.size();
        if (c == '\\')
            return escape();
        if (c == '[') {
            m_inClass = true;
            m_depth = 1;
            copy(1);
            if (peek(0) == '^')
                copy(1);
            if (peek(0) == ']')
                copy(1);
            return {};
        }
        if (c == '(') {
            m_groups.push_back(m_out.size());
            return group();
        }
        copy(1);
        return {};
    }

    /// `(?m` means that a dot matches newlines.
    Status group()
    {
        copy(1);
        if (peek(0) != '?')
            return {};
        size_t end = 1;
        while (peek(end) == 'i' || peek(end) == 'm' || peek(end) == 'x' || peek(end) == '-')
            ++end;
        if (peek(end) != ':' && peek(end) != ')')
            end = 1;
        std::string options(m_in.substr(m_at, end));
        for (char &letter : options)
            if (letter == 'm')
                letter = 's';
        m_out += options;
        m_at += end;
        return {};
    }

    /// `x{1,3}+` repeats the repetition in Oniguruma; elsewhere it is possessive.
    Status interval()
    {
        const size_t close = m_in.find('}', m_at);
        if (close == std::string_view::npos) {
            copy(1);
            return {};
        }
        const std::string_view body = m_in.substr(m_at + 1, close - m_at - 1);
        const bool quantifier = !body.empty()
            && body.find_first_not_of("0123456789,") == std::string_view::npos;
        copy(quantifier ? close - m_at + 1 : 1);
        if (quantifier && peek(0) == '+') {
            m_out.insert(m_atom, "(?:");
            m_out += ')';
        }
        return {};
    }

    void property()
    {
        static const std::map<std::string_view, std::string_view> names{
            {"Letter", "L"},      {"Mark", "M"},   {"Number", "N"}, {"Punctuation", "P"},
            {"Punct", "P"},       {"Symbol", "S"}, {"Other", "C"},  {"Separator", "Z"},
            {"Digit", "Nd"},      {"Uppercase_Letter", "Lu"},       {"Lowercase_Letter", "Ll"}};
        const size_t close = m_in.find('}', m_at);
        if (peek(2) != '{' || close == std::string_view::npos)
            return copy(std::min<size_t>(2, m_in.size() - m_at));
        const std::string_view name = m_in.substr(m_at + 3, close - m_at - 3);
        const auto known = names.find(name);
        m_out += m_in.substr(m_at, 3);
        m_out += known == names.end() ? name : known->second;
        m_out += '}';
        m_at = close + 1;
    }

    bool codePointEscape()
    {
        if (peek(1) != 'u')
            return false;
        m_out += "\\x{";
        m_out += m_in.substr(std::min(m_at + 2, m_in.size()), 4);
        m_out += '}';
        m_at = std::min(m_at + 6, m_in.size());
        return true;
    }

    Status escape()
    {
        const auto bracket = [&](std::string_view open, std::string_view members) {
            m_out += open;
            m_out += members;
            m_out += ']';
            m_at += 2;
        };
        switch (peek(1)) {
        case 's': bracket("[", spaceClass); break;
        case 'S': bracket("[^", spaceClass); break;
        case 'w': bracket("[", wordClass); break;
        case 'W': bracket("[^", wordClass); break;
        case 'h': bracket("[", hexClass); break;
        case 'H': bracket("[^", hexClass); break;
        case 'd': bracket("[", "\\p{Nd}"); break;
        case 'D': bracket("[^", "\\p{Nd}"); break;
        case 'p':
        case 'P': property(); break;
        case '\0': return refuse("it ends with a backslash");
        default:
            if (!codePointEscape())
                copy(2);
        }
        return {};
    }

    Status classItem()
    {
        const char c = m_in[m_at];
        if (c == '&' && peek(1) == '&')
            return refuse("class intersections (&&) are not supported");
        if (c == '\\')
            return classEscape();
        if (c == '[' && peek(1) == ':') {
            const size_t close = m_in.find(":]", m_at + 2);
            copy(close == std::string_view::npos ? 1 : close + 2 - m_at);
        } else if (c == '[') { // a union: its members belong to the outer class
            if (peek(1) == '^')
                return refuse("negated classes inside classes are not supported");
            ++m_depth;
            ++m_at;
        } else if (c == ']') {
            if (--m_depth == 0) {
                m_inClass = false;
                copy(1);
            } else {
                ++m_at;
            }
        } else {
            copy(1);
        }
        return {};
    }

    Status classEscape()
    {
        const auto members = [&](std::string_view text) {
            m_out += text;
            m_at += 2;
        };
        switch (peek(1)) {
        case 's': members(spaceClass); break;
        case 'S': members("\\S\\x{180E}"); break; // PCRE2 still takes U+180E for a space
        case 'w': members(wordClass); break;
        case 'h': members(hexClass); break;
        case 'd': members("\\p{Nd}"); break;
        case 'D': members("\\P{Nd}"); break;
        case 'W':
        case 'H': return refuse("\\W and \\H inside a class are not supported");
        case 'p':
        case 'P': property(); break;
        case '\0': return refuse("it ends with a backslash");
        default:
            if (!codePointEscape())
                copy(2);
        }
        return {};
    }

    std::string_view m_in;
    std::string m_out;
    size_t m_at = 0;
    size_t m_atom = std::string::npos; ///< where the last atom starts in m_out
    std::vector<size_t> m_groups;      ///< where the open groups start in m_out
    bool m_inClass = false;
    int m_depth = 0;
};

} // namespace

Result<std::string> translateOniguruma(std::string_view pattern)
{
    return Translator(pattern).run();
}

} // namespace lapidary
