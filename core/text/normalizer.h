#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace lapidary {

/// The `normalizer` section of a tokenizer.json. Immutable, thread-safe.
class Normalizer {
public:
    virtual ~Normalizer() = default;
    /// Valid UTF-8 to valid UTF-8.
    virtual Result<std::string> apply(std::string text) const = 0;

    /// Null for JSON null. Fails with ErrorCode::Unsupported, naming the type.
    static Result<std::shared_ptr<const Normalizer>> fromJson(const nlohmann::json &json);
};

} // namespace lapidary
