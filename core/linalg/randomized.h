#pragma once

#include "core/linalg/svd.h"

namespace lapidary {

/// Columns of the random sketch for this rank: oversampled by a quarter, at least by 16. That costs
/// less than the power iterations it saves.
int64_t sketchSize(int64_t rank);

/// Truncated SVD by random projection and power iterations, re-orthogonalized at each half step
/// (Halko, Martinsson, Tropp 2011, algorithm 4.4), then the SVD of the projection (5.1). After at
/// least two iterations it stops when one more gained less than 5 % of the energy left outside; fails
/// with ErrorCode::Numerical when it never does, or when the basis is not orthonormal to 1e-4.
/// `a` contiguous, finite, sketchSize(rank) below both of its sizes.
Result<SvdFactors> randomizedSvd(const at::Tensor &a, int64_t rank, uint64_t seed);

} // namespace lapidary
