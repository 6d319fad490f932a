#pragma once

#include "core/text/bpe_model.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

/// Kinds of tokens as `tokenizer.ggml.token_type` numbers them.
enum class GgufTokenType : int32_t {
    Undefined = 0,
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6
};

/// Vocabulary of a GGUF file with llama.cpp's corrections: which tokens are special, which end a
/// text.
struct GgufVocab {
    std::vector<std::string> tokens;
    std::vector<GgufTokenType> types;
    std::vector<float> scores; ///< zeros when the file has none
    std::optional<int32_t> bos, eos;
    std::vector<int32_t> stopIds;
    std::vector<bool> rstrip; ///< swallows the white space after it (Phi-3)
};

/// Reads and checks the vocabulary. `defaultBos`, `defaultEos`: where the file names none.
Result<GgufVocab> readGgufVocab(const GgufMetadata &metadata, std::optional<int32_t> defaultBos,
                                std::optional<int32_t> defaultEos);

/// BPE ("gpt2") and SentencePiece BPE ("llama") of GGUF files; ids equal those of llama.cpp.
class GgufTokenizer : public Tokenizer {
public:
    static Result<std::shared_ptr<GgufTokenizer>> fromMetadata(const GgufMetadata &metadata);

    const TokenizerInfo &info() const override { return m_info; }
    Result<std::vector<int32_t>> encode(std::string_view text, bool special,
                                        SpecialText mode) const override;
    std::string tokenBytes(int32_t id) const override;
    std::string decode(const std::vector<int32_t> &ids, bool skipSpecial) const override;
    std::optional<int32_t> tokenId(std::string_view text) const override;

private:
    struct Fragment {
        size_t begin = 0, end = 0;
        int32_t token = -1; ///< or text
    };

    explicit GgufTokenizer(BpeModel model) : m_model(std::move(model)) {}
    static Result<std::shared_ptr<GgufTokenizer>> makeBpe(const GgufMetadata &metadata);
    static Result<std::shared_ptr<GgufTokenizer>> makeSentencePiece(const GgufMetadata &metadata);
    void describe(const GgufMetadata &metadata, const GgufVocab &vocab, bool addBos);
    std::vector<int32_t> specialsIn(std::string_view text, SpecialText mode) const;
    std::vector<Fragment> partition(std::string_view text, SpecialText mode) const;
    void cutAt(int32_t special, std::string_view text, const Fragment &fragment,
               std::vector<Fragment> &out) const;
    Status encodeBytes(std::string_view text, BpeModel::Session &session,
                       std::vector<int32_t> &ids) const;
    void encodeMarked(std::string_view text, bool prefix, BpeModel::Session &session,
                      std::vector<int32_t> &ids) const;
    bool isSpecial(int32_t id) const;

    TokenizerInfo m_info;
    BpeModel m_model;
    std::vector<GgufTokenType> m_types;
    std::vector<bool> m_rstrip;
    std::vector<int32_t> m_specials; ///< looked for in text, longest first
    std::vector<std::shared_ptr<const PreTokenizer>> m_steps;
    bool m_sentencePiece = false;
    bool m_addSpacePrefix = false;
    bool m_cutAtSpaceMarks = false;
};

} // namespace lapidary
