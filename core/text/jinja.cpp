#include "core/text/jinja.h"

#include "core/text/jinja_ast.h"
#include "core/text/jinja_builtins.h"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace lapidary {

namespace jinja {

namespace {

constexpr int64_t stepLimit = 1'000'000;
constexpr size_t outputLimit = 16 << 20;
constexpr int callLimit = 100;
constexpr size_t templateLimit = 1 << 20;

class Interpreter {
public:
    Interpreter(const Value &variables, std::string_view date) : m_date(date)
    {
        m_scopes.emplace_back();
        for (const auto &[name, value] : variables.items())
            m_scopes.back()[name] = value;
    }

    std::string run(const Block &block)
    {
        execute(block);
        return std::move(m_out);
    }

private:
    using E = Expression::Kind;
    using S = Statement::Kind;
    using Scope = std::map<std::string, Value>;
    enum class Flow { Next, Break, Continue };

    [[noreturn]] void refuse(int line, const std::string &what,
                             ErrorCode code = ErrorCode::Unsupported) const
    {
        throw Failure{code, fmt::format("line {}: {}", line, what)};
    }

    void step(int line)
    {
        if (++m_steps > stepLimit || m_out.size() > outputLimit)
            refuse(line, "the template does not come to an end", ErrorCode::Input);
    }

    const Value &light(const Value &value, int line) const
    {
        if (weight(value) > weightLimit)
            refuse(line, "the template makes a value that is too large", ErrorCode::Input);
        return value;
    }

    void limit(size_t &sum, const Value &item, int line) const
    {
        sum += weight(item);
        if (sum > weightLimit)
            refuse(line, "the template makes a value that is too large", ErrorCode::Input);
    }

    Value *variable(const std::string &name)
    {
        for (auto scope = m_scopes.rbegin(); scope != m_scopes.rend(); ++scope)
            if (const auto found = scope->find(name); found != scope->end())
                return &found->second;
        return nullptr;
    }

    // ---- statements ---------------------------------------------------------------------------

    Flow execute(const Block &block)
    {
        for (const auto &statement : block) {
            step(statement->line);
            if (const Flow flow = execute(*statement); flow != Flow::Next)
                return flow;
        }
        return Flow::Next;
    }

    Flow execute(const Statement &statement)
    {
        switch (statement.kind) {
        case S::Text: m_out += statement.text; break;
        case S::Output: m_out += toText(evaluate(*statement.expression)); break;
        case S::If:
            return execute(isTrue(evaluate(*statement.expression)) ? statement.body
                                                                   : statement.otherwise);
        case S::For: return loop(statement);
        case S::Set: assign(statement, evaluate(*statement.expression)); break;
        case S::SetBlock: assign(statement, captured(statement.body)); break;
        case S::Macro: m_macros[statement.text] = &statement; break;
        case S::Break: return Flow::Break;
        case S::Continue: return Flow::Continue;
        case S::Group: return execute(statement.body);
        }
        return Flow::Next;
    }

    std::string captured(const Block &block)
    {
        std::string outer;
        std::swap(outer, m_out);
        execute(block);
        std::swap(outer, m_out);
        return outer;
    }

    void assign(const Statement &statement, Value value)
    {
        light(value, statement.line);
        if (statement.member) {
            Value *object = variable(statement.names[0]);
            if (!object || !object->is_object())
                refuse(statement.line,
                       fmt::format("'{}' is no namespace", statement.names[0]));
            (*object)[statement.names[1]] = std::move(value);
            light(*object, statement.line);
            return;
        }
        bind(statement.names, std::move(value), statement.line);
    }

    void bind(const std::vector<std::string> &names, Value value, int line)
    {
        if (names.size() == 1) {
            m_scopes.back()[names[0]] = std::move(value);
            return;
        }
        if (!value.is_array() || value.size() != names.size())
            refuse(line, fmt::format("{} names cannot take this value", names.size()));
        for (size_t i = 0; i < names.size(); ++i)
            m_scopes.back()[names[i]] = value[i];
    }

