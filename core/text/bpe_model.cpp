#include "core/text/bpe_model.h"

#include "core/text/byte_alphabet.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <numeric>

namespace lapidary {

BpeModel::BpeModel(std::vector<std::string> tokens, BpeOptions options)
    : m_options(std::move(options)), m_tokens(std::move(tokens))
{
    m_ids.reserve(m_tokens.size());
    if (m_options.byteLevel)
        m_raw.resize(m_tokens.size());
    const ByteAlphabet &alphabet = ByteAlphabet::get();
    for (size_t i = 0; i < m_tokens.size(); ++i) {
        if (m_tokens[i].empty())
            continue;
        const auto id = static_cast<int32_t>(i);
        if (!m_options.byteLevel) {
            m_ids.emplace(m_tokens[i], id);
        } else if (auto raw = alphabet.decode(m_tokens[i])) {
            m_raw[i] = std::move(*raw);
            m_ids.emplace(m_raw[i], id);
        } else {
            m_odd.emplace(m_tokens[i], id);
        }
    }
    fillBytes();
}

void BpeModel::fillBytes()
{
    m_allFallbacks = m_options.byteFallback;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        m_byteSymbol[byte] = m_options.byteLevel ? symbol({&c, 1}).value_or(-1) : -1;
        m_byteToken[byte] = find(byteTokenText(static_cast<unsigned char>(byte))).value_or(-1);
        m_allFallbacks = m_allFallbacks && m_byteToken[byte] >= 0;
    }
}

std::optional<int32_t> BpeModel::symbol(std::string_view text) const
{
    const auto found = m_ids.find(text);
    if (found == m_ids.end())
        return std::nullopt;
    return found->second;
}

int32_t BpeModel::intern(std::string_view text)
{
    if (const auto known = symbol(text))
        return *known;
    const std::string &kept = m_virtual.emplace_back(text);
    const auto id = static_cast<int32_t>(m_tokens.size() + m_virtual.size() - 1);
    m_ids.emplace(kept, id);
    return id;
}

/// Text of a merge rule in the form of m_ids' keys.
std::string BpeModel::ruleText(std::string_view written) const
{
    if (m_options.byteLevel)
        if (auto raw = ByteAlphabet::get().decode(written))
            return std::move(*raw);
    return std::string(written);
}

Status BpeModel::setMerges(
    const std::vector<std::pair<std::string_view, std::string_view>> &merges)
{
    m_pairs.reserve(merges.size());
    for (size_t rank = 0; rank < merges.size(); ++rank) {
        const auto &[left, right] = merges[rank];
        const std::string a = ruleText(left), b = ruleText(right);
        const size_t cut = std::min(m_options.wordPrefix.size(), b.size());
        const std::string merged = a + b.substr(cut);
        std::array<std::optional<int32_t>, 3> ids{symbol(a), symbol(b), symbol(merged)};
        if (m_options.allowVirtual) {
            ids = {intern(a), intern(b), intern(merged)};
        } else if (!ids[0] || !ids[1] || !ids[2]) {
            return fail(ErrorCode::Input,
                        "merge {} ('{}' '{}') needs the token '{}', which is not in the "
                        "vocabulary; the file is damaged or its parts do not belong together.",
                        rank, left, right,
                        !ids[0]       ? std::string(left)
                            : !ids[1] ? std::string(right)
                                      : std::string(left) + std::string(right));
        }
        m_pairs.insert(*ids[0], *ids[1], {static_cast<int32_t>(rank), *ids[2]},
                       !m_options.firstRuleWins);
    }
    if (m_options.byteLevel)
        fillBytes();
    return {};
}

void BpeModel::setScores(const std::vector<float> &scores)
{
    std::vector<int32_t> order(m_tokens.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
        return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)];
    });
    struct Rule {
        int32_t left, right, rank, merged;
    };
    std::vector<Rule> rules;
    int32_t rank = 0;
    for (size_t i = 0; i < order.size(); ++i) {
        const auto id = static_cast<size_t>(order[i]);
        if (i > 0 && scores[id] < scores[static_cast<size_t>(order[i - 1])])
            ++rank;
        const std::string_view text = m_tokens[id];
        for (size_t cut = 1; cut < text.size(); ++cut) {
            if ((static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
                continue;
            const std::string_view head = text.substr(0, cut), tail = text.substr(cut);
            // A single character that is no token can still be part of one.
            const bool oneHead = head.size() == utf8Length(static_cast<unsigned char>(head[0]));
            const bool oneTail = tail.size() == utf8Length(static_cast<unsigned char>(tail[0]));
            const auto left = oneHead ? intern(head) : symbol(head);
            const auto right = oneTail ? intern(tail) : symbol(tail);
            if (left && right)
                rules.push_back({*left, *right, rank, static_cast<int32_t>(id)});
        }
    }
    m_pairs.reserve(rules.size());
    for (const Rule &rule : rules)
        m_pairs.insert(rule.left, rule.right, {rule.rank, rule.merged}, false);
}

const std::string &BpeModel::token(int32_t id) const
{
    static const std::string none;
    return id >= 0 && id < size() ? m_tokens[static_cast<size_t>(id)] : none;
}

std::optional<int32_t> BpeModel::find(std::string_view token) const
{
    std::optional<int32_t> id;
    if (!m_options.byteLevel) {
        id = symbol(token);
    } else if (const auto raw = ByteAlphabet::get().decode(token)) {
        id = symbol(*raw);
    } else if (const auto odd = m_odd.find(token); odd != m_odd.end()) {
        id = odd->second;
    }
    return id && *id < size() ? id : std::nullopt;
}

std::string BpeModel::bytes(int32_t id) const
{
    const std::string &text = token(id);
    if (m_options.byteLevel && id >= 0 && id < size()) {
        const std::string &raw = m_raw[static_cast<size_t>(id)];
        return raw.empty() ? text : raw;
    }
    if (m_options.byteFallback)
        if (const auto byte = byteOfToken(text))
            return std::string(1, static_cast<char>(*byte));
    return replaceAll(text, spaceMark, " ");
}

size_t endOfMarkedWord(std::string_view text, size_t begin)
{
    size_t at = begin;
    while (text.substr(at).starts_with(spaceMark))
        at += spaceMark.size();
    return std::min(text.find(spaceMark, at), text.size());
}

bool noTokenSpansWords(const BpeModel &model)
{
    for (int32_t id = 0; id < model.size(); ++id) {
        const std::string &token = model.token(id);
        if (endOfMarkedWord(token, 0) < token.size())
            return false;
    }
    return true;
}

} // namespace lapidary
