#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace lapidary {

/// The `post_processor` section for one text: ids around the text's ids. Steps nest, the last one
/// outermost.
struct PostProcessor {
    std::vector<int32_t> before, after;

    /// Fails with ErrorCode::Unsupported, naming the type, or ErrorCode::Input.
    static Result<PostProcessor> fromJson(const nlohmann::json &json);
};

} // namespace lapidary
