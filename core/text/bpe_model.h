#pragma once

#include "core/base/result.h"
#include "core/text/pair_table.h"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lapidary {

struct BpeOptions {
    /// The vocabulary is written in GPT-2's byte alphabet: words are given as raw bytes.
    bool byteLevel = false;
    bool ignoreMerges = false; ///< a word that is a token is not taken apart
    bool byteFallback = false; ///< unknown characters become <0xNN> tokens
    bool fuseUnknown = false;  ///< neighbouring unknown characters become one unknown token
    std::optional<int32_t> unknown;
    std::string wordPrefix; ///< before every character of a word but the first
    std::string wordSuffix; ///< after the last character of a word
    bool firstRuleWins = false; ///< of two merges of the same pair (llama.cpp); else the last
    /// A merge may give a string that is no token; what is left of those is emitted byte by byte
    /// (llama.cpp). Otherwise such a merge is an error.
    bool allowVirtual = false;
};

/// Byte pair encoding (Sennrich et al. 2016): merges the adjacent pair of lowest rank, leftmost
/// first. Also SentencePiece's BPE, whose ranks are those of the scores. Immutable once built.
class BpeModel {
public:
    /// `tokens[id]` is the text of the id; empty strings are holes.
    BpeModel(std::vector<std::string> tokens, BpeOptions options);
    BpeModel(const BpeModel &) = delete; // the maps refer to the strings
    BpeModel(BpeModel &&) = default;

    /// Merges by rank: pairs of token texts. Fails with ErrorCode::Input on a part or a result
    /// that is no token (unless allowVirtual).
    Status setMerges(const std::vector<std::pair<std::string_view, std::string_view>> &merges);
    /// Every way to cut a token in two becomes a merge, ranked by the token's score, highest
    /// first. `scores` has one value per token.
    void setScores(const std::vector<float> &scores);

    const BpeOptions &options() const { return m_options; }
    int32_t size() const { return static_cast<int32_t>(m_tokens.size()); }
    /// Text as written in the vocabulary; empty when there is no such id.
    const std::string &token(int32_t id) const;
    /// Id of a token text as written in the vocabulary.
    std::optional<int32_t> find(std::string_view token) const;
    /// Bytes that a token stands for (alphabet, <0xNN> and spaceMark undone).
    std::string bytes(int32_t id) const;

    /// Scratch memory and the words seen so far; one per call and thread.
    class Session {
    public:
        explicit Session(const BpeModel &model) : m_model(model) {}
        /// Appends the ids of one word (raw bytes when byteLevel, else valid UTF-8).
        void encode(std::string_view word, std::vector<int32_t> &ids);

    private:
        struct Symbol {
            int32_t id;
            uint32_t bytes;
        };
        struct Node {
            int32_t id, previous, next;
            uint32_t bytes;
        };
        struct Hash {
            using is_transparent = void;
            size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
        };
        void encodeUncached(std::string_view word, std::vector<int32_t> &ids);
        void split(std::string_view word);
        void splitBytes(std::string_view word);
        void add(int32_t id, size_t bytes);
        void addUnknown(size_t bytes);
        void flushUnknown();
        bool addFallback(std::string_view text);
        void mergeShort();
        void mergeLong();
        void emit(std::string_view word, std::vector<int32_t> &ids) const;

        const BpeModel &m_model;
        std::vector<Symbol> m_symbols;
        std::vector<PairTable::Merge> m_merges;
        std::vector<Node> m_nodes;
        std::optional<uint32_t> m_unknownBytes;
        std::vector<int32_t> m_cachedIds;
        std::unordered_map<std::string, std::pair<size_t, size_t>, Hash, std::equal_to<>> m_cache;
    };

private:
    int32_t intern(std::string_view text);
    std::optional<int32_t> symbol(std::string_view text) const;
    std::string ruleText(std::string_view written) const;
    void fillBytes();

    BpeOptions m_options;
    std::vector<std::string> m_tokens;              ///< as written
    std::vector<std::string> m_raw;                 ///< raw bytes when byteLevel, else empty
    std::deque<std::string> m_virtual;              ///< symbols that are no tokens
    std::unordered_map<std::string_view, int32_t> m_ids; ///< raw (byteLevel) or written -> symbol
    std::unordered_map<std::string_view, int32_t> m_odd; ///< byteLevel: outside the alphabet
    std::array<int32_t, 256> m_byteSymbol; ///< symbol of a raw byte (byteLevel), or -1
    std::array<int32_t, 256> m_byteToken;  ///< <0xNN> tokens (byteFallback), or -1
    bool m_allFallbacks = false;
    PairTable m_pairs;
};

/// End of the word at `begin`: before the first space mark that follows another character.
size_t endOfMarkedWord(std::string_view text, size_t begin);
/// Whether no token has a space mark after another character: then a text may be cut there
/// without changing its ids.
bool noTokenSpansWords(const BpeModel &model);

} // namespace lapidary
