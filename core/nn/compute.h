#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace lapidary {

/// Where and in what precision to compute; as given by --device, --dtype, --threads.
struct ComputeOptions {
    std::string device = "auto"; ///< "auto", "cpu", "cuda", "cuda:1"
    std::string dtype = "auto";  ///< "auto" (chosen by measurement), "f32", "bf16", "f16"
    int threads = 0;             ///< 0 = all cores
};

/// ComputeOptions resolved on this machine.
struct ComputeChoice {
    std::string device; ///< "cpu", "cuda:0"
    std::string dtype;  ///< "f32", "bf16", "f16"
    int threads = 1;
    std::string reason; ///< one sentence: why this dtype ("bf16 matmul measured 2.6x f32 here")
};

/// Resolves and measures (once per process, about 50 ms; cached). Sets torch's thread count.
/// Fails with ErrorCode::Unsupported when the device is not there.
Result<ComputeChoice> chooseCompute(const ComputeOptions &options);

/// Keeps the memory of tensors that are gone for the next ones (up to 512 MiB of it), and lets LibTorch
/// put large ones on large pages: clearing fresh pages otherwise takes a tenth of every pass. Call it
/// first thing in main(); the user's own THP_MEM_ALLOC_ENABLE wins.
void keepTensorMemory();

} // namespace lapidary
