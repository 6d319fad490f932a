#pragma once

#include "core/base/result.h"

#include <ATen/ATen.h>

namespace lapidary {

/// Sum of squares in f64, in a fixed order (one thread): the same whatever the thread count.
/// `a` contiguous f32 or f64 on the CPU.
double energyOf(const at::Tensor &a);

/// Below this share of the energy, a difference of energies has lost its digits.
inline constexpr double energyDifferenceLimit = 1e-4;

/// A^T A in f64 for A [m, n], summed over chunks of rows so that f64 copies stay small.
at::Tensor gramOfColumns(const at::Tensor &a);

struct SymmetricEigen {
    at::Tensor values;  ///< descending, clamped at 0
    at::Tensor vectors; ///< columns, in the same order; each with its largest entry positive
};

/// Eigenpairs of a symmetric positive semidefinite f64 matrix.
Result<SymmetricEigen> eigenOfGram(const at::Tensor &gram);

} // namespace lapidary