    Flow loop(const Statement &statement)
    {
        std::vector<Value> items;
        for (Value &item : listOf(evaluate(*statement.expression), statement.line)) {
            if (statement.filter) {
                m_scopes.emplace_back();
                bind(statement.names, item, statement.line);
                const bool keep = isTrue(evaluate(*statement.filter));
                m_scopes.pop_back();
                if (!keep)
                    continue;
            }
            items.push_back(std::move(item));
        }
        if (items.empty())
            return execute(statement.otherwise);
        for (size_t i = 0; i < items.size(); ++i) {
            step(statement.line);
            m_steps += 10 + static_cast<int64_t>(weight(items[i]) / 64); // it is copied
            m_scopes.emplace_back();
            m_scopes.back()["loop"] = loopValue(items, i);
            bind(statement.names, items[i], statement.line);
            const Flow flow = execute(statement.body);
            m_scopes.pop_back();
            if (flow == Flow::Break)
                break;
        }
        return Flow::Next;
    }

    static Value loopValue(const std::vector<Value> &items, size_t i)
    {
        const Value undefined(Value::value_t::discarded);
        const size_t count = items.size();
        return {{"index", i + 1},
                {"index0", i},
                {"first", i == 0},
                {"last", i + 1 == count},
                {"length", count},
                {"revindex", count - i},
                {"revindex0", count - i - 1},
                {"previtem", i > 0 ? items[i - 1] : undefined},
                {"nextitem", i + 1 < count ? items[i + 1] : undefined}};
    }

    // ---- expressions --------------------------------------------------------------------------

    Value evaluate(const Expression &e)
    {
        step(e.line);
        switch (e.kind) {
        case E::Literal: return e.value;
        case E::Name: {
            if (const Value *found = variable(e.text)) {
                m_steps += static_cast<int64_t>(weight(*found) / 256); // it is copied
                return *found;
            }
            if (isFunction(e.text) || m_macros.count(e.text))
                return "function " + e.text; // only for tests like `is defined`
            return Value(Value::value_t::discarded);
        }
        case E::List: {
            Value list = Value::array();
            size_t sum = 0;
            for (const auto &item : e.items) {
                list.push_back(evaluate(*item));
                limit(sum, list.back(), e.line);
            }
            return list;
        }
        case E::Dict: {
            Value dict = Value::object();
            size_t sum = 0;
            for (size_t i = 0; i + 1 < e.items.size(); i += 2) {
                Value &item = dict[toText(evaluate(*e.items[i]))];
                item = evaluate(*e.items[i + 1]);
                limit(sum, item, e.line);
            }
            return dict;
        }
        case E::Unary: return unary(e);
        case E::Binary: return binary(e);
        case E::Choice:
            if (isTrue(evaluate(*e.items[1])))
                return evaluate(*e.items[0]);
            return e.items[2] ? evaluate(*e.items[2]) : Value(Value::value_t::discarded);
        case E::Member: return member(evaluate(*e.items[0]), e.text);
        case E::Index: return index(evaluate(*e.items[0]), evaluate(*e.items[1]));
        case E::Slice: return sliced(e);
        case E::Call: return call(e);
        case E::Filter: return filtered(e);
        case E::Test: return tested(e);
        }
        return {};
    }

    Value unary(const Expression &e)
    {
        const Value value = evaluate(*e.items[0]);
        if (e.text == "not")
            return !isTrue(value);
        return arithmetic(e.text, Value(0), value, e.line);
    }

    Value binary(const Expression &e)
    {
        Value left = evaluate(*e.items[0]);
        if (e.text == "or" || e.text == "and")
            return isTrue(left) == (e.text == "or") ? left : evaluate(*e.items[1]);
        const Value right = evaluate(*e.items[1]);
        if (e.text == "~")
            return light(toText(left) + toText(right), e.line);
        if (e.text == "in" || e.text == "not in")
            return contains(right, left) == (e.text == "in");
        if (e.text == "==" || e.text == "!=")
            return equal(left, right) == (e.text == "==");
        if (e.text[0] == '<' || e.text[0] == '>')
            return compare(e.text, left, right, e.line);
        return light(arithmetic(e.text, left, right, e.line), e.line);
    }

