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

/// What becomes of the memory of tensors that are gone.
enum class FreedMemory {
    Kept,    ///< for the next ones, up to 512 MiB: clearing fresh pages takes a tenth of every pass
    Returned ///< to the system at once: resident memory is what tensors need, not what they needed
};

/// Also lets LibTorch put large tensors on large pages, unless the user's own
/// THP_MEM_ALLOC_ENABLE says otherwise. Call it in main() before any tensor is made.
void setFreedMemory(FreedMemory freed);

} // namespace lapidary
