#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <vector>

namespace lapidary {

/// The `decoder` section of a tokenizer.json: token texts to text. Immutable, thread-safe.
class Decoder {
public:
    using Tokens = std::vector<std::string>;
    /// None for JSON null: tokens are joined with spaces. Fails with ErrorCode::Unsupported.
    static Result<Decoder> fromJson(const nlohmann::json &json);

    std::string decode(Tokens tokens) const;
    bool byteLevel() const { return m_byteLevel; } ///< tokens are in the byte alphabet

private:
    Status add(const nlohmann::json &json, int depth);
    std::vector<std::function<Tokens(Tokens)>> m_steps;
    bool m_byteLevel = false;
};

} // namespace lapidary
