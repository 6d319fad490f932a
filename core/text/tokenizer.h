#pragma once

#include "core/checkpoint/checkpoint_source.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lapidary {

struct TokenizerInfo {
    std::string kind; ///< "byte-level BPE", "SentencePiece BPE"
    int64_t vocab = 0;
    std::optional<int32_t> bos, eos;
    std::vector<int32_t> stopIds; ///< every id that ends generation
    bool addBos = false;          ///< what encode() does with special = true
    bool addEos = false;          ///< the same at the end
    std::string chatTemplate;     ///< Jinja source, or empty
};

/// Whether the texts of special tokens ("<|im_end|>") in the input become those tokens. User input
/// and prompts: Parse. llama.cpp's perplexity uses Plain, its llama-tokenize Parse.
enum class SpecialText { Parse, Plain };

/// Text <-> ids. Immutable; every member may be called from several threads at once.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    virtual const TokenizerInfo &info() const = 0;
    /// Ids of `text` (UTF-8; invalid parts are read as U+FFFD). `special`: add BOS and what else
    /// the tokenizer puts around a text. Fails with ErrorCode::Input when a pattern backtracks
    /// without end.
    virtual Result<std::vector<int32_t>> encode(std::string_view text, bool special,
                                                SpecialText mode) const = 0;
    Result<std::vector<int32_t>> encode(std::string_view text, bool special) const
    {
        return encode(text, special, SpecialText::Parse);
    }
    /// Bytes of one token, exactly (may be part of a UTF-8 sequence); empty for an unknown id.
    virtual std::string tokenBytes(int32_t id) const = 0;
    /// Text of the ids, with U+FFFD for what is not UTF-8. `skipSpecial`: without special tokens.
    virtual std::string decode(const std::vector<int32_t> &ids, bool skipSpecial) const = 0;
    /// Id of the token that is written `text` in the vocabulary or among the added tokens.
    virtual std::optional<int32_t> tokenId(std::string_view text) const = 0;
};

/// The tokenizer of a checkpoint: tokenizer.json, or GGUF metadata. Unsupported kinds fail with a
/// sentence that names the kind; a checkpoint without any fails with ErrorCode::Input.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const CheckpointSource &source);

/// The same from the parsed files; `tokenizerConfig` may be null.
Result<std::shared_ptr<const Tokenizer>> tokenizerFromJson(const nlohmann::json &tokenizerJson,
                                                           const nlohmann::json &tokenizerConfig);
/// The same from the `tokenizer.ggml.*` entries; ids equal those of llama.cpp.
Result<std::shared_ptr<const Tokenizer>> tokenizerFromGguf(const GgufMetadata &metadata);

} // namespace lapidary
