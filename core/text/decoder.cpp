#include "core/text/decoder.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/regex.h"
#include "core/text/unicode.h"

namespace lapidary {

namespace {

using Tokens = Decoder::Tokens;
using jsonfields::flag;
using jsonfields::integer;
using jsonfields::member;
using jsonfields::text;


std::string join(const Tokens &tokens, std::string_view between)
{
    std::string out;
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (i > 0)
            out += between;
        out += tokens[i];
    }
    return out;
}

Tokens fromByteAlphabet(const Tokens &tokens)
{
    std::string bytes;
    for (const std::string &token : tokens)
        bytes += ByteAlphabet::get().decode(token).value_or(token);
    return {replaceInvalidUtf8(bytes)};
}

/// Runs of <0xNN> become their text, or one U+FFFD a byte when they are not UTF-8.
Tokens fromByteTokens(const Tokens &tokens)
{
    Tokens out;
    std::string bytes;
    const auto flush = [&] {
        if (bytes.empty())
            return;
        if (!firstInvalidUtf8(bytes)) {
            out.push_back(bytes);
        } else {
            for (size_t i = 0; i < bytes.size(); ++i)
                out.push_back("\xef\xbf\xbd");
        }
        bytes.clear();
    };
    for (const std::string &token : tokens) {
        if (const auto byte = byteOfToken(token)) {
            bytes.push_back(static_cast<char>(*byte));
            continue;
        }
        flush();
        out.push_back(token);
    }
    flush();
    return out;
}

/// Takes up to `start` and `stop` copies of `content` off the ends of every token.
Tokens strip(Tokens tokens, const std::string &content, int64_t start, int64_t stop)
{
    for (std::string &token : tokens) {
        size_t begin = 0, end = token.size();
        for (int64_t i = 0; i < start && token.compare(begin, content.size(), content) == 0; ++i)
            begin += content.size();
        for (int64_t i = 0; i < stop && end >= begin + content.size()
             && token.compare(end - content.size(), content.size(), content) == 0;
             ++i)
            end -= content.size();
        token = token.substr(begin, end - begin);
    }
    return tokens;
}

} // namespace

Status Decoder::add(const nlohmann::json &json, int depth)
{
    const std::string type = text(json, "type");
    if (type == "ByteLevel") {
        m_byteLevel = true;
        m_steps.push_back(fromByteAlphabet);
    } else if (type == "ByteFallback") {
        m_steps.push_back(fromByteTokens);
    } else if (type == "Fuse") {
        m_steps.push_back([](const Tokens &tokens) { return Tokens{join(tokens, "")}; });
    } else if (type == "Strip") {
        const std::string content = text(json, "content");
        if (content.empty())
            return fail(ErrorCode::Input, "a Strip decoder has no content.");
        m_steps.push_back([content, start = integer(json, "start", 1 << 20).value_or(0),
                           stop = integer(json, "stop", 1 << 20).value_or(0)](Tokens tokens) {
            return strip(std::move(tokens), content, start, stop);
        });
    } else if (type == "Replace") {
        const std::string content = text(json, "content");
        const std::string from = text(member(json, "pattern"), "String");
        const std::string expression = text(member(json, "pattern"), "Regex");
        if (from.empty() && expression.empty())
            return fail(ErrorCode::Input, "a Replace decoder has no pattern.");
        LAPIDARY_ASSIGN(const Regex regex,
                        from.empty() ? Regex::compile(expression, Regex::Dialect::Oniguruma)
                                     : Regex::literal(from));
        m_steps.push_back([regex, content](Tokens tokens) {
            RegexMatcher matcher(regex);
            for (std::string &token : tokens) {
                std::string out;
                size_t done = 0;
                const auto status = matcher.forEach(token, [&](size_t begin, size_t end) {
                    out.append(token, done, begin - done).append(content);
                    done = end;
                });
                if (status)
                    token = out.append(token, done);
            }
            return tokens;
        });
    } else if (type == "Metaspace") {
        std::string mark = text(json, "replacement");
        if (mark.empty())
            mark = spaceMark;
        const bool prepended = text(json, "prepend_scheme") != "never"
            && flag(json, "add_prefix_space", true);
        m_steps.push_back([mark, prepended](Tokens tokens) {
            for (size_t i = 0; i < tokens.size(); ++i)
                tokens[i] = replaceAll(tokens[i], mark, i == 0 && prepended ? "" : " ");
            return tokens;
        });
    } else if (type == "BPEDecoder") {
        std::string suffix = text(json, "suffix");
        if (suffix.empty())
            suffix = "</w>";
        m_steps.push_back([suffix](Tokens tokens) {
            for (size_t i = 0; i < tokens.size(); ++i)
                tokens[i] = replaceAll(tokens[i], suffix, i + 1 < tokens.size() ? " " : "");
            return tokens;
        });
    } else if (type == "Sequence") {
        const nlohmann::json &list = member(json, "decoders");
        if (!list.is_array() || depth > jsonfields::nestingLimit)
            return fail(ErrorCode::Input, "a Sequence of decoders has no usable list.");
        for (const auto &entry : list)
            LAPIDARY_TRY(add(entry, depth + 1));
    } else {
        return fail(ErrorCode::Unsupported,
                    "the decoder '{}' is not supported; supported are ByteLevel, ByteFallback, "
                    "Fuse, Strip, Replace, Metaspace, BPEDecoder and Sequence.",
                    type);
    }
    return {};
}

Result<Decoder> Decoder::fromJson(const nlohmann::json &json)
{
    Decoder made;
    if (json.is_null()) {
        made.m_steps.push_back([](const Tokens &tokens) { return Tokens{join(tokens, " ")}; });
        return made;
    }
    LAPIDARY_TRY(made.add(json, 0));
    return made;
}

std::string Decoder::decode(Tokens tokens) const
{
    for (const auto &step : m_steps)
        tokens = step(std::move(tokens));
    return replaceInvalidUtf8(join(tokens, ""));
}

} // namespace lapidary
