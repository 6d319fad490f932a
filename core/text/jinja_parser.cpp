#include "core/text/jinja_ast.h"
#include "core/text/jinja_lexer.h"

#include <fmt/format.h>

#include <algorithm>

namespace lapidary::jinja {

namespace {

constexpr int depthLimit = 200;

class Parser {
public:
    explicit Parser(std::string_view source) : m_tokens(tokenize(source)) {}

    Block run()
    {
        Block block = statements({});
        if (current().kind != Kind::End)
            refuse("this tag has no beginning");
        return block;
    }

private:
    using Kind = Token::Kind;
    using E = Expression::Kind;
    using S = Statement::Kind;

    struct Depth { // nesting of hostile templates must not use up the stack
        explicit Depth(Parser &parser) : m_parser(parser)
        {
            if (++m_parser.m_depth > depthLimit)
                m_parser.refuse("the template is nested too deeply");
        }
        ~Depth() { --m_parser.m_depth; }
        Parser &m_parser;
    };

    const Token &current() const { return m_tokens[m_at]; }
    const Token &ahead(size_t n) const
    {
        return m_tokens[std::min(m_at + n, m_tokens.size() - 1)];
    }
    Token take() { return m_at + 1 < m_tokens.size() ? m_tokens[m_at++] : m_tokens[m_at]; }

    [[noreturn]] void refuse(const std::string &what) const
    {
        throw Failure{ErrorCode::Unsupported, fmt::format("line {}: {}", current().line, what)};
    }

    bool isOperator(std::string_view text) const
    {
        return current().kind == Kind::Operator && current().text == text;
    }
    bool isName(std::string_view text) const
    {
        return current().kind == Kind::Name && current().text == text;
    }
    bool accept(std::string_view text)
    {
        if (!isOperator(text) && !isName(text))
            return false;
        take();
        return true;
    }
    void expect(std::string_view text)
    {
        if (!accept(text))
            refuse(fmt::format("expected '{}', found '{}'", text, current().text));
    }
    std::string name()
    {
        if (current().kind != Kind::Name)
            refuse(fmt::format("expected a name, found '{}'", current().text));
        return take().text;
    }
    void endTag()
    {
        if (current().kind != Kind::TagEnd)
            refuse(fmt::format("'{}' is not expected here", current().text));
        take();
    }

    // ---- statements ---------------------------------------------------------------------------

    using Ends = std::vector<std::string_view>;

    bool atEnd(const Ends &ends) const
    {
        return current().kind == Kind::TagBegin
            && std::find(ends.begin(), ends.end(), ahead(1).text) != ends.end();
    }

    Block statements(const Ends &ends)
    {
        const Depth depth(*this);
        Block block;
        while (current().kind != Kind::End && !atEnd(ends)) {
            const int line = current().line;
            auto statement = std::make_unique<Statement>();
            if (current().kind == Kind::Text) {
                statement->text = take().text;
            } else if (current().kind == Kind::OutputBegin) {
                take();
                statement->kind = S::Output;
                statement->expression = expression();
                if (current().kind != Kind::OutputEnd)
                    refuse(fmt::format("'{}' is not expected here", current().text));
                take();
            } else {
                take();
                tag(*statement);
            }
            statement->line = line;
            block.push_back(std::move(statement));
        }
        if (current().kind == Kind::End && !ends.empty())
            refuse(fmt::format("'{}' is missing", ends.back()));
        return block;
    }

    /// After `{%`, at the name of the ending tag.
    std::string closeTag()
    {
        take();
        return name();
    }

    void tag(Statement &statement)
    {
        const std::string word = name();
        if (word == "if")
            return condition(statement);
        if (word == "for")
            return loop(statement);
        if (word == "set")
            return assignment(statement);
        if (word == "macro")
            return macro(statement);
        if (word == "break" || word == "continue") {
            statement.kind = word == "break" ? S::Break : S::Continue;
            return endTag();
        }
        if (word == "generation") { // marks the assistant's text for training
            endTag();
            statement.kind = S::Group;
            statement.body = statements({"endgeneration"});
            closeTag();
            return endTag();
        }
        refuse(fmt::format("the tag '{}' is not supported", word));
    }

    void condition(Statement &statement)
    {
        statement.kind = S::If;
        statement.expression = expression();
        endTag();
        statement.body = statements({"elif", "else", "endif"});
        const std::string word = closeTag();
        if (word == "elif") {
            auto inner = std::make_unique<Statement>();
            inner->line = current().line;
            const Depth depth(*this);
            condition(*inner);
            statement.otherwise.push_back(std::move(inner));
            return;
        }
        endTag();
        if (word == "else") {
            statement.otherwise = statements({"endif"});
            closeTag();
            endTag();
        }
    }

