#pragma once

#include "core/model/model.h"
#include "core/nn/compressed_layer.h"

namespace lapidary {

/// Reads one layer with all its factors and bias, decoded to `dtype` on `device`, in Hugging Face
/// row order. Thread-safe. Memory: f32 of the layer beside the result.
Result<CompressedLayer> loadLayer(const Model &model, const Layer &layer, at::ScalarType dtype,
                                  at::Device device, const JobContext &job);

} // namespace lapidary
