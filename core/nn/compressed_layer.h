#pragma once

#include "core/model/layer_form.h"

#include <ATen/ATen.h>

#include <vector>

namespace lapidary {

/// A layer's weight in memory: its form and one array per factor (decoded; f32 while working).
/// Dense: [out, in] or [n]; LowRank: a [r, in], b [out, r]; Mpo: cores [chi, o_k, i_k, chi'];
/// Tucker: core, then [size_k, r_k]; Cp: [size_k, rank]; Removed: no arrays, W = 0.
struct CompressedLayer {
    LayerForm form;
    std::vector<at::Tensor> factors;
    at::Tensor bias; ///< undefined when there is none

    /// False for a part that the model does not have (a removed attention, say).
    bool present() const { return !factors.empty() && factors.front().defined(); }
    /// x [..., in] -> [..., out] (plus bias), same dtype as x: straight from the factors, or, where
    /// more rows than inputs go through a tensor network without gradients, by its dense matrix.
    /// Differentiable when autograd is on. Throws what LibTorch throws.
    at::Tensor apply(const at::Tensor &x) const;
    /// The represented matrix [out, in] in the factors' dtype.
    at::Tensor toDense() const;
};

} // namespace lapidary
