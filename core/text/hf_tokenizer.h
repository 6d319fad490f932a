#pragma once

#include "core/text/added_tokens.h"
#include "core/text/bpe_model.h"
#include "core/text/decoder.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <unordered_map>

namespace lapidary {

/// A tokenizer.json with a BPE model; ids equal those of Hugging Face's tokenizers library.
/// `truncation` and `padding` of the file are ignored.
class HfTokenizer : public Tokenizer {
public:
    /// `config`: tokenizer_config.json (special tokens, chat template), or null.
    /// Fails with ErrorCode::Input on a damaged file and ErrorCode::Unsupported on parts that are
    /// not known, with sentences that start with "tokenizer.json: ".
    static Result<std::shared_ptr<HfTokenizer>> fromJson(const nlohmann::json &json,
                                                         const nlohmann::json &config);

    const TokenizerInfo &info() const override { return m_info; }
    Result<std::vector<int32_t>> encode(std::string_view text, bool special,
                                        SpecialText mode) const override;
    std::string tokenBytes(int32_t id) const override;
    std::string decode(const std::vector<int32_t> &ids, bool skipSpecial) const override;
    std::optional<int32_t> tokenId(std::string_view text) const override;

    TokenizerInfo &editInfo() { return m_info; } ///< only before it is shared

private:
    HfTokenizer(BpeModel model) : m_model(std::move(model)) {}
    static Result<std::shared_ptr<HfTokenizer>> build(const nlohmann::json &json,
                                                      const nlohmann::json &config);
    Status readAddedTokens(const nlohmann::json &json);
    Status readPipeline(const nlohmann::json &json, PreTokenizers preTokenizers);
    void readConfig(const nlohmann::json &config);
    void describe();
    void decideWordCuts();
    Status encodeSegment(std::string_view text, bool first, SpecialText mode,
                         BpeModel::Session &session, std::vector<int32_t> &ids) const;
    Status encodePlain(std::string text, bool first, BpeModel::Session &session,
                       std::vector<int32_t> &ids) const;
    void encodeWord(std::string_view word, BpeModel::Session &session,
                    std::vector<int32_t> &ids) const;

    TokenizerInfo m_info;
    BpeModel m_model;
    AddedTokenFinder m_rawTokens, m_normalizedTokens;
    std::unordered_map<int32_t, AddedToken> m_added;
    std::unordered_map<std::string, int32_t> m_addedIds;
    std::shared_ptr<const Normalizer> m_normalizer;
    PreTokenizers m_preTokenizers;
    PostProcessor m_postProcessor;
    Decoder m_decoder;
    bool m_cutAtSpaceMarks = false; ///< no token spans from a character to a following space mark
};

} // namespace lapidary
