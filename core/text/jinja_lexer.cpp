#include "core/text/jinja_lexer.h"

#include "core/text/jinja_ast.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace lapidary::jinja {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isSpace(char c)
{
    return isBlank(c) || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool isNameStart(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool isNamePart(char c)
{
    return isNameStart(c) || std::isdigit(static_cast<unsigned char>(c));
}

class Lexer {
public:
    explicit Lexer(std::string_view source) : m_in(source) {}

    std::vector<Token> run()
    {
        while (m_at < m_in.size())
            textThenTag();
        emit(Token::Kind::End, "");
        return std::move(m_out);
    }

private:
    using Kind = Token::Kind;

    [[noreturn]] void refuse(const std::string &what) const
    {
        throw Failure{ErrorCode::Unsupported, fmt::format("line {}: {}", m_line, what)};
    }

    void emit(Kind kind, std::string text) { m_out.push_back({kind, std::move(text), m_line}); }

    void advance(size_t to)
    {
        const std::string_view passed = m_in.substr(m_at, to - m_at);
        m_line += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
        m_at = to;
    }

    size_t nextOpen() const
    {
        for (size_t at = m_at; at + 1 < m_in.size(); ++at)
            if (m_in[at] == '{' && (m_in[at + 1] == '{' || m_in[at + 1] == '%'
                                    || m_in[at + 1] == '#'))
                return at;
        return m_in.size();
    }

    void textThenTag()
    {
        const size_t open = nextOpen();
        std::string text(m_in.substr(m_at, open - m_at));
        if (m_stripNext)
            text.erase(0, std::find_if_not(text.begin(), text.end(), isSpace) - text.begin());
        else if (m_dropNewline && !text.empty() && text[0] == '\n')
            text.erase(0, 1);
        m_stripNext = m_dropNewline = false;
        if (open < m_in.size()) {
            const char type = m_in[open + 1];
            const char control = open + 2 < m_in.size() ? m_in[open + 2] : '\0';
            if (control == '-')
                stripRight(text);
            else if (type != '{' && control != '+')
                stripIndent(text, open);
        }
        if (!text.empty())
            emit(Kind::Text, std::move(text));
        advance(open);
        if (open < m_in.size())
            tag();
    }

    static void stripRight(std::string &text)
    {
        while (!text.empty() && isSpace(text.back()))
            text.pop_back();
    }

    /// lstrip_blocks: blanks between the line's start and a block tag.
    void stripIndent(std::string &text, size_t open) const
    {
        size_t at = open;
        while (at > 0 && isBlank(m_in[at - 1]))
            --at;
        if (at > 0 && m_in[at - 1] != '\n')
            return;
        while (!text.empty() && isBlank(text.back()))
            text.pop_back();
    }

    void tag()
    {
        const char type = m_in[m_at + 1];
        if (type == '#') {
            const size_t end = m_in.find("#}", m_at + 2);
            if (end == std::string_view::npos)
                refuse("a comment is not closed");
            m_stripNext = m_in[end - 1] == '-';
            m_dropNewline = true;
            return advance(end + 2);
        }
        emit(type == '{' ? Kind::OutputBegin : Kind::TagBegin, "");
        m_at += 2;
        if (m_at < m_in.size() && (m_in[m_at] == '-' || m_in[m_at] == '+'))
            ++m_at;
        m_depth = 0;
        while (!closes(type))
            expressionToken();
    }

    bool closes(char type)
    {
        while (m_at < m_in.size() && isSpace(m_in[m_at]))
            advance(m_at + 1);
        if (m_at >= m_in.size())
            refuse("a tag is not closed");
        const std::string_view close = type == '{' ? "}}" : "%}";
        size_t at = m_at;
        if (m_in[at] == '-' || m_in[at] == '+')
            ++at;
        if (m_depth > 0 || m_in.substr(at, 2) != close)
            return false;
        m_stripNext = m_in[m_at] == '-';
        m_dropNewline = type == '%';
        advance(at + 2);
        emit(type == '{' ? Kind::OutputEnd : Kind::TagEnd, "");
        return true;
    }

    void expressionToken()
    {
        const char c = m_in[m_at];
        if (c == '"' || c == '\'')
            return string(c);
        if (isNameStart(c)) {
            size_t end = m_at;
            while (end < m_in.size() && isNamePart(m_in[end]))
                ++end;
            emit(Kind::Name, std::string(m_in.substr(m_at, end - m_at)));
            return advance(end);
        }
        if (std::isdigit(static_cast<unsigned char>(c))) {
            size_t end = m_at;
            while (end < m_in.size()
                   && (std::isdigit(static_cast<unsigned char>(m_in[end]))
                       || (m_in[end] == '.' && end + 1 < m_in.size()
                           && std::isdigit(static_cast<unsigned char>(m_in[end + 1])))))
                ++end;
            emit(Kind::Number, std::string(m_in.substr(m_at, end - m_at)));
            return advance(end);
        }
        static const std::array<std::string_view, 24> operators{
            "==", "!=", "<=", ">=", "//", "**", "<", ">", "+", "-", "*", "/",
            "%",  "~",  "|",  ".",  ",",  ":",  "(", ")", "[", "]", "{", "}"};
        for (const auto candidate : operators) {
            if (m_in.substr(m_at, candidate.size()) != candidate)
                continue;
            if (c == '(' || c == '[' || c == '{')
                ++m_depth;
            if (c == ')' || c == ']' || c == '}')
                --m_depth;
            emit(Kind::Operator, std::string(candidate));
            return advance(m_at + candidate.size());
        }
        if (c == '=') {
            emit(Kind::Operator, "=");
            return advance(m_at + 1);
        }
        refuse(fmt::format("the character '{}' is not expected", c));
    }

    void string(char quote)
    {
        std::string text;
        size_t at = m_at + 1;
        for (; at < m_in.size() && m_in[at] != quote; ++at) {
            if (m_in[at] != '\\' || at + 1 >= m_in.size()) {
                text += m_in[at];
                continue;
            }
            const char next = m_in[++at];
            switch (next) {
            case 'n': text += '\n'; break;
            case 't': text += '\t'; break;
            case 'r': text += '\r'; break;
            case '\\':
            case '\'':
            case '"': text += next; break;
            default: text += '\\', text += next;
            }
        }
        if (at >= m_in.size())
            refuse("a string is not closed");
        emit(Kind::String, std::move(text));
        advance(at + 1);
    }

    std::string_view m_in;
    size_t m_at = 0;
    int m_line = 1;
    int m_depth = 0; ///< of brackets: "}}" may close a dict
    bool m_stripNext = false, m_dropNewline = false;
    std::vector<Token> m_out;
};

} // namespace

std::vector<Token> tokenize(std::string_view source)
{
    if (!source.empty() && source.back() == '\n') // keep_trailing_newline is off
        source.remove_suffix(1);
    return Lexer(source).run();
}

} // namespace lapidary::jinja
