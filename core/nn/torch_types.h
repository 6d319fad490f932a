#pragma once

#include "core/nn/compute.h"

#include <ATen/ATen.h>

namespace lapidary {

/// "f32", "bf16", "f16" -> ATen's type; f32 for anything else.
at::ScalarType scalarTypeOf(const std::string &dtype);
at::ScalarType scalarTypeOf(const ComputeChoice &compute);
at::Device deviceOf(const ComputeChoice &compute);

} // namespace lapidary
