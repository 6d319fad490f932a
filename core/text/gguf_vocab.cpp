#include "core/text/gguf_tokenizer.h"

#include "core/checkpoint/gguf_value.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <unordered_map>

namespace lapidary {

namespace {

using Names = std::vector<std::string_view>;
using Ids = std::unordered_map<std::string_view, int32_t>;

// llama.cpp recognises special tokens by their text, whatever type the file gives them.
const Names endTokens{"<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>",
                      "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>", "</s>",
                      "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>",
                      "<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>",
                      "<｜end▁of▁sentence｜>", "[e~["};
const Names turnTokens{"<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>",
                       "<|end_of_text|>", "<EOT>", "_<EOT>", "[EOT]", "<｜end▁of▁sentence｜>",
                       "<end_of_utterance>"};

/// Tokens for filling in the middle; the first one that exists becomes a control token.
struct FillKind {
    const char *keys[2]; ///< metadata, the newer one first
    bool ends;           ///< also ends a generated text
    Names names;
};
const std::vector<FillKind> fillKinds{
    {{"fim_pre_token_id", "prefix_token_id"},
     false,
     {"<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>",
      "<|code_prefix|>", "<|prefix|>"}},
    {{"fim_suf_token_id", "suffix_token_id"},
     false,
     {"<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>",
      "<|code_suffix|>", "<|suffix|>"}},
    {{"fim_mid_token_id", "middle_token_id"},
     false,
     {"<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>",
      "<|code_middle|>", "<|middle|>"}},
    {{"fim_pad_token_id", nullptr},
     true,
     {"<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"}},
    {{"fim_rep_token_id", nullptr},
     true,
     {"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"}},
    {{"fim_sep_token_id", nullptr}, true, {"<|file_sep|>"}}};

class Corrections {
public:
    Corrections(const GgufMetadata &metadata, GgufVocab &vocab)
        : m_metadata(metadata), m_vocab(vocab)
    {
        m_ids.reserve(vocab.tokens.size());
        for (size_t i = 0; i < vocab.tokens.size(); ++i)
            m_ids[vocab.tokens[i]] = static_cast<int32_t>(i);
    }

    size_t distinct() const { return m_ids.size(); }

    std::optional<int32_t> named(const char *key) const
    {
        const auto id = m_metadata.integer(std::string("tokenizer.ggml.") + key);
        if (!id || *id < 0 || *id >= static_cast<int64_t>(m_vocab.tokens.size()))
            return std::nullopt;
        return static_cast<int32_t>(*id);
    }

    void apply()
    {
        keepOrFind({"eot_token_id", nullptr}, turnTokens, true);
        keepOrFind({"eom_token_id", nullptr}, {"<|eom_id|>"}, true);
        for (const FillKind &kind : fillKinds)
            keepOrFind({kind.keys[0], kind.keys[1]}, kind.names, kind.ends);
        for (const auto name : endTokens)
            if (const auto id = find(name)) {
                m_ends.insert(*id);
                m_vocab.types[index(*id)] = GgufTokenType::Control;
            }
        for (const auto name : {"<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"})
            setType(name, GgufTokenType::UserDefined);
        if (m_vocab.eos)
            m_ends.insert(*m_vocab.eos);
        const bool calls = ends("<|call|>") || ends("<|calls|>");
        if (ends("<|end|>") && calls && (ends("<|return|>") || ends("<|flush|>")))
            unmark("<|end|>", GgufTokenType::UserDefined);
        if (ends("</s>") && (ends("<|tool_response>") || ends("<|plamo:eos|>")))
            unmark("</s>", GgufTokenType::Normal);
        m_vocab.stopIds.assign(m_ends.begin(), m_ends.end());
        applyPhi3();
    }

private:
    static size_t index(int32_t id) { return static_cast<size_t>(id); }

    std::optional<int32_t> find(std::string_view text) const
    {
        const auto found = m_ids.find(text);
        return found == m_ids.end() ? std::nullopt : std::optional(found->second);
    }

    void setType(std::string_view text, GgufTokenType type)
    {
        if (const auto id = find(text))
            m_vocab.types[index(*id)] = type;
    }

    bool ends(std::string_view text) const
    {
        const auto id = find(text);
        return id && m_ends.count(*id);
    }

    void unmark(std::string_view text, GgufTokenType type)
    {
        m_ends.erase(*find(text));
        setType(text, type);
    }

