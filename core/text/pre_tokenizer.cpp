#include "core/text/pre_tokenizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

namespace lapidary {

const char *const gpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

namespace {

struct Match {
    size_t begin, end;
    bool is; ///< a match, or what lies between two
};

using Kept = std::vector<std::pair<size_t, size_t>>;

/// Consecutive matches (or gaps) joined as the behavior says; offsets within the piece.
Kept arrange(const std::vector<Match> &matches, SplitBehavior behavior)
{
    Kept kept;
    bool previous = false;
    if (behavior == SplitBehavior::MergedWithNext) {
        for (auto it = matches.rbegin(); it != matches.rend(); ++it) {
            if (it->is && !previous && !kept.empty())
                kept.back().first = it->begin;
            else
                kept.emplace_back(it->begin, it->end);
            previous = it->is;
        }
        return {kept.rbegin(), kept.rend()};
    }
    for (const Match &match : matches) {
        const bool join = behavior == SplitBehavior::Contiguous ? match.is == previous
            : behavior == SplitBehavior::MergedWithPrevious && match.is && !previous;
        if (behavior == SplitBehavior::Removed && match.is)
            continue;
        if (join && !kept.empty())
            kept.back().second = match.end;
        else
            kept.emplace_back(match.begin, match.end);
        previous = match.is;
    }
    return kept;
}

/// Base of the steps that only cut.
class Splitter : public PreTokenizer {
public:
    Splitter(SplitBehavior behavior, bool invert) : m_behavior(behavior), m_invert(invert) {}

    Status apply(PieceList &list) const override
    {
        std::vector<PieceList::Piece> out;
        out.reserve(list.pieces.size() + list.text.size() / 5);
        std::vector<Match> matches;
        const auto run = finder();
        for (const auto &piece : list.pieces) {
            matches.clear();
            const std::string_view text = list.view(piece);
            size_t done = 0;
            LAPIDARY_TRY(run(text, [&](size_t begin, size_t end) {
                if (begin > done)
                    matches.push_back({done, begin, m_invert});
                matches.push_back({begin, end, !m_invert});
                done = end;
            }));
            if (done < text.size())
                matches.push_back({done, text.size(), m_invert});
            append(piece, matches, out);
        }
        list.pieces = std::move(out);
        return {};
    }

protected:
    using Found = std::function<void(size_t, size_t)>;
    using Run = std::function<Status(std::string_view, const Found &)>;
    virtual Run finder() const = 0;

private:
    void append(const PieceList::Piece &piece, const std::vector<Match> &matches,
                std::vector<PieceList::Piece> &out) const
    {
        const auto put = [&](size_t begin, size_t end) {
            if (begin < end)
                out.push_back({piece.begin + begin, piece.begin + end, piece.first && begin == 0});
        };
        if (m_behavior == SplitBehavior::Isolated) {
            for (const Match &match : matches)
                put(match.begin, match.end);
            return;
        }
        for (const auto &[begin, end] : arrange(matches, m_behavior))
            put(begin, end);
    }

