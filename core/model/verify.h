#pragma once

#include "core/model/model.h"

namespace lapidary {

struct VerifyReport {
    std::vector<std::string> problems; ///< one sentence each, naming file and tensor
    int64_t tensors = 0;
    int64_t bytes = 0;
    std::string contentHash; ///< XXH3-128 over all tensors' names and stored bytes, in file order
};

/// Reads every stored byte once: sizes, readability, non-finite values of floating tensors, and a
/// content hash. Streams in pieces of at most 16 MiB; cancellable.
Result<VerifyReport> verifyModel(const Model &model, JobContext &job);

} // namespace lapidary