    /// The token that the file names, else the lowest of `names` that exists.
    void keepOrFind(std::array<const char *, 2> keys, const Names &names, bool ends)
    {
        std::optional<int32_t> id;
        for (const char *key : keys)
            if (key)
                if (const auto given = named(key))
                    id = given;
        if (!id) {
            for (const auto name : names)
                if (const auto candidate = find(name); candidate && (!id || *candidate < *id))
                    id = candidate;
            if (id)
                m_vocab.types[index(*id)] = GgufTokenType::Control;
        }
        if (id && ends)
            m_ends.insert(*id);
    }

    /// Phi-3's special tokens swallow what follows them; the file does not say so.
    void applyPhi3()
    {
        std::string name = m_metadata.text("general.name").value_or("");
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        if (name.find("phi-3") == name.npos && name.find("phi3") == name.npos)
            return;
        m_vocab.rstrip.assign(m_vocab.tokens.size(), true);
        for (const auto text : {"<unk>", "<s>", "<|endoftext|>"})
            if (const auto id = find(text))
                m_vocab.rstrip[index(*id)] = false;
    }

    const GgufMetadata &m_metadata;
    GgufVocab &m_vocab;
    Ids m_ids;
    std::set<int32_t> m_ends;
};

Status readTypes(const GgufMetadata &metadata, GgufVocab &vocab)
{
    const size_t count = vocab.tokens.size();
    vocab.types.assign(count, GgufTokenType::Normal);
    const GgufValue *types = metadata.find("tokenizer.ggml.token_type");
    if (!types)
        return {};
    if (!types->isArray || types->integers.size() < count)
        return fail(ErrorCode::Input,
                    "tokenizer.ggml.token_type has {} numbers for {} tokens; the file is damaged.",
                    types->integers.size(), count);
    for (size_t i = 0; i < count; ++i) {
        const int64_t type = types->integers[i];
        vocab.types[i] = type >= 1 && type <= 6 ? static_cast<GgufTokenType>(type)
                                                : GgufTokenType::Undefined;
    }
    return {};
}

Status readScores(const GgufMetadata &metadata, GgufVocab &vocab)
{
    const size_t count = vocab.tokens.size();
    vocab.scores.assign(count, 0.0f);
    const GgufValue *scores = metadata.find("tokenizer.ggml.scores");
    if (!scores)
        return {};
    const size_t given = std::max(scores->reals.size(), scores->integers.size());
    if (!scores->isArray || given < count)
        return fail(ErrorCode::Input,
                    "tokenizer.ggml.scores has {} numbers for {} tokens; the file is damaged.",
                    given, count);
    for (size_t i = 0; i < count; ++i) {
        vocab.scores[i] = scores->reals.empty() ? static_cast<float>(scores->integers[i])
                                                : static_cast<float>(scores->reals[i]);
        if (vocab.scores[i] != vocab.scores[i])
            return fail(ErrorCode::Input,
                        "tokenizer.ggml.scores[{}] is not a number; the file is damaged.", i);
    }
    return {};
}

} // namespace

Result<GgufVocab> readGgufVocab(const GgufMetadata &metadata, std::optional<int32_t> defaultBos,
                                std::optional<int32_t> defaultEos)
{
    GgufVocab vocab;
    const GgufValue *tokens = metadata.find("tokenizer.ggml.tokens");
    if (!tokens || !tokens->isArray || tokens->strings.empty())
        return fail(ErrorCode::Input, "tokenizer.ggml.tokens is missing or empty.");
    vocab.tokens = tokens->strings;
    for (size_t i = 0; i < vocab.tokens.size(); ++i)
        if (vocab.tokens[i].empty())
            vocab.tokens[i] = fmt::format("[EMPTY_{}]", i);
    LAPIDARY_TRY(readTypes(metadata, vocab));
    LAPIDARY_TRY(readScores(metadata, vocab));
    Corrections corrections(metadata, vocab);
    if (corrections.distinct() != vocab.tokens.size())
        return fail(ErrorCode::Input,
                    "tokenizer.ggml.tokens has {} tokens but only {} different ones; the file is "
                    "damaged.",
                    vocab.tokens.size(), corrections.distinct());
    const auto inRange = [&](std::optional<int32_t> id) {
        return id && static_cast<size_t>(*id) < vocab.tokens.size() ? id : std::nullopt;
    };
    vocab.bos = corrections.named("bos_token_id");
    vocab.eos = corrections.named("eos_token_id");
    if (!vocab.bos)
        vocab.bos = inRange(defaultBos);
    if (!vocab.eos)
        vocab.eos = inRange(defaultEos);
    corrections.apply();
    return vocab;
}

} // namespace lapidary
