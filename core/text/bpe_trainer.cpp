#include "core/text/bpe_trainer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace lapidary {

namespace {

using nlohmann::json;
using Pair = std::pair<int32_t, int32_t>;

struct PairHash {
    size_t operator()(const Pair &pair) const
    {
        return (static_cast<uint64_t>(static_cast<uint32_t>(pair.first)) << 32
                | static_cast<uint32_t>(pair.second))
            * 0x9e3779b97f4a7c15ull >> 16;
    }
};

struct Word {
    std::vector<int32_t> symbols;
    int64_t count = 0;
};

class Trainer {
public:
    explicit Trainer(const BpeTrainerOptions &options) : m_options(options)
    {
        m_tokens = options.specialTokens;
        // The alphabet in order of its code points, as Hugging Face sorts it.
        std::vector<std::pair<std::string, unsigned>> letters;
        for (unsigned byte = 0; byte < 256; ++byte)
            letters.emplace_back(ByteAlphabet::get().text(static_cast<unsigned char>(byte)), byte);
        std::sort(letters.begin(), letters.end());
        m_symbolOfByte.resize(256);
        for (const auto &[letter, byte] : letters) {
            m_symbolOfByte[byte] = static_cast<int32_t>(m_tokens.size());
            m_tokens.push_back(letter);
        }
    }

    Status countWords(std::string_view text)
    {
        LAPIDARY_ASSIGN(auto regex, Regex::compile(gpt2Pattern, Regex::Dialect::Oniguruma));
        PieceList list;
        list.text = text;
        list.pieces.push_back({0, text.size(), true});
        LAPIDARY_TRY(makeSplit(std::move(regex), SplitBehavior::Isolated, false)->apply(list));
        std::map<std::string_view, int64_t> counts;
        for (const auto &piece : list.pieces)
            ++counts[list.view(piece)];
        for (const auto &[bytes, count] : counts) {
            Word word;
            word.count = count;
            for (const char c : bytes)
                word.symbols.push_back(m_symbolOfByte[static_cast<unsigned char>(c)]);
            m_words.push_back(std::move(word));
            addPairs(m_words.size() - 1, 1);
        }
        return {};
    }

    Status merge(JobContext &job)
    {
        const auto target = static_cast<size_t>(m_options.vocab);
        while (m_tokens.size() < target) {
            LAPIDARY_TRY(job.checkCancelled());
            const auto [pair, count] = best();
            if (count < std::max<int64_t>(1, m_options.minFrequency))
                break;
            apply(pair);
            if (m_tokens.size() % 64 == 0)
                job.progress(static_cast<double>(m_tokens.size()), static_cast<double>(target),
                             fmt::format("token {} of {}", m_tokens.size(), target));
        }
        return {};
    }

    json toJson() const
    {
        json vocab = json::object();
        for (size_t i = 0; i < m_tokens.size(); ++i)
            vocab[m_tokens[i]] = i;
        json added = json::array();
        for (size_t i = 0; i < m_options.specialTokens.size(); ++i)
            added.push_back({{"id", i},
                             {"content", m_options.specialTokens[i]},
                             {"single_word", false},
                             {"lstrip", false},
                             {"rstrip", false},
                             {"normalized", false},
                             {"special", true}});
        const json bytes{{"type", "ByteLevel"},
                         {"add_prefix_space", false},
                         {"trim_offsets", true},
                         {"use_regex", true}};
        return {{"version", "1.0"},
                {"truncation", nullptr},
                {"padding", nullptr},
                {"added_tokens", added},
                {"normalizer", nullptr},
                {"pre_tokenizer", bytes},
                {"post_processor", bytes},
                {"decoder", bytes},
                {"model",
                 {{"type", "BPE"},
                  {"dropout", nullptr},
                  {"unk_token", nullptr},
                  {"continuing_subword_prefix", nullptr},
                  {"end_of_word_suffix", nullptr},
                  {"fuse_unk", false},
                  {"byte_fallback", false},
                  {"ignore_merges", false},
                  {"vocab", vocab},
                  {"merges", m_merges}}}};
    }

private:
    void addPairs(size_t index, int64_t sign)
    {
        const Word &word = m_words[index];
        for (size_t i = 0; i + 1 < word.symbols.size(); ++i) {
            const Pair pair{word.symbols[i], word.symbols[i + 1]};
            m_counts[pair] += sign * word.count;
            if (sign > 0)
                m_where[pair].insert(static_cast<uint32_t>(index));
        }
    }

    std::pair<Pair, int64_t> best() const
    {
        std::pair<Pair, int64_t> found{{0, 0}, 0};
        for (const auto &[pair, count] : m_counts)
            if (count > found.second || (count == found.second && pair < found.first))
                found = {pair, count};
        return found;
    }

    void apply(const Pair &pair)
    {
        const std::string left = m_tokens[static_cast<size_t>(pair.first)];
        const std::string right = m_tokens[static_cast<size_t>(pair.second)];
        const auto merged = static_cast<int32_t>(m_tokens.size());
        m_tokens.push_back(left + right);
        m_merges.push_back(left + " " + right);
        const auto words = std::move(m_where[pair]);
        m_where.erase(pair);
        for (const uint32_t index : words) {
            addPairs(index, -1);
            auto &symbols = m_words[index].symbols;
            size_t out = 0;
            for (size_t i = 0; i < symbols.size(); ++out) {
                const bool match = i + 1 < symbols.size() && symbols[i] == pair.first
                    && symbols[i + 1] == pair.second;
                symbols[out] = match ? merged : symbols[i];
                i += match ? 2 : 1;
            }
            symbols.resize(out);
            addPairs(index, 1);
        }
        m_counts.erase(pair);
    }

    BpeTrainerOptions m_options;
    std::vector<std::string> m_tokens;
    std::vector<std::string> m_merges;
    std::vector<int32_t> m_symbolOfByte;
    std::vector<Word> m_words;
    std::unordered_map<Pair, int64_t, PairHash> m_counts;
    std::unordered_map<Pair, std::set<uint32_t>, PairHash> m_where; ///< may name too many words
};

} // namespace

Result<json> trainByteLevelBpe(std::string_view text, const BpeTrainerOptions &options,
                               JobContext &job)
{
    const auto least = static_cast<int64_t>(options.specialTokens.size()) + 256;
    if (options.vocab < least || options.vocab > 1'000'000)
        return fail(ErrorCode::Usage,
                    "A byte-level vocabulary of {} tokens is impossible: it needs {} to 1000000.",
                    options.vocab, least);
    const std::set<std::string> distinct(options.specialTokens.begin(),
                                         options.specialTokens.end());
    if (distinct.size() != options.specialTokens.size() || distinct.count(""))
        return fail(ErrorCode::Usage, "Special tokens must be different and not empty.");
    if (const auto bad = firstInvalidUtf8(text))
        return fail(ErrorCode::Input, "The training text is not UTF-8 (offset {}).", *bad);
    Trainer trainer(options);
    LAPIDARY_TRY(trainer.countWords(text));
    LAPIDARY_TRY(trainer.merge(job));
    return trainer.toJson();
}

} // namespace lapidary