    SplitBehavior m_behavior;
    bool m_invert;
};

class RegexSplitter : public Splitter {
public:
    RegexSplitter(Regex regex, SplitBehavior behavior, bool invert)
        : Splitter(behavior, invert), m_regex(std::move(regex))
    {
    }

protected:
    Run finder() const override
    {
        return [matcher = std::make_shared<RegexMatcher>(m_regex)](
                   std::string_view text, const Found &found) {
            return matcher->forEach(text, found);
        };
    }

private:
    Regex m_regex;
};

class CodePointSplitter : public Splitter {
public:
    CodePointSplitter(std::function<bool(char32_t)> matches, SplitBehavior behavior)
        : Splitter(behavior, false), m_matches(std::move(matches))
    {
    }

protected:
    Run finder() const override
    {
        return [this](std::string_view text, const Found &found) -> Status {
            for (size_t at = 0; at < text.size();) {
                const CodePoint c = codePointAt(text, at);
                if (m_matches(c.value))
                    found(at, at + c.bytes);
                at += c.bytes;
            }
            return {};
        };
    }

private:
    std::function<bool(char32_t)> m_matches;
};

/// Base of the steps that change the text of pieces.
class Rewriter : public PreTokenizer {
public:
    Status apply(PieceList &list) const override
    {
        PieceList out;
        out.text.reserve(list.text.size() + list.pieces.size());
        out.pieces.reserve(list.pieces.size());
        for (const auto &piece : list.pieces) {
            const size_t begin = out.text.size();
            rewrite(list.view(piece), piece.first, out.text);
            if (out.text.size() > begin)
                out.pieces.push_back({begin, out.text.size(), piece.first});
        }
        list = std::move(out);
        return {};
    }

protected:
    virtual void rewrite(std::string_view piece, bool first, std::string &target) const = 0;
};

class PrefixSpace : public Rewriter {
protected:
    void rewrite(std::string_view piece, bool, std::string &target) const override
    {
        if (!piece.empty() && piece[0] != ' ')
            target += ' ';
        target += piece;
    }
};

class ToByteAlphabet : public Rewriter {
protected:
    void rewrite(std::string_view piece, bool, std::string &target) const override
    {
        for (const char c : piece)
            target += ByteAlphabet::get().text(static_cast<unsigned char>(c));
    }
};

class Metaspace : public Rewriter {
public:
    enum class Prepend { Always, First, Never };
    Metaspace(std::string mark, Prepend prepend) : m_mark(std::move(mark)), m_prepend(prepend) {}

protected:
    void rewrite(std::string_view piece, bool first, std::string &target) const override
    {
        const std::string marked = replaceAll(piece, " ", m_mark);
        const bool wanted =
            m_prepend == Prepend::Always || (m_prepend == Prepend::First && first);
        if (wanted && !marked.starts_with(m_mark))
            target += m_mark;
        target += marked;
    }

private:
    std::string m_mark;
    Prepend m_prepend;
};

// ---- from JSON --------------------------------------------------------------------------------

using jsonfields::flag;
using jsonfields::member;
using jsonfields::text;


Result<SplitBehavior> behaviorOf(const nlohmann::json &json, SplitBehavior missing)
{
    const nlohmann::json &value = member(json, "behavior");
    if (value.is_null())
        return missing;
    const std::pair<const char *, SplitBehavior> known[] = {
        {"Removed", SplitBehavior::Removed},
        {"Isolated", SplitBehavior::Isolated},
        {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
        {"MergedWithNext", SplitBehavior::MergedWithNext},
        {"Contiguous", SplitBehavior::Contiguous}};
    for (const auto &[name, behavior] : known)
        if (value == name)
            return behavior;
    return fail(ErrorCode::Unsupported, "the split behavior {} is not known.", value.dump());
}

Status addSplit(const nlohmann::json &json, PreTokenizers &made)
{
    LAPIDARY_ASSIGN(const auto behavior, behaviorOf(json, SplitBehavior::Isolated));
    const nlohmann::json &pattern = member(json, "pattern");
    const std::string literal = text(pattern, "String"), expression = text(pattern, "Regex");
    if (literal.empty() && expression.empty())
        return fail(ErrorCode::Input, "a Split pre-tokenizer has no pattern.");
    LAPIDARY_ASSIGN(auto regex,
                    literal.empty() ? Regex::compile(expression, Regex::Dialect::Oniguruma)
                                    : Regex::literal(literal));
    made.steps.push_back(makeSplit(std::move(regex), behavior, flag(json, "invert", false)));
    return {};
}

Status addByteLevel(const nlohmann::json &json, PreTokenizers &made)
{
    if (flag(json, "add_prefix_space", true))
        made.steps.push_back(makePrefixSpace());
    if (flag(json, "use_regex", true)) {
        LAPIDARY_ASSIGN(auto regex, Regex::compile(gpt2Pattern, Regex::Dialect::Oniguruma));
        made.steps.push_back(makeSplit(std::move(regex), SplitBehavior::Isolated, false));
    }
    made.byteLevel = true;
    return {};
}

Status addMetaspace(const nlohmann::json &json, PreTokenizers &made)
{
    std::string mark = text(json, "replacement");
    if (mark.empty())
        mark = spaceMark;
    const std::string scheme = text(json, "prepend_scheme");
    auto prepend = Metaspace::Prepend::Always;
    if (scheme == "first")
        prepend = Metaspace::Prepend::First;
    else if (scheme == "never" || (scheme.empty() && !flag(json, "add_prefix_space", true)))
        prepend = Metaspace::Prepend::Never;
    made.steps.push_back(std::make_shared<Metaspace>(mark, prepend));
    if (flag(json, "split", true)) {
        LAPIDARY_ASSIGN(auto regex, Regex::literal(mark));
        made.steps.push_back(makeSplit(std::move(regex), SplitBehavior::MergedWithNext, false));
    }
    made.metaspace = mark;
    return {};
}


Status add(const nlohmann::json &json, PreTokenizers &made, int depth)
{
    if (json.is_null())
        return {};
    if (made.byteLevel) { // something follows: the bytes must really be rewritten
        made.steps.push_back(makeByteAlphabet());
        made.byteLevel = false;
    }
    const std::string type = text(json, "type");
    const auto cut = [&](std::function<bool(char32_t)> matches, SplitBehavior behavior) {
        made.steps.push_back(makeSplit(std::move(matches), behavior));
        return Status();
    };
    if (type == "ByteLevel")
        return addByteLevel(json, made);
    if (type == "Split")
        return addSplit(json, made);
    if (type == "Metaspace")
        return addMetaspace(json, made);
    if (type == "Digits")
        return cut(isUnicodeNumber, flag(json, "individual_digits", false)
                                        ? SplitBehavior::Isolated
                                        : SplitBehavior::Contiguous);
    if (type == "WhitespaceSplit")
        return cut(isUnicodeSpace, SplitBehavior::Removed);
    if (type == "Punctuation") {
        LAPIDARY_ASSIGN(const auto behavior, behaviorOf(json, SplitBehavior::Isolated));
        return cut(isUnicodePunctuation, behavior);
    }
    if (type == "BertPreTokenizer") {
        LAPIDARY_TRY(cut(isUnicodeSpace, SplitBehavior::Removed));
        return cut(isUnicodePunctuation, SplitBehavior::Isolated);
    }
    if (type == "CharDelimiterSplit") {
        const std::string delimiter = text(json, "delimiter");
        if (delimiter.empty())
            return fail(ErrorCode::Input, "a CharDelimiterSplit has no delimiter.");
        return cut([c = codePointAt(delimiter, 0).value](char32_t other) { return c == other; },
                   SplitBehavior::Removed);
    }
    if (type == "Whitespace") {
        // \w+|[^\w\s]+ with the \w of Rust's regex, which is not Oniguruma's.
        const std::string word =
            "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}"
            "\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}\\x{200C}\\x{200D}";
        LAPIDARY_ASSIGN(auto regex, Regex::compile("[" + word + "]+|[^\\s" + word + "]+",
                                                   Regex::Dialect::Oniguruma));
        made.steps.push_back(makeSplit(std::move(regex), SplitBehavior::Removed, true));
        return {};
    }
    if (type == "Sequence") {
        const nlohmann::json &list = member(json, "pretokenizers");
        if (!list.is_array() || depth > jsonfields::nestingLimit)
            return fail(ErrorCode::Input, "a Sequence of pre-tokenizers has no usable list.");
        for (const auto &entry : list)
            LAPIDARY_TRY(add(entry, made, depth + 1));
        return {};
    }
    return fail(ErrorCode::Unsupported,
                "the pre-tokenizer '{}' is not supported; supported are ByteLevel, Split, "
                "Metaspace, Digits, Punctuation, Whitespace, WhitespaceSplit, CharDelimiterSplit, "
                "BertPreTokenizer and Sequence.",
                type);
}

} // namespace

std::shared_ptr<const PreTokenizer> makeSplit(Regex regex, SplitBehavior behavior, bool invert)
{
    return std::make_shared<RegexSplitter>(std::move(regex), behavior, invert);
}

std::shared_ptr<const PreTokenizer> makeSplit(std::function<bool(char32_t)> matches,
                                              SplitBehavior behavior)
{
    return std::make_shared<CodePointSplitter>(std::move(matches), behavior);
}

std::shared_ptr<const PreTokenizer> makePrefixSpace()
{
    return std::make_shared<PrefixSpace>();
}

std::shared_ptr<const PreTokenizer> makeByteAlphabet()
{
    return std::make_shared<ToByteAlphabet>();
}

Result<PreTokenizers> preTokenizersFromJson(const nlohmann::json &json)
{
    PreTokenizers made;
    LAPIDARY_TRY(add(json, made, 0));
    return made;
}

} // namespace lapidary
