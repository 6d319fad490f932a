#pragma once

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cstdint>

namespace lapidary {

// Fused element-wise kernels of the runtime for CPU tensors in f32 or bf16 (arithmetic in f32),
// parallel over rows through at::parallel_for. They work in place and know nothing of autograd:
// call them only where gradients are off. `rows` are the leading dimensions flattened.

/// True when these kernels can be used on `x`: CPU, f32 or bf16, gradients off.
bool kernelsUsable(const at::Tensor &x);

/// h [rows, n] += multiplier * y (skipped when y is undefined), then
/// out = weight * cast(h * rsqrt(mean(h^2) + eps)), the rounding order of Hugging Face.
void addRmsNorm(const at::Tensor &h, const at::Tensor &y, double multiplier,
                const at::Tensor &weight, double eps, const at::Tensor &out);

/// Rotates x [rows, heads * d] (rows may be strided) in place by halves: pairs (i, i + d/2) with
/// cosine and sine [positions, d/2] in f32; row r is at position r % positions. When `norm` [d] is
/// defined each head is RMS-normalized first.
void rotateHeads(const at::Tensor &x, int64_t heads, const at::Tensor &cosine,
                 const at::Tensor &sine, const at::Tensor &norm, double eps);

/// out [rows, n] = cast(silu(gate)) * up; gate and up may be column ranges of wider rows.
void siluMultiply(const at::Tensor &gate, const at::Tensor &up, const at::Tensor &out);

/// x [..., in] -> [..., out] like at::linear; a single row on the CPU uses a matrix-vector kernel
/// that streams the weight once. `out` may be given for 2-d x (then it is returned).
at::Tensor applyLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                  const at::Tensor &out = {});

/// Sum over the rows of a and b [..., n], contiguous, f32 on the CPU, of the cosine between them.
double cosineSum(const at::Tensor &a, const at::Tensor &b);

/// Per row of logits [rows, n]: log of the sum of exponentials (f32 [rows]).
at::Tensor rowLogSumExp(const at::Tensor &logits);

} // namespace lapidary
