#pragma once

#include <ATen/ATen.h>

#include <vector>

// References computed by Eigen, which shares no code with LibTorch. Apart from the tests, because
// its decompositions take long to compile.
namespace lapidary::test {

/// Of a matrix, descending.
std::vector<double> eigenSingularValues(const at::Tensor &matrix);

/// Norm of the values from `kept` on, relative to the norm of all.
double relativeTail(const std::vector<double> &singularValues, int64_t kept);

/// sqrt(tr(E C E^T) / tr(W C W^T)) with E = W - found, from the definition.
double eigenOutputError(const at::Tensor &w, const at::Tensor &found,
                        const at::Tensor &covariance);

} // namespace lapidary::test
