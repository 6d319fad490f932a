#pragma once

#include "core/tensor/shape.h"

#include <string>

namespace lapidary {

/// One weight array as the container's header describes it.
struct TensorInfo {
    std::string name; ///< as stored ("blk.0.attn_q.weight" or "model.layers.0...")
    DType dtype = DType::F32;
    std::string dtypeLabel; ///< the container's own word, also for DType::Other
    Shape shape;            ///< logical, row-major
    int64_t elements = 0;
    int64_t bytes = 0;
    int file = 0;       ///< index into CheckpointSource::files()
    int64_t offset = 0; ///< absolute byte offset in that file
};

} // namespace lapidary
