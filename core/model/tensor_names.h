#pragma once

#include "core/model/role.h"
#include "core/tensor/shape.h"

#include <string>
#include <string_view>

namespace lapidary {

/// GGUF tensor name -> the Hugging Face one that such a tensor has in transformers
/// ("blk.3.ffn_up.weight" -> "model.layers.3.mlp.up_proj.weight"); unknown names unchanged.
std::string canonicalFromGguf(std::string_view stored);

/// Number of the transformer block that a name belongs to, -1 outside (or in a vision tower).
int blockOfName(std::string_view name);

/// `name` as block `block` instead of blockOfName(name) ("model.layers.3.x", 2 ->
/// "model.layers.2.x"); unchanged outside of blocks.
std::string inBlock(std::string_view name, int block);

/// What a module of an architecture that is no known family is for, by the naming habits of
/// published checkpoints. Fused expert matrices (gate and up) count as expert_up, a fused shared
/// matrix beside experts as shared_up.
Role guessRole(std::string_view name, const Shape &shape, bool hasExperts);

/// Tables, masks and quantization scales that are stored but are no parameters.
bool isBufferName(std::string_view name, const Shape &shape);

/// Number of the expert: "model.layers.3.mlp.experts.7.up_proj" -> 7; -1 when there is none.
int expertOfName(std::string_view name);
/// Orders "experts.2" before "experts.10".
bool naturalLess(std::string_view a, std::string_view b);

} // namespace lapidary
