#pragma once

#include "core/model/model_config.h"

#include <vector>

namespace lapidary {

/// Divisors of the rotary frequencies, one per pair of the head (headDim / 2); all 1 without
/// scaling. llama3: 1 for short waves, `factor` for long ones, smooth between (transformers'
/// modeling_rope_utils; GGUF stores them as rope_freqs.weight). linear: `factor` everywhere.
/// Divisors that came with the file are returned unchanged.
std::vector<double> ropeDivisors(const ModelConfig &config);

/// theta^(-2i/d) / divisor_i for i < d/2: angle of pair i at position p is p times this.
std::vector<double> ropeInverseFrequencies(const ModelConfig &config);

/// GGUF files carry only the divisors of llama3 scaling. When they are exactly what the
/// parameters that Meta ships would give, fills type, factor and the rest; else leaves them.
void recogniseLlama3Scaling(ModelConfig &config);

} // namespace lapidary
