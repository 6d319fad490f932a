#pragma once

#include "core/checkpoint/checkpoint_source.h"

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
    std::string chatTemplate;     ///< Jinja source, or empty
};

/// Text <-> ids. Immutable; every member may be called from several threads at once.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    virtual const TokenizerInfo &info() const = 0;
    /// Ids of `text` (UTF-8; invalid bytes are replaced by U+FFFD like Hugging Face does when it
    /// decodes). `special`: apply the post-processor (BOS etc.).
    virtual Result<std::vector<int32_t>> encode(std::string_view text, bool special) const = 0;
    /// Bytes of one token, exactly (may be part of a UTF-8 sequence).
    virtual std::string tokenBytes(int32_t id) const = 0;
    virtual std::string decode(const std::vector<int32_t> &ids, bool skipSpecial) const = 0;
};

/// The tokenizer of a checkpoint: tokenizer.json, or GGUF metadata. Unsupported kinds fail with a
/// sentence that names the kind.
Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const CheckpointSource &source);

} // namespace lapidary
