#include "core/text/normalizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/regex.h"
#include "core/text/unicode.h"

#include <functional>
#include <optional>

namespace lapidary {

namespace {

using Made = Result<std::shared_ptr<const Normalizer>>;
using jsonfields::flag;
using jsonfields::member;
using jsonfields::text;


class FunctionNormalizer : public Normalizer {
public:
    explicit FunctionNormalizer(std::function<Result<std::string>(std::string)> function)
        : m_function(std::move(function))
    {
    }
    Result<std::string> apply(std::string text) const override
    {
        return m_function(std::move(text));
    }

private:
    std::function<Result<std::string>(std::string)> m_function;
};

class SequenceNormalizer : public Normalizer {
public:
    std::vector<std::shared_ptr<const Normalizer>> parts;
    Result<std::string> apply(std::string text) const override
    {
        for (const auto &part : parts) {
            LAPIDARY_ASSIGN(text, part->apply(std::move(text)));
        }
        return text;
    }
};

Made function(std::function<Result<std::string>(std::string)> body)
{
    return std::make_shared<const FunctionNormalizer>(std::move(body));
}

Made unicodeForm(NormalForm form)
{
    return function([form](std::string in) -> Result<std::string> {
        bool ascii = true;
        for (const char c : in)
            ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        if (ascii)
            return in;
        if (auto out = normalizeUnicode(in, form))
            return std::move(*out);
        return fail(ErrorCode::Internal, "ICU could not normalize a text of {} bytes.", in.size());
    });
}

std::string strip(const std::string &in, bool left, bool right)
{
    size_t begin = 0, end = in.size();
    while (left && begin < end && isUnicodeSpace(codePointAt(in, begin).value))
        begin += codePointAt(in, begin).bytes;
    while (right && end > begin && isUnicodeSpace(codePointBefore(in, end).value))
        end -= codePointBefore(in, end).bytes;
    return in.substr(begin, end - begin);
}

std::string withoutMarks(const std::string &in)
{
    std::string out;
    for (size_t at = 0; at < in.size();) {
        const CodePoint c = codePointAt(in, at);
        if (!isNonspacingMark(c.value))
            out.append(in, at, c.bytes);
        at += c.bytes;
    }
    return out;
}

Made replacement(const nlohmann::json &json)
{
    const std::string content = text(json, "content");
    const nlohmann::json &pattern = member(json, "pattern");
    if (const std::string from = text(pattern, "String"); !from.empty())
        return function([from, content](std::string in) -> Result<std::string> {
            return replaceAll(in, from, content);
        });
    const std::string expression = text(pattern, "Regex");
    if (expression.empty())
        return fail(ErrorCode::Input, "a Replace normalizer has no pattern.");
    LAPIDARY_ASSIGN(const Regex regex, Regex::compile(expression, Regex::Dialect::Oniguruma));
    return function([regex, content](std::string in) -> Result<std::string> {
        std::string out;
        size_t done = 0;
        LAPIDARY_TRY(RegexMatcher(regex).forEach(in, [&](size_t begin, size_t end) {
            out.append(in, done, begin - done).append(content);
            done = end;
        }));
        return out.append(in, done);
    });
}

Made make(const nlohmann::json &json, int depth);

Made sequence(const nlohmann::json &json, int depth)
{
    auto made = std::make_shared<SequenceNormalizer>();
    const nlohmann::json &list = member(json, "normalizers");
    if (!list.is_array() || depth > jsonfields::nestingLimit)
        return fail(ErrorCode::Input, "a Sequence of normalizers has no usable list.");
    for (const auto &entry : list) {
        LAPIDARY_ASSIGN(auto part, make(entry, depth + 1));
        if (part)
            made->parts.push_back(std::move(part));
    }
    return std::shared_ptr<const Normalizer>(std::move(made));
}

Made make(const nlohmann::json &json, int depth)
{
    if (json.is_null())
        return std::shared_ptr<const Normalizer>();
    const std::string type = text(json, "type");
    if (type == "Sequence")
        return sequence(json, depth);
    if (type == "NFC")
        return unicodeForm(NormalForm::C);
    if (type == "NFD")
        return unicodeForm(NormalForm::D);
    if (type == "NFKC")
        return unicodeForm(NormalForm::KC);
    if (type == "NFKD")
        return unicodeForm(NormalForm::KD);
    if (type == "Lowercase")
        return function([](std::string in) -> Result<std::string> { return lowerCase(in); });
    if (type == "StripAccents")
        return function([](std::string in) -> Result<std::string> { return withoutMarks(in); });
    if (type == "ByteLevel")
        return function([](std::string in) -> Result<std::string> {
            return ByteAlphabet::get().encode(in);
        });
    if (type == "Prepend")
        return function([prefix = text(json, "prepend")](std::string in) -> Result<std::string> {
            return in.empty() ? in : prefix + in;
        });
    if (type == "Strip")
        return function([left = flag(json, "strip_left", true),
                         right = flag(json, "strip_right", true)](
                            std::string in) -> Result<std::string> {
            return strip(in, left, right);
        });
    if (type == "Replace")
        return replacement(json);
    return fail(ErrorCode::Unsupported,
                "the normalizer '{}' is not supported; supported are NFC, NFD, NFKC, NFKD, "
                "Lowercase, StripAccents, Strip, Prepend, Replace, ByteLevel and Sequence.",
                type);
}

} // namespace

Made Normalizer::fromJson(const nlohmann::json &json)
{
    return make(json, 0);
}

} // namespace lapidary
