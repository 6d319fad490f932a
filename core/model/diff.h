#pragma once

#include "core/model/model.h"

namespace lapidary {

struct ChangedTensor {
    std::string name; ///< Hugging Face name
    Shape shapeA, shapeB;
    DType dtypeA = DType::F32, dtypeB = DType::F32;
    /// Of B against A where the shapes agree: root mean square difference, and that relative to
    /// the root mean square of A. Nothing where shapes differ.
    std::optional<double> rmse, relativeError;
};

struct ModelDiff {
    std::vector<std::string> onlyA, onlyB;
    std::vector<ChangedTensor> changed; ///< other shape, dtype or values
    int64_t same = 0;                   ///< tensors equal in shape, dtype and every value
    bool identical() const { return onlyA.empty() && onlyB.empty() && changed.empty(); }
};

/// Compares two checkpoints tensor by tensor under their Hugging Face names, decoded to f32, so
/// that a GGUF and a folder can be compared. Memory: one tensor of each at a time.
Result<ModelDiff> diffModels(const Model &a, const Model &b, JobContext &job);

} // namespace lapidary
