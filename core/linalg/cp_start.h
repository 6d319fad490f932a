#pragma once

#include "core/linalg/multilinear.h"

namespace lapidary {

/// Starting factors [size_k, rank] of a CP iteration on W, f32 or f64 as W.

/// The leading singular pairs of W, each replaced by the rank-one tensor nearest to it (power
/// iterations along the modes); pairs of what that leaves over, again and again, until there are
/// `rank` terms.
Result<std::vector<at::Tensor>> cpStartFromSvd(const at::Tensor &w, const Folding &folding,
                                               int64_t rank, uint64_t seed);
/// Normal numbers by `seed`, scaled so that the sum has the energy of W on average.
Result<std::vector<at::Tensor>> cpRandomStart(const at::Tensor &w, const Folding &folding,
                                              int64_t rank, uint64_t seed);

} // namespace lapidary
