#include "core/text/story_grammar.h"

#include <cctype>
#include <random>

namespace lapidary {

namespace {

constexpr int kMaxDepth = 40;

std::string field(const std::string &value, size_t index)
{
    size_t begin = 0;
    for (; index > 0; --index) {
        const size_t bar = value.find('|', begin);
        if (bar == std::string::npos)
            break;
        begin = bar + 1;
    }
    return value.substr(begin, value.find('|', begin) - begin);
}

/// Names between braces, without binding, capital mark and field number.
std::vector<std::string> referencedNames(const std::string &alternative)
{
    std::vector<std::string> names;
    for (size_t open = alternative.find('{'); open != std::string::npos;
         open = alternative.find('{', open + 1)) {
        const size_t close = alternative.find('}', open);
        if (close == std::string::npos)
            return {""};
        std::string name = alternative.substr(open + 1, close - open - 1);
        if (!name.empty() && name[0] == '^')
            name.erase(0, 1);
        names.push_back(name);
    }
    return names;
}

} // namespace

Result<StoryGrammar> StoryGrammar::fromJson(const nlohmann::json &json)
{
    StoryGrammar grammar;
    try {
        grammar.m_rules = json.get<decltype(m_rules)>();
    } catch (const nlohmann::json::exception &e) {
        return fail(ErrorCode::Input, "grammar: expected rules with lists of sentences; {}",
                    e.what());
    }
    if (!grammar.m_rules.count("story"))
        return fail(ErrorCode::Input, "grammar: the rule 'story' is missing");
    for (const auto &[rule, alternatives] : grammar.m_rules) {
        if (alternatives.empty())
            return fail(ErrorCode::Input, "grammar: rule '{}' has no alternatives", rule);
        for (const std::string &alternative : alternatives)
            for (const std::string &name : referencedNames(alternative)) {
                const size_t equals = name.find('=');
                if (name.empty() ||
                    (equals != std::string::npos && !grammar.m_rules.count(name.substr(equals + 1))))
                    return fail(ErrorCode::Input, "grammar: rule '{}': unknown name in \"{}\"",
                                rule, alternative);
            }
    }
    return grammar;
}

/// One story under construction: its random numbers and bound variables.
struct StoryGrammar::Story {
    const StoryGrammar &grammar;
    std::mt19937_64 &random;
    std::map<std::string, std::string> bound;

    std::string expand(const std::string &rule, int depth)
    {
        const auto found = grammar.m_rules.find(rule);
        if (found == grammar.m_rules.end() || depth > kMaxDepth)
            return {};
        const auto &alternatives = found->second;
        return fill(alternatives[random() % alternatives.size()], depth);
    }

    std::string fill(const std::string &alternative, int depth)
    {
        std::string out;
        for (size_t i = 0; i < alternative.size(); ++i) {
            if (alternative[i] != '{') {
                out += alternative[i];
                continue;
            }
            const size_t close = alternative.find('}', i);
            out += slot(alternative.substr(i + 1, close - i - 1), depth);
            i = close;
        }
        return out;
    }

    std::string slot(std::string name, int depth)
    {
        const bool capital = name[0] == '^';
        if (capital)
            name.erase(0, 1);
        std::string text = value(name, depth);
        if (capital && !text.empty())
            text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
        return text;
    }

    std::string value(const std::string &name, int depth)
    {
        if (const size_t equals = name.find('='); equals != std::string::npos) {
            const std::string expanded = expand(name.substr(equals + 1), depth + 1);
            bound[name.substr(0, equals)] = expanded;
            return field(expanded, 0);
        }
        const size_t dot = name.find('.');
        const auto variable = bound.find(name.substr(0, dot));
        if (variable == bound.end())
            return expand(name, depth + 1);
        const size_t index = dot == std::string::npos ? 0 : std::stoul(name.substr(dot + 1));
        return field(variable->second, index);
    }
};

std::string StoryGrammar::text(uint64_t seed, size_t bytes) const
{
    std::mt19937_64 random(seed);
    std::string out;
    while (out.size() < bytes) {
        Story story{*this, random, {}};
        out += story.expand("story", 0) + "\n\n";
    }
    return out;
}

} // namespace lapidary
