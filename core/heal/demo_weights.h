#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/nn/transformer.h"

namespace lapidary {

/// Untrained weights of a llama with this configuration (normal, 0.02; residual outputs smaller
/// by sqrt(2 blocks), Radford et al. 2019, section 2.3), in bf16, under their Hugging Face names.
std::vector<OutgoingTensor> randomWeights(const ModelConfig &config, uint64_t seed);

/// The weights of a dense llama in memory, in bf16, under their Hugging Face names. Copies.
std::vector<OutgoingTensor> trainedWeights(const Transformer &model);

} // namespace lapidary
