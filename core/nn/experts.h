#pragma once

#include <ATen/ATen.h>

#include <functional>

namespace lapidary {

/// Which experts each row goes to, and how much each of them counts.
struct Routing {
    at::Tensor experts; ///< int64 [rows, active], by falling probability
    at::Tensor weights; ///< f32 [rows, active]
};

/// Softmax over all experts in f32, the `active` largest of them, with `normalized` divided by their
/// sum (Jiang et al. 2024, Mixtral, section 2.1; without `normalized` as Qwen3 MoE may do).
/// logits [rows, experts], any float type; `active` must not exceed the experts. Differentiable in
/// the weights. Throws what LibTorch throws.
Routing routeTokens(const at::Tensor &logits, int64_t active, bool normalized);

/// Rows that go to one expert and what comes out of it: both [n, hidden], n > 0.
using ExpertFunction = std::function<at::Tensor(int64_t expert, const at::Tensor &rows)>;

/// Sum over the experts of a row of their outputs times their weights: x [rows, hidden] -> the same
/// shape and type. Each expert is called once, in order, with all of its rows together; one that no
/// row goes to is not called. Differentiable where `apply` is. Memory: `active` copies of x.
at::Tensor mixExperts(const at::Tensor &x, const Routing &routing, int64_t experts,
                      const ExpertFunction &apply);

} // namespace lapidary