    void loop(Statement &statement)
    {
        statement.kind = S::For;
        do {
            statement.names.push_back(name());
        } while (accept(","));
        expect("in");
        statement.expression = either();
        if (accept("if"))
            statement.filter = expression();
        endTag();
        statement.body = statements({"else", "endfor"});
        if (closeTag() == "else") {
            endTag();
            statement.otherwise = statements({"endfor"});
            closeTag();
        }
        endTag();
    }

    void assignment(Statement &statement)
    {
        statement.names.push_back(name());
        if (accept(".")) {
            statement.member = true;
            statement.names.push_back(name());
        }
        while (accept(","))
            statement.names.push_back(name());
        if (accept("=")) {
            statement.kind = S::Set;
            statement.expression = expression();
            return endTag();
        }
        statement.kind = S::SetBlock;
        endTag();
        statement.body = statements({"endset"});
        closeTag();
        endTag();
    }

    void macro(Statement &statement)
    {
        statement.kind = S::Macro;
        statement.text = name();
        expect("(");
        while (!accept(")")) {
            std::string parameter = name();
            ExpressionPtr value;
            if (accept("="))
                value = expression();
            statement.parameters.emplace_back(std::move(parameter), std::move(value));
            if (!isOperator(")"))
                expect(",");
        }
        endTag();
        statement.body = statements({"endmacro"});
        closeTag();
        endTag();
    }

    // ---- expressions --------------------------------------------------------------------------

    ExpressionPtr make(E kind, std::string text = {})
    {
        auto made = std::make_unique<Expression>();
        made->kind = kind;
        made->text = std::move(text);
        made->line = current().line;
        return made;
    }

    /// Long chains make deep trees without recursion in the parser.
    void adopt(Expression &parent, ExpressionPtr child)
    {
        if (child)
            parent.depth = std::max(parent.depth, child->depth + 1);
        if (parent.depth > depthLimit)
            refuse("an expression is too long");
        parent.items.push_back(std::move(child));
    }

    ExpressionPtr binary(std::string op, ExpressionPtr left, ExpressionPtr right)
    {
        auto made = make(E::Binary, std::move(op));
        adopt(*made, std::move(left));
        adopt(*made, std::move(right));
        return made;
    }

    ExpressionPtr expression()
    {
        const Depth depth(*this);
        ExpressionPtr value = either();
        while (accept("if")) {
            auto made = make(E::Choice);
            adopt(*made, std::move(value));
            adopt(*made, either());
            adopt(*made, accept("else") ? expression() : nullptr);
            value = std::move(made);
        }
        return value;
    }

    ExpressionPtr either()
    {
        ExpressionPtr left = both();
        while (accept("or"))
            left = binary("or", std::move(left), both());
        return left;
    }

    ExpressionPtr both()
    {
        ExpressionPtr left = negation();
        while (accept("and"))
            left = binary("and", std::move(left), negation());
        return left;
    }

    ExpressionPtr negation()
    {
        if (!isName("not"))
            return comparison();
        const Depth depth(*this);
        auto made = make(E::Unary, take().text);
        adopt(*made, negation());
        return made;
    }

    ExpressionPtr comparison()
    {
        ExpressionPtr left = sum();
        for (;;) {
            static const Ends operators{"==", "!=", "<", ">", "<=", ">="};
            const bool known = current().kind == Kind::Operator
                && std::find(operators.begin(), operators.end(), current().text)
                    != operators.end();
            if (known) {
                std::string op = take().text;
                left = binary(std::move(op), std::move(left), sum());
            } else if (isName("in")) {
                take();
                left = binary("in", std::move(left), sum());
            } else if (isName("not") && ahead(1).text == "in") {
                take();
                take();
                left = binary("not in", std::move(left), sum());
            } else {
                return left;
            }
        }
    }

    ExpressionPtr sum()
    {
        ExpressionPtr left = joined();
        while (isOperator("+") || isOperator("-")) {
            std::string op = take().text;
            left = binary(std::move(op), std::move(left), joined());
        }
        return left;
    }

    ExpressionPtr joined()
    {
        ExpressionPtr left = product();
        while (accept("~"))
            left = binary("~", std::move(left), product());
        return left;
    }

    ExpressionPtr product()
    {
        ExpressionPtr left = unary();
        while (isOperator("*") || isOperator("/") || isOperator("//") || isOperator("%")
               || isOperator("**")) {
            std::string op = take().text;
            left = binary(std::move(op), std::move(left), unary());
        }
        return left;
    }