    Value sliced(const Expression &e)
    {
        std::optional<int64_t> bounds[3];
        for (size_t i = 0; i < 3; ++i)
            if (e.items[i + 1]) {
                const Value bound = evaluate(*e.items[i + 1]);
                if (bound.is_number_integer())
                    bounds[i] = bound.get<int64_t>();
            }
        return slice(evaluate(*e.items[0]), bounds[0], bounds[1], bounds[2], e.line);
    }

    Arguments arguments(const Expression &e)
    {
        Arguments made;
        size_t sum = 0;
        for (size_t i = 1; i < e.items.size(); ++i) {
            made.values.push_back(evaluate(*e.items[i]));
            limit(sum, made.values.back(), e.line);
        }
        for (const auto &[name, value] : e.named) {
            made.named[name] = evaluate(*value);
            limit(sum, made.named[name], e.line);
        }
        return made;
    }

    Value call(const Expression &e)
    {
        const Expression &target = *e.items[0];
        if (target.kind == E::Member)
            return method(evaluate(*target.items[0]), target.text, arguments(e), e.line);
        if (target.kind != E::Name)
            refuse(e.line, "this cannot be called");
        if (const auto macro = m_macros.find(target.text); macro != m_macros.end())
            return callMacro(*macro->second, arguments(e), e.line);
        return function(target.text, arguments(e), m_date, e.line);
    }

    Value callMacro(const Statement &macro, Arguments arguments, int line)
    {
        if (++m_calls > callLimit)
            refuse(line, "macros call each other without end", ErrorCode::Input);
        Scope scope;
        for (size_t i = 0; i < macro.parameters.size(); ++i) {
            const auto &[name, standard] = macro.parameters[i];
            if (const auto named = arguments.named.find(name); named != arguments.named.end())
                scope[name] = named->second;
            else if (i < arguments.values.size())
                scope[name] = arguments.values[i];
            else
                scope[name] = standard ? evaluate(*standard) : Value(Value::value_t::discarded);
        }
        // A macro sees the globals, not the variables of its caller.
        std::vector<Scope> outer;
        std::swap(outer, m_scopes);
        m_scopes.push_back(std::move(outer.front()));
        m_scopes.push_back(std::move(scope));
        std::string text = captured(macro.body);
        outer.front() = std::move(m_scopes.front());
        std::swap(outer, m_scopes);
        --m_calls;
        return text;
    }

    Value filtered(const Expression &e)
    {
        Value value = evaluate(*e.items[0]);
        return filter(e.text, std::move(value), arguments(e), e.line);
    }

    Value tested(const Expression &e)
    {
        const Value value = evaluate(*e.items[0]);
        return test(e.text, value, arguments(e), e.line) != e.value.get<bool>();
    }

    std::vector<Scope> m_scopes;
    std::map<std::string, const Statement *> m_macros;
    std::string m_out;
    std::string m_date;
    int64_t m_steps = 0;
    int m_calls = 0;
};

} // namespace

} // namespace jinja

Result<std::string> renderJinja(std::string_view source, const nlohmann::ordered_json &variables,
                                std::string_view date)
{
    if (source.size() > jinja::templateLimit)
        return fail(ErrorCode::Unsupported, "The chat template has {} bytes; at most {} are read.",
                    source.size(), jinja::templateLimit);
    try {
        const jinja::Block block = jinja::parse(source);
        return jinja::Interpreter(variables, date).run(block);
    } catch (const jinja::Failure &failure) {
        return fail(failure.code, "The chat template cannot be used: {}.", failure.message);
    } catch (const std::exception &e) {
        return fail(ErrorCode::Unsupported, "The chat template cannot be used ({}).", e.what());
    }
}

} // namespace lapidary
