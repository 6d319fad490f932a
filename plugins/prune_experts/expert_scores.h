#pragma once

#include <ATen/ATen.h>

#include <array>
#include <vector>

namespace lapidary {

/// Gate, up and down of one expert, f32 on the CPU.
using ExpertMatrices = std::array<at::Tensor, 3>;

/// Root of the sum of squares of everything that an expert has: [experts], f64.
std::vector<double> expertNorms(const std::vector<ExpertMatrices> &experts);

/// Indices of the `kept` highest scores, ascending; of equal scores the earlier expert stays.
std::vector<int64_t> bestExperts(const std::vector<double> &scores, int64_t kept);

/// For each expert the one of `kept` that it goes to: itself where it is kept, else the one whose
/// weights point most nearly the same way (largest cosine of all numbers of the three matrices).
/// Neurons are compared place by place: experts that were trained from one MLP have them in one
/// order, others do not, and are then about equally far from each other.
std::vector<int64_t> nearestKept(const std::vector<ExpertMatrices> &experts,
                                 const std::vector<int64_t> &kept);

/// Mean of the experts that go to `target`, weighted by `counts`; equally where nothing was counted.
ExpertMatrices mergedExpert(const std::vector<ExpertMatrices> &experts,
                            const std::vector<int64_t> &goesTo, int64_t target,
                            const std::vector<double> &counts);

} // namespace lapidary
