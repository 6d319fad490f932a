#pragma once

#include "core/checkpoint/checkpoint_source.h"

namespace lapidary {

/// tokenizer.* keys of a GGUF file for a checkpoint's tokenizer: taken over from a GGUF source (or
/// from tokenizer.gguf beside the weights), or made from tokenizer.json of a byte-level BPE.
/// `rows` is the height of the embedding: missing ids are padded with "[PAD<i>]".
/// Unsupported kinds fail with a sentence that names what is not supported.
Result<GgufMetadata> tokenizerMetadata(const CheckpointSource &source, int64_t rows,
                                       JobContext &job);

} // namespace lapidary
