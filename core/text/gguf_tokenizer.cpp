#include "core/text/gguf_tokenizer.h"

#include "core/checkpoint/gguf_value.h"
#include "core/text/gguf_pre_types.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>

namespace lapidary {

namespace {

using Merges = std::vector<std::pair<std::string_view, std::string_view>>;

/// "left right"; the left part may itself start with a space.
Result<Merges> readMerges(const GgufMetadata &metadata)
{
    const GgufValue *list = metadata.find("tokenizer.ggml.merges");
    if (!list || !list->isArray)
        return fail(ErrorCode::Input, "tokenizer.ggml.merges is missing.");
    Merges merges;
    merges.reserve(list->strings.size());
    for (const std::string &rule : list->strings) {
        const std::string_view both = rule;
        const size_t space = both.find(' ', 1);
        if (space == std::string_view::npos)
            return fail(ErrorCode::Input,
                        "tokenizer.ggml.merges[{}] is '{}'; expected two parts and a space.",
                        merges.size(), rule);
        merges.emplace_back(both.substr(0, space), both.substr(space + 1));
    }
    return merges;
}

/// isspace() of the C locale, as llama.cpp strips.
bool isAsciiSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

} // namespace

Result<std::shared_ptr<GgufTokenizer>> GgufTokenizer::makeBpe(const GgufMetadata &metadata)
{
    const std::string pre = metadata.text("tokenizer.ggml.pre").value_or("");
    const GgufPreType *type = ggufPreType(pre);
    if (!type)
        return fail(ErrorCode::Unsupported,
                    "the pre-tokenizer '{}' (tokenizer.ggml.pre) is not supported, so texts "
                    "cannot be cut as the model expects; use the model's Hugging Face folder, "
                    "whose tokenizer.json says how.",
                    pre);
    const auto standard = type->keepsBos ? std::optional<int32_t>(11) : std::nullopt;
    LAPIDARY_ASSIGN(const auto vocab, readGgufVocab(metadata, standard, 11));
    LAPIDARY_ASSIGN(const auto merges, readMerges(metadata));
    BpeOptions options;
    options.byteLevel = true;
    options.ignoreMerges = type->ignoreMerges;
    options.firstRuleWins = true;
    options.allowVirtual = true;
    BpeModel model(vocab.tokens, std::move(options));
    LAPIDARY_TRY(model.setMerges(merges));
    std::shared_ptr<GgufTokenizer> made(new GgufTokenizer(std::move(model)));
    for (const char *pattern : type->patterns) {
        LAPIDARY_ASSIGN(auto regex, Regex::compile(pattern, Regex::Dialect::Ecma));
        made->m_steps.push_back(makeSplit(std::move(regex), SplitBehavior::Isolated, false));
    }
    made->m_info.kind = "byte-level BPE";
    made->describe(metadata, vocab, type->addBos);
    return made;
}

Result<std::shared_ptr<GgufTokenizer>> GgufTokenizer::makeSentencePiece(
    const GgufMetadata &metadata)
{
    LAPIDARY_ASSIGN(const auto vocab, readGgufVocab(metadata, 1, 2));
    BpeOptions options;
    options.byteFallback = true;
    options.allowVirtual = true;
    const auto unknown = metadata.integer("tokenizer.ggml.unknown_token_id").value_or(0);
    if (unknown >= 0 && unknown < static_cast<int64_t>(vocab.tokens.size()))
        options.unknown = static_cast<int32_t>(unknown);
    BpeModel model(vocab.tokens, std::move(options));
    model.setScores(vocab.scores);
    std::shared_ptr<GgufTokenizer> made(new GgufTokenizer(std::move(model)));
    made->m_sentencePiece = true;
    made->m_addSpacePrefix = metadata.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    made->m_cutAtSpaceMarks =
        made->m_model.find(spaceMark).has_value() && noTokenSpansWords(made->m_model);
    made->m_info.kind = "SentencePiece BPE";
    made->describe(metadata, vocab, true);
    return made;
}

void GgufTokenizer::describe(const GgufMetadata &metadata, const GgufVocab &vocab, bool addBos)
{
    m_types = vocab.types;
    m_rstrip = vocab.rstrip;
    m_info.vocab = m_model.size();
    m_info.bos = vocab.bos;
    m_info.eos = vocab.eos;
    m_info.stopIds = vocab.stopIds;
    m_info.addBos = metadata.boolean("tokenizer.ggml.add_bos_token").value_or(addBos) && vocab.bos;
    m_info.addEos = metadata.boolean("tokenizer.ggml.add_eos_token").value_or(false) && vocab.eos;
    m_info.chatTemplate = metadata.text("tokenizer.chat_template").value_or("");
    for (int32_t id = 0; id < m_model.size(); ++id)
        if (isSpecial(id) || m_types[static_cast<size_t>(id)] == GgufTokenType::UserDefined)
            m_specials.push_back(id);
    std::stable_sort(m_specials.begin(), m_specials.end(), [&](int32_t a, int32_t b) {
        return m_model.token(a).size() > m_model.token(b).size();
    });
}

Result<std::shared_ptr<GgufTokenizer>> GgufTokenizer::fromMetadata(const GgufMetadata &metadata)
{
    const std::string model = metadata.text("tokenizer.ggml.model").value_or("");
    if (model == "gpt2")
        return makeBpe(metadata);
    if (model == "llama")
        return makeSentencePiece(metadata);
    if (model.empty())
        return fail(ErrorCode::Input, "the file has no tokenizer (no tokenizer.ggml.model).");
    return fail(ErrorCode::Unsupported,
                "the tokenizer model '{}' is not supported; supported are 'gpt2' (byte-level BPE) "
                "and 'llama' (SentencePiece BPE).",
                model);
}

bool GgufTokenizer::isSpecial(int32_t id) const
{
    const GgufTokenType type = m_types[static_cast<size_t>(id)];
    return type == GgufTokenType::Control || type == GgufTokenType::Unknown;
}

/// Those of m_specials that are somewhere in the text: most texts have none, and looking for a
/// few hundred one by one would take longer than all the rest.
std::vector<int32_t> GgufTokenizer::specialsIn(std::string_view text, SpecialText mode) const
{
    std::array<std::vector<size_t>, 256> byFirst;
    for (size_t i = 0; i < m_specials.size(); ++i)
        if (mode == SpecialText::Parse || !isSpecial(m_specials[i]))
            byFirst[static_cast<unsigned char>(m_model.token(m_specials[i])[0])].push_back(i);
    std::vector<bool> present(m_specials.size());
    for (size_t at = 0; at < text.size(); ++at)
        for (const size_t i : byFirst[static_cast<unsigned char>(text[at])])
            if (!present[i] && text.substr(at).starts_with(m_model.token(m_specials[i])))
                present[i] = true;
    std::vector<int32_t> found;
    for (size_t i = 0; i < m_specials.size(); ++i)
        if (present[i])
            found.push_back(m_specials[i]);
    return found;
}

void GgufTokenizer::cutAt(int32_t special, std::string_view text, const Fragment &fragment,
                          std::vector<Fragment> &out) const
{
    const std::string &token = m_model.token(special);
    size_t begin = fragment.begin;
    while (begin < fragment.end) {
        const size_t at = text.substr(0, fragment.end).find(token, begin);
        if (at == std::string_view::npos)
            break;
        if (at > begin)
            out.push_back({begin, at, -1});
        out.push_back({at, at + token.size(), special});
        begin = at + token.size();
        if (!m_rstrip.empty() && m_rstrip[static_cast<size_t>(special)])
            while (begin < fragment.end && isAsciiSpace(text[begin]))
                ++begin;
    }
    if (begin < fragment.end)
        out.push_back({begin, fragment.end, -1});
}

std::vector<GgufTokenizer::Fragment> GgufTokenizer::partition(std::string_view text,
                                                              SpecialText mode) const
{
    std::vector<Fragment> fragments;
    if (!text.empty())
        fragments.push_back({0, text.size(), -1});
    for (const int32_t special : specialsIn(text, mode)) {
        std::vector<Fragment> next;
        for (const Fragment &fragment : fragments) {
            if (fragment.token >= 0)
                next.push_back(fragment);
            else
                cutAt(special, text, fragment, next);
        }
        fragments = std::move(next);
    }
    return fragments;
}

Result<std::vector<int32_t>> GgufTokenizer::encode(std::string_view text, bool special,
                                                   SpecialText mode) const
{
    std::string repaired;
    if (firstInvalidUtf8(text)) {
        repaired = replaceInvalidUtf8(text);
        text = repaired;
    }
    std::vector<int32_t> ids;
    if (special && m_info.addBos)
        ids.push_back(*m_info.bos);
    BpeModel::Session session(m_model);
    bool afterSpecial = true;
    for (const Fragment &fragment : partition(text, mode)) {
        const std::string_view part = text.substr(fragment.begin, fragment.end - fragment.begin);
        if (fragment.token >= 0)
            ids.push_back(fragment.token);
        else if (m_sentencePiece)
            encodeMarked(part, m_addSpacePrefix && afterSpecial, session, ids);
        else
            LAPIDARY_TRY(encodeBytes(part, session, ids));
        afterSpecial = fragment.token >= 0;
    }
    if (special && m_info.addEos)
        ids.push_back(*m_info.eos);
    return ids;
}

Status GgufTokenizer::encodeBytes(std::string_view text, BpeModel::Session &session,
                                  std::vector<int32_t> &ids) const
{
    PieceList list;
    list.text = text;
    list.pieces.push_back({0, text.size(), true});
    for (const auto &step : m_steps)
        LAPIDARY_TRY(step->apply(list));
    for (const auto &piece : list.pieces)
        session.encode(list.view(piece), ids);
    return {};
}

void GgufTokenizer::encodeMarked(std::string_view text, bool prefix, BpeModel::Session &session,
                                 std::vector<int32_t> &ids) const
{
    const std::string marked = (prefix ? std::string(spaceMark) : std::string())
        + replaceAll(text, " ", spaceMark);
    for (size_t begin = 0; begin < marked.size();) {
        const size_t end = m_cutAtSpaceMarks ? endOfMarkedWord(marked, begin) : marked.size();
        session.encode(std::string_view(marked).substr(begin, end - begin), ids);
        begin = end;
    }
}

std::string GgufTokenizer::tokenBytes(int32_t id) const
{
    if (id < 0 || id >= m_model.size())
        return {};
    switch (m_types[static_cast<size_t>(id)]) {
    case GgufTokenType::Normal:
    case GgufTokenType::Byte: return m_model.bytes(id);
    case GgufTokenType::Unknown:
    case GgufTokenType::Control:
    case GgufTokenType::UserDefined: return m_model.token(id);
    case GgufTokenType::Unused:
    case GgufTokenType::Undefined: break;
    }
    return {};
}

std::string GgufTokenizer::decode(const std::vector<int32_t> &ids, bool skipSpecial) const
{
    std::string out;
    bool atStart = m_addSpacePrefix; // the space that encode() put there
    for (const int32_t id : ids) {
        if (skipSpecial && id >= 0 && id < m_model.size() && isSpecial(id))
            continue;
        const std::string bytes = tokenBytes(id);
        const bool drop = atStart && bytes.starts_with(' ');
        out.append(bytes, drop ? 1 : 0);
        atStart = false;
    }
    return replaceInvalidUtf8(out);
}

std::optional<int32_t> GgufTokenizer::tokenId(std::string_view text) const
{
    return m_model.find(text);
}

Result<std::shared_ptr<const Tokenizer>> tokenizerFromGguf(const GgufMetadata &metadata)
{
    try {
        LAPIDARY_ASSIGN(std::shared_ptr<const Tokenizer> made,
                        GgufTokenizer::fromMetadata(metadata));
        return made;
    } catch (const std::exception &e) {
        return fail(ErrorCode::Input, "The GGUF tokenizer cannot be used ({}).", e.what());
    }
}

} // namespace lapidary