    ExpressionPtr unary()
    {
        if (!isOperator("-") && !isOperator("+"))
            return postfix(primary());
        const Depth depth(*this);
        auto made = make(E::Unary, take().text);
        adopt(*made, unary());
        return made;
    }

    ExpressionPtr primary()
    {
        const Depth depth(*this);
        if (current().kind == Kind::String) {
            auto made = make(E::Literal);
            std::string text;
            while (current().kind == Kind::String) // neighbours are joined
                text += take().text;
            made->value = text;
            return made;
        }
        if (current().kind == Kind::Number) {
            auto made = make(E::Literal);
            const std::string text = take().text;
            made->value = Value::parse(text, nullptr, false);
            if (made->value.is_discarded())
                refuse(fmt::format("'{}' is not a number", text));
            return made;
        }
        if (current().kind == Kind::Name)
            return named();
        if (accept("("))
            return tuple(")");
        if (accept("["))
            return list("]");
        if (accept("{"))
            return dict();
        refuse(fmt::format("'{}' is not expected here", current().text));
    }

    ExpressionPtr named()
    {
        const std::string word = take().text;
        auto made = make(E::Literal);
        if (word == "true" || word == "True" || word == "false" || word == "False") {
            made->value = word[0] == 't' || word[0] == 'T';
        } else if (word != "none" && word != "None") {
            made->kind = E::Name;
            made->text = word;
        }
        return made;
    }

    ExpressionPtr tuple(std::string_view close)
    {
        if (accept(close))
            return make(E::List);
        ExpressionPtr first = expression();
        if (accept(close))
            return first;
        auto made = make(E::List);
        adopt(*made, std::move(first));
        while (accept(","))
            if (!isOperator(close))
                adopt(*made, expression());
        expect(close);
        return made;
    }

    ExpressionPtr list(std::string_view close)
    {
        auto made = make(E::List);
        while (!accept(close)) {
            adopt(*made, expression());
            if (!isOperator(close))
                expect(",");
        }
        return made;
    }

    ExpressionPtr dict()
    {
        auto made = make(E::Dict);
        while (!accept("}")) {
            adopt(*made, expression());
            expect(":");
            adopt(*made, expression());
            if (!isOperator("}"))
                expect(",");
        }
        return made;
    }

    ExpressionPtr postfix(ExpressionPtr value)
    {
        for (;;) {
            if (accept(".")) {
                auto made = make(E::Member, name());
                adopt(*made, std::move(value));
                value = std::move(made);
            } else if (accept("[")) {
                value = subscript(std::move(value));
            } else if (isOperator("(")) {
                auto made = make(E::Call);
                adopt(*made, std::move(value));
                arguments(*made);
                value = std::move(made);
            } else if (accept("|")) {
                auto made = make(E::Filter, name());
                adopt(*made, std::move(value));
                if (isOperator("("))
                    arguments(*made);
                value = std::move(made);
            } else if (isName("is")) {
                value = test(std::move(value));
            } else {
                return value;
            }
        }
    }

    ExpressionPtr test(ExpressionPtr value)
    {
        take();
        const bool negated = accept("not");
        auto made = make(E::Test, name());
        made->value = negated;
        adopt(*made, std::move(value));
        if (isOperator("("))
            arguments(*made);
        else if (current().kind == Kind::String || current().kind == Kind::Number)
            adopt(*made, primary());
        return made;
    }

    ExpressionPtr subscript(ExpressionPtr object)
    {
        auto made = make(E::Index);
        adopt(*made, std::move(object));
        ExpressionPtr first = isOperator(":") ? nullptr : expression();
        adopt(*made, std::move(first));
        if (accept("]"))
            return made;
        made->kind = E::Slice;
        expect(":");
        adopt(*made, isOperator("]") || isOperator(":") ? nullptr : expression());
        adopt(*made, accept(":") && !isOperator("]") ? expression() : nullptr);
        expect("]");
        return made;
    }

    void arguments(Expression &call)
    {
        expect("(");
        while (!accept(")")) {
            if (current().kind == Kind::Name && ahead(1).kind == Kind::Operator
                && ahead(1).text == "=") {
                std::string key = name();
                take();
                call.named.emplace_back(std::move(key), expression());
            } else {
                adopt(call, expression());
            }
            if (!isOperator(")"))
                expect(",");
        }
    }

    std::vector<Token> m_tokens;
    size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

Block parse(std::string_view source)
{
    return Parser(source).run();
}

} // namespace lapidary::jinja
