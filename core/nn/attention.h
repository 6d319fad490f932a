#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace lapidary {

// Causal attention with grouped query heads. q [batch, heads, queries, d],
// k, v [batch, kvHeads, keys, d]; views are fine as long as the last stride is 1. Query i stands
// at position keys - queries + i and sees the keys up to itself, of them only the last `window`
// (0 = all; query at p sees key j iff p - j < window). Query head h reads kv head
// h / (heads / kvHeads). Softmax in f32 of q k^T * scale.

/// Any device and dtype, differentiable: at::scaled_dot_product_attention with a mask where one
/// is needed. Returns [batch, heads, queries, d].
at::Tensor attentionSdpa(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                         double scale, int64_t window);

/// Gradients off: writes [batch * queries, heads * d] into `out`, by the quickest kernel that
/// this CPU has for the shape. Elsewhere the same as attentionSdpa.
void attentionInto(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, double scale,
                   int64_t window, const at::Tensor &out);

namespace detail {
/// One query per sequence: plain dot products against the cache, no packing.
bool decodeAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, double scale,
                     int64_t window, const at::Tensor &out);
/// bf16 tiles for CPUs with AVX512_BF16 (online softmax: Milakov and Gimelshein 2018; tiling:
/// Dao et al. 2022, FlashAttention). False when the CPU, dtype or head size does not fit.
bool flashAttentionBf16(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                        double scale, int64_t window, const at::Tensor &out);
} // namespace detail

} // namespace lapidary
