#pragma once

#include "core/calibrate/calibration.h"

#include <ATen/ATen.h>

namespace lapidary {

/// What is known of the activations x [in] that flow into a layer, and of the gradients of the
/// loss at its outputs y [out]. Means over all calibration tokens, f64 on the CPU. Of an expert
/// covariance and mean are over the tokens that were routed to it, so that the gradient's
/// factor holds how often that was.
struct LayerInputs {
    /// Sample by sample, for down only and only where earlier layers were changed already: what
    /// flows into the MLP [tokens, hidden], and what the layer should give [tokens, out]. f32 on
    /// the compute device; undefined otherwise.
    struct Samples {
        at::Tensor mlpInput, wanted;
    };
    at::Tensor covariance; ///< E[x x^T], [in, in], not centred, symmetric
    at::Tensor mean;       ///< E[x], [in]
    /// E[g g^T], [out, out], of g = d(sum of the tokens' losses)/dy (the output factor of a
    /// Kronecker-factored Fisher matrix, Martens and Grosse 2015, section 3.1); undefined when
    /// the calibration has no gradients.
    at::Tensor gradient;
    /// The dense weight [out, in] to approximate instead of the layer's own, where earlier layers
    /// were changed already (core/calibrate/sequential_stream.h); undefined: its own.
    at::Tensor target;
    int64_t tokens = 0;
    Samples samples{};

    /// Mean square of each input column: the diagonal of the covariance.
    at::Tensor meanSquare() const { return covariance.diagonal(); }
};

/// Reads the statistics of one layer. Fails with ErrorCode::Input, naming the layer, when there
/// are none. Memory: f64 of the matrices and an f32 copy while reading. Thread-safe.
Result<LayerInputs> readLayerInputs(const Calibration &calibration, const std::string &layer);

/// The `gradient` of one layer alone; undefined when the calibration has no gradients.
Result<at::Tensor> readOutputGradient(const Calibration &calibration, const std::string &layer);

/// ||(W - W') C||_F / ||W C||_F with C C^T the covariance: the relative error of the layer's
/// output. `difference` and `weight` [out, in], any float type, on one device.
double outputError(const at::Tensor &difference, const at::Tensor &weight,
                   const at::Tensor &covariance);

} // namespace lapidary
