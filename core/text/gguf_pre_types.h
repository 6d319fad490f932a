#pragma once

#include <string_view>
#include <vector>

namespace lapidary {

/// How llama.cpp cuts text for one `tokenizer.ggml.pre` name: each pattern in turn cuts the pieces
/// of the one before, matches and gaps both stay.
struct GgufPreType {
    std::vector<const char *> patterns;
    bool ignoreMerges = false;
    bool addBos = false;  ///< where the file does not say
    bool keepsBos = true; ///< else the type has no BOS unless the file names one
};

/// Null for a name that is not known.
const GgufPreType *ggufPreType(std::string_view name);

} // namespace lapidary
