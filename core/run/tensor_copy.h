#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/model/model.h"

namespace lapidary {

/// Header of one tensor of a run's checkpoint.
struct StoredTensor {
    std::string name;
    DType dtype = DType::F32;
    Shape shape; ///< logical
    int64_t bytes = 0;
};

struct TensorCopy {
    StoredTensor stored;
    OutgoingTensor outgoing;
};

/// Tensor `source` of the model's checkpoint, to be streamed to another file byte by byte under
/// `name`. With `permutedRows`, GGUF's q/k row order is undone on the way: rows of a head are
/// whole blocks, so nothing is decoded. `model` and `job` must outlive the copy.
/// Errors: Unsupported for types that cannot be carried; Input when rows are no whole heads.
Result<TensorCopy> copyTensor(const Model &model, int source, std::string name, bool permutedRows,
                              const JobContext &job);

/// All tensors of a layer (factors, bias), as they are stored, under Hugging Face names; `name` is
/// the layer's name in the copy, which differs where blocks before it were removed.
Result<std::vector<TensorCopy>> copyLayer(const Model &model, const Layer &layer,
                                          const std::string &name, const JobContext &job);

/// Name of a factor in a run's checkpoint: "model.layers.0.mlp.up_proj.a.weight".
std::string tensorName(const std::string &layer, const std::string &suffix);

/// Tensors of the source that belong to no layer (masks, buffers): carried along as they are.
std::vector<int> looseTensors(const Model &model);

} // namespace lapidary
