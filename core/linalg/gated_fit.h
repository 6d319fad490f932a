#pragma once

#include "core/base/job_context.h"

#include <ATen/ATen.h>

#include <functional>

namespace lapidary {

/// The weights of y = down * (f(gate x) . (up x)), elementwise product: gate and up [width, in],
/// down [out, width].
struct GatedWeights {
    at::Tensor gate, up, down;
};

struct GatedSamples {
    at::Tensor x;      ///< [rows, in]
    at::Tensor wanted; ///< [rows, out]
};

struct GatedFitOptions {
    std::function<at::Tensor(const at::Tensor &)> activation; ///< f, elementwise, differentiable
    at::Tensor metric; ///< [out, out] of the squared error, positive semidefinite; undefined: I
    double damping = 1;
    int iterations = 8; ///< of conjugate gradients
};

struct GatedFit {
    GatedWeights weights;
    double before = 0, after = 0; ///< mean squared error in the metric; after <= before
};

/// Fits all three matrices to y = wanted: one Gauss-Newton step (Nocedal and Wright 2006, section
/// 10.3) on E||wanted - y||^2_M, solved by conjugate gradients with a Kronecker-factored
/// preconditioner, and damped by `damping` times the diagonal blocks of the normal matrix. The step
/// is halved while it makes the error larger, and not taken at all if that does not help.
/// f32 on the samples' device, sums of products in f32. Memory: 5 rows x width and 3 rows x out in
/// f32, 14 times the weights. Throws what LibTorch throws.
Result<GatedFit> fitGated(const GatedWeights &start, const GatedSamples &samples,
                          const GatedFitOptions &options, const JobContext &job);

} // namespace lapidary
