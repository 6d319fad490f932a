#pragma once

#include "core/model/model.h"

namespace lapidary {

/// tokenizer.* keys of a GGUF file for a checkpoint's tokenizer: taken over from a GGUF source (or
/// from tokenizer.gguf beside the weights), or made from tokenizer.json of a byte-level BPE.
/// Ids that only the embedding has are padded with "[PAD<i>]". BOS and EOS come from
/// tokenizer_config.json, else from config.json.
/// Unsupported kinds fail with a sentence that names what is not supported.
Result<GgufMetadata> tokenizerMetadata(const Model &model, JobContext &job);

} // namespace lapidary
