#pragma once

#include <ATen/ATen.h>

#include <string>

namespace lapidary {

/// Importance of each neuron [width] in f32, from gate and up [width, hidden] f32; `score` is maw,
/// vow, pon or l2 (definitions: OptIPFair, Martra 2025, arXiv 2512.22671; down is not used).
at::Tensor neuronScores(const std::string &score, const at::Tensor &gate, const at::Tensor &up);

/// Indices of the `kept` highest scores, ascending; of equal scores the earlier neuron stays.
std::vector<int64_t> bestNeurons(const at::Tensor &scores, int64_t kept);

} // namespace lapidary
