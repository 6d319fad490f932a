#include "core/text/hf_tokenizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace lapidary {

Result<std::vector<int32_t>> HfTokenizer::encode(std::string_view text, bool special,
                                                 SpecialText mode) const
{
    std::string repaired;
    if (firstInvalidUtf8(text)) {
        repaired = replaceInvalidUtf8(text);
        text = repaired;
    }
    std::vector<int32_t> ids;
    if (special)
        ids = m_postProcessor.before;
    BpeModel::Session session(m_model);
    for (const auto &segment : m_rawTokens.split(text, mode == SpecialText::Plain)) {
        if (segment.token >= 0)
            ids.push_back(segment.token);
        else
            LAPIDARY_TRY(encodeSegment(text.substr(segment.begin, segment.end - segment.begin),
                                       segment.begin == 0, mode, session, ids));
    }
    if (special)
        ids.insert(ids.end(), m_postProcessor.after.begin(), m_postProcessor.after.end());
    return ids;
}

/// Text between added tokens: normalize, then look for the added tokens that are normalized.
Status HfTokenizer::encodeSegment(std::string_view text, bool first, SpecialText mode,
                                  BpeModel::Session &session, std::vector<int32_t> &ids) const
{
    std::string normalized(text);
    if (m_normalizer) {
        LAPIDARY_ASSIGN(normalized, m_normalizer->apply(std::move(normalized)));
    }
    if (m_normalizedTokens.empty())
        return encodePlain(std::move(normalized), first, session, ids);
    for (const auto &segment : m_normalizedTokens.split(normalized, mode == SpecialText::Plain)) {
        if (segment.token >= 0)
            ids.push_back(segment.token);
        else
            LAPIDARY_TRY(encodePlain(
                normalized.substr(segment.begin, segment.end - segment.begin),
                first && segment.begin == 0, session, ids));
    }
    return {};
}

Status HfTokenizer::encodePlain(std::string text, bool first, BpeModel::Session &session,
                                std::vector<int32_t> &ids) const
{
    if (text.empty())
        return {};
    PieceList list;
    list.text = std::move(text);
    list.pieces.push_back({0, list.text.size(), first});
    for (const auto &step : m_preTokenizers.steps)
        LAPIDARY_TRY(step->apply(list));
    for (const auto &piece : list.pieces)
        encodeWord(list.view(piece), session, ids);
    return {};
}

void HfTokenizer::encodeWord(std::string_view word, BpeModel::Session &session,
                             std::vector<int32_t> &ids) const
{
    if (!m_cutAtSpaceMarks)
        return session.encode(word, ids);
    for (size_t begin = 0; begin < word.size();) {
        const size_t end = endOfMarkedWord(word, begin);
        session.encode(word.substr(begin, end - begin), ids);
        begin = end;
    }
}

/// Without a pre-tokenizer a text is one long word. Where no token joins a character and a space
/// mark after it, merging word by word gives the same ids and each word is merged only once.
void HfTokenizer::decideWordCuts()
{
    const BpeOptions &options = m_model.options();
    m_cutAtSpaceMarks = !options.byteLevel && !options.ignoreMerges && options.wordPrefix.empty()
        && options.wordSuffix.empty() && m_model.find(spaceMark).has_value()
        && noTokenSpansWords(m_model);
}

std::string HfTokenizer::tokenBytes(int32_t id) const
{
    if (const auto added = m_added.find(id); added != m_added.end())
        return added->second.content;
    if (m_decoder.byteLevel() && !m_model.options().byteLevel)
        return ByteAlphabet::get().decode(m_model.token(id)).value_or(m_model.token(id));
    return m_model.bytes(id);
}

std::string HfTokenizer::decode(const std::vector<int32_t> &ids, bool skipSpecial) const
{
    Decoder::Tokens tokens;
    tokens.reserve(ids.size());
    for (const int32_t id : ids) {
        const auto added = m_added.find(id);
        if (added != m_added.end()) {
            if (!skipSpecial || !added->second.special)
                tokens.push_back(added->second.decoded);
        } else if (!m_model.token(id).empty()) {
            tokens.push_back(m_model.token(id));
        }
    }
    return m_decoder.decode(std::move(tokens));
}

std::optional<int32_t> HfTokenizer::tokenId(std::string_view text) const
{
    if (const auto added = m_addedIds.find(std::string(text)); added != m_addedIds.end())
        return added->second;
    return m_model.find(text);
}

} // namespace lapidary
