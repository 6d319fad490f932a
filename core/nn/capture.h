#pragma once

#include "core/nn/generate.h"

#include <filesystem>
#include <map>

namespace lapidary {

/// Forward pass on ids [batch][positions] (all rows equally long); writes `logits`
/// [batch, positions, vocab] in f32 and the outputs of the named modules to a .safetensors file
/// (atomically). Returns name -> shape. Unknown names fail with ErrorCode::Usage naming the
/// nearest. Memory: everything captured, in f32.
Result<std::map<std::string, Shape>> captureForward(const Model &model,
                                                    const Transformer &transformer,
                                                    const std::vector<std::vector<int64_t>> &ids,
                                                    const std::vector<std::string> &at,
                                                    const std::filesystem::path &out,
                                                    JobContext &job);
/// The same from an opened model; needs no tokenizer.
Result<std::map<std::string, Shape>> captureForward(ModelPtr model, const ComputeOptions &compute,
                                                    const std::vector<std::vector<int64_t>> &ids,
                                                    const std::vector<std::string> &at,
                                                    const std::filesystem::path &out,
                                                    JobContext &job);

} // namespace lapidary
