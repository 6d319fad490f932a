#include "core/text/added_tokens.h"

#include "core/text/unicode.h"

#include <algorithm>

namespace lapidary {

void AddedTokenFinder::add(const std::string &pattern, const AddedToken &token)
{
    if (pattern.empty())
        return;
    uint64_t node = 0;
    for (const char c : pattern) {
        const auto [child, isNew] = m_children.try_emplace(
            node * 256 + static_cast<unsigned char>(c), static_cast<uint32_t>(m_nodeToken.size()));
        if (isNew)
            m_nodeToken.push_back(-1);
        node = child->second;
    }
    m_nodeToken[node] = static_cast<int64_t>(m_tokens.size());
    m_tokens.push_back(token);
    m_first[static_cast<unsigned char>(pattern[0])] = true;
}

AddedTokenFinder::Match AddedTokenFinder::longestAt(std::string_view text, size_t at) const
{
    Match best;
    uint64_t node = 0;
    for (size_t i = at; i < text.size(); ++i) {
        const auto child = m_children.find(node * 256 + static_cast<unsigned char>(text[i]));
        if (child == m_children.end())
            break;
        node = child->second;
        if (m_nodeToken[node] >= 0)
            best = {i + 1 - at, static_cast<size_t>(m_nodeToken[node])};
    }
    return best;
}

std::vector<AddedTokenFinder::Segment> AddedTokenFinder::split(std::string_view text,
                                                               bool plainSpecial) const
{
    std::vector<Segment> segments;
    size_t done = 0;
    for (size_t at = 0; at < text.size() && !empty();) {
        const Match match =
            m_first[static_cast<unsigned char>(text[at])] ? longestAt(text, at) : Match{};
        if (match.length == 0) {
            ++at;
            continue;
        }
        const AddedToken &token = m_tokens[match.token];
        size_t begin = at, end = at + match.length;
        at = end;
        if (plainSpecial && token.special)
            continue;
        if (token.singleWord
            && ((begin > 0 && isUnicodeWord(codePointBefore(text, begin).value))
                || (end < text.size() && isUnicodeWord(codePointAt(text, end).value))))
            continue;
        if (token.lstrip) {
            while (begin > done) {
                const CodePoint c = codePointBefore(text, begin);
                if (!isUnicodeSpace(c.value))
                    break;
                begin -= c.bytes;
            }
            begin = std::max(begin, done);
        }
        while (token.rstrip && end < text.size()) {
            const CodePoint c = codePointAt(text, end);
            if (!isUnicodeSpace(c.value))
                break;
            end += c.bytes;
        }
        if (done < begin)
            segments.push_back({done, begin, -1});
        segments.push_back({begin, end, token.id});
        done = end;
    }
    if (done < text.size())
        segments.push_back({done, text.size(), -1});
    return segments;
}

} // namespace lapidary
