#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lapidary {

/// A token that is found in the text before anything else looks at it.
struct AddedToken {
    int32_t id = 0;
    std::string content;
    std::string decoded; ///< its text when decoding: normalized where `normalized`
    bool special = false;    ///< left out when decoding without special tokens
    bool normalized = false; ///< looked for after normalization, in its normalized form
    bool lstrip = false, rstrip = false; ///< swallows the white space at its left, right
    bool singleWord = false;             ///< only between characters that are not in words
};

/// Finds tokens in text, leftmost first and the longest of those (like Aho-Corasick does in
/// Hugging Face's tokenizers).
class AddedTokenFinder {
public:
    struct Segment {
        size_t begin = 0, end = 0;
        int32_t token = -1; ///< id, or -1 for text between tokens
    };

    /// Looks for `pattern` (ignored when empty); the later of two equal patterns wins.
    void add(const std::string &pattern, const AddedToken &token);
    bool empty() const { return m_tokens.empty(); }
    /// Cuts valid UTF-8 into tokens and the non-empty texts between them. `plainSpecial`: special
    /// tokens stay text.
    std::vector<Segment> split(std::string_view text, bool plainSpecial) const;

private:
    struct Match {
        size_t length = 0;
        size_t token = 0;
    };
    Match longestAt(std::string_view text, size_t at) const;

    std::vector<AddedToken> m_tokens;
    std::unordered_map<uint64_t, uint32_t> m_children; ///< node * 256 + byte -> node
    std::vector<int64_t> m_nodeToken{-1};              ///< index into m_tokens per node
    std::array<bool, 256> m_first{};
};

} // namespace lapidary
