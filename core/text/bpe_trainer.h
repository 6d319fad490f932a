#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lapidary {

struct BpeTrainerOptions {
    int64_t vocab = 1024;      ///< tokens in all: special ones, 256 bytes, merges
    int64_t minFrequency = 2;  ///< rarer pairs are not merged, so there may be fewer tokens
    std::vector<std::string> specialTokens{"<|endoftext|>"}; ///< ids 0, 1, ... in this order
};

/// Trains a byte-level BPE (GPT-2's word pattern) on `text` (UTF-8) and gives a Hugging Face
/// tokenizer.json. Of equally frequent pairs the one of smaller ids is merged first, as Hugging
/// Face's BpeTrainer does, so the same text always gives the same file. Fails with
/// ErrorCode::Usage on impossible options, ErrorCode::Input on text that is not UTF-8, and
/// ErrorCode::Cancelled.
Result<nlohmann::json> trainByteLevelBpe(std::string_view text, const BpeTrainerOptions &options,
                                         JobContext &job);

} // namespace lapidary
