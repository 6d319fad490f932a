#pragma once

#include "core/calibrate/layer_inputs.h"
#include "core/nn/compute.h"

#include <ATen/ATen.h>

#include <map>
#include <set>

namespace lapidary {

/// One matrix in place of a block's attention.
struct AttentionMap {
    /// What flows into it; its target is the matrix, [hidden, hidden], f32: normalized stream ->
    /// what the attention adds.
    LayerInputs inputs;
    double error = 0;   ///< ||y - A x||_F / ||y||_F on windows that the fit did not see
    double damping = 0; ///< the one of several that does best there
};

/// Moments of what flows into an attention (x, after the norm) and out of it (y, without bias).
/// f64, sums over rows.
struct AttentionMoments {
    at::Tensor inputs; ///< sum x x^T
    at::Tensor cross;  ///< sum y x^T
    at::Tensor total;  ///< sum x
    int64_t rows = 0;
    double energy = 0; ///< sum y^T y

    /// x, y [..., hidden]
    void add(const at::Tensor &x, const at::Tensor &y);
};

/// argmin over A of E||y - A x||^2 + the damping of dampedCovariance(), for several dampings; kept
/// is the one with the least error on `heldOut` (empty: on the fitted rows themselves, the largest
/// damping that costs nothing). Fails with ErrorCode::Numerical where moments are not finite.
Result<AttentionMap> fitAttentionMap(const AttentionMoments &fitted, const AttentionMoments &heldOut);

/// Fits the attentions of these blocks on the calibration's own text: its samples flow through the
/// unchanged model once, block by block, up to the last one asked for; its held-out windows choose
/// the damping and tell the error. The calibration's file needs to know nothing of it. Blocks whose
/// attention is gone or is a matrix already are left out. In f32 on compute.device. Memory: ends,
/// one block, four hidden states of the samples, six matrices; 12 bytes * hidden^2 for every
/// result.
Result<std::map<int, AttentionMap>> fitAttentionMaps(ModelPtr model, CalibrationPtr calibration,
                                                     const std::set<int> &blocks,
                                                     const ComputeOptions &compute,
                                                     JobContext &job);

} // namespace lapidary
