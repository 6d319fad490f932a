#pragma once

#include "core/text/tokenizer.h"

#include <filesystem>

namespace lapidary {

/// A text to sample from: the file itself, or for .jsonl the "text" fields of its rows, an empty
/// line between them. Fails with ErrorCode::Input naming the line of a row without one.
Result<std::string> readSampleText(const std::filesystem::path &path);

/// `samples` windows of `window` ids each, cut from the text without overlap at multiples of
/// `window` and chosen by the seed (all equally likely), in the order of the text. Where the
/// tokenizer adds BOS, it takes the place of each window's first id. Fails with ErrorCode::Usage,
/// with both numbers, when the text is too short.
Result<std::vector<std::vector<int32_t>>> sampleIds(const Tokenizer &tokenizer,
                                                    const std::string &text, int64_t samples,
                                                    int64_t window, uint64_t seed);

} // namespace lapidary
