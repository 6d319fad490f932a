#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

#include <vector>

namespace lapidary {

/// Columns of W [m, n] in the order in which they are best given up, and what it costs.
struct ColumnElimination {
    std::vector<int64_t> removed; ///< first removed first
    /// After each removal: tr(M (W - W') C (W - W')^T) with the columns that stay refitted.
    std::vector<double> loss;
};

/// Backward elimination for min E||(W - W') x||^2_M over W' with some columns zero and the others
/// free, C = E[x x^T] [n, n] positive definite, M = `metric` [m, m] (undefined: identity): with
/// H = C^-1 giving up column j costs (w_j^T M w_j) / H_jj, after which W and H are updated by
/// Schur complements (Hassibi and Stork 1993, optimal brain surgeon, eq. 5, for whole columns).
/// `batch` columns go at once between updates. Stops when `kept` columns are left.
/// f64 inside; deterministic. Memory: 3 n^2 + 4 m n f64. Fails with ErrorCode::Numerical when C is
/// not positive definite. Throws what LibTorch throws.
Result<ColumnElimination> eliminateColumns(const at::Tensor &weight, const at::Tensor &covariance,
                                           const at::Tensor &metric, int64_t kept,
                                           int64_t batch = 8);

/// argmin over V [m, k] of E||W x - V x_kept||^2 = (W C)[:, kept] (C[kept, kept])^-1, f64 (normal
/// equations; the metric of the output does not change it). `kept` int64 [k].
Result<at::Tensor> refitColumns(const at::Tensor &weight, const at::Tensor &covariance,
                                const at::Tensor &kept);

} // namespace lapidary
