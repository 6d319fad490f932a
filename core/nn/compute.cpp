#include "core/nn/compute.h"

#include "core/base/parallel.h"
#include "core/nn/guard.h"
#include "core/nn/torch_types.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <mutex>

namespace lapidary {
namespace {

constexpr double WorthSwitching = 1.2;

double matmulSeconds(at::ScalarType type)
{
    using Clock = std::chrono::steady_clock;
    const at::Tensor x = at::full({256, 768}, 0.5, at::TensorOptions(type));
    const at::Tensor w = at::full({768, 768}, 0.25, at::TensorOptions(type));
    double best = std::numeric_limits<double>::infinity();
    const Clock::time_point start = Clock::now();
    for (int i = 0; i < 12; ++i) {
        const Clock::time_point begin = Clock::now();
        at::linear(x, w);
        best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
        if (i >= 2 && Clock::now() - start > std::chrono::milliseconds(25))
            break;
    }
    return best;
}

/// f32 time over bf16 time of a matmul of a usual size; once per process and thread count.
double bf16Gain(int threads)
{
    static std::mutex mutex;
    static int measuredThreads = 0;
    static double gain = 0;
    std::lock_guard lock(mutex);
    if (measuredThreads != threads) {
        const double bf16 = matmulSeconds(at::kBFloat16);
        gain = matmulSeconds(at::kFloat) / bf16;
        measuredThreads = threads;
    }
    return gain;
}

Result<std::string> resolveDevice(const std::string &wanted)
{
    if (wanted == "cpu" || (wanted == "auto" && !at::hasCUDA()))
        return std::string("cpu");
    if (wanted != "auto" && wanted != "cuda" && wanted.rfind("cuda:", 0) != 0)
        return fail(ErrorCode::Usage,
                    "device {}: expected auto, cpu, cuda or cuda:N", wanted);
    const int64_t count = at::hasCUDA() ? int64_t(at::detail::getCUDAHooks().deviceCount()) : 0;
    const std::string digits = wanted.size() > 5 ? wanted.substr(5) : "0";
    if (digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos)
        return fail(ErrorCode::Usage, "device {}: expected a number after cuda:", wanted);
    const int index = std::stoi(digits);
    if (index >= count) {
        if (wanted == "auto")
            return std::string("cpu");
        return fail(ErrorCode::Unsupported,
                    "device {} is not there: LibTorch sees {} CUDA devices; use --device cpu",
                    wanted, count);
    }
    return "cuda:" + std::to_string(index);
}

void chooseDtype(const ComputeOptions &options, ComputeChoice &choice)
{
    if (options.dtype != "auto") {
        choice.dtype = options.dtype;
        choice.reason = options.dtype + " as asked";
        return;
    }
    if (choice.device != "cpu") {
        choice.dtype = "bf16";
        choice.reason = "bf16 is the usual choice on a GPU";
        return;
    }
    const double gain = bf16Gain(choice.threads);
    choice.dtype = gain >= WorthSwitching ? "bf16" : "f32";
    choice.reason = fmt::format("bf16 matmul measured {:.1f}x the speed of f32 here", gain);
}

} // namespace

at::ScalarType scalarTypeOf(const std::string &dtype)
{
    if (dtype == "bf16")
        return at::kBFloat16;
    return dtype == "f16" ? at::kHalf : at::kFloat;
}

at::ScalarType scalarTypeOf(const ComputeChoice &compute)
{
    return scalarTypeOf(compute.dtype);
}

at::Device deviceOf(const ComputeChoice &compute)
{
    return at::Device(compute.device);
}

Result<ComputeChoice> chooseCompute(const ComputeOptions &options)
{
    if (options.dtype != "auto" && options.dtype != "f32" && options.dtype != "bf16" &&
        options.dtype != "f16")
        return fail(ErrorCode::Usage, "dtype {}: expected auto, f32, bf16 or f16", options.dtype);
    if (options.threads < 0)
        return fail(ErrorCode::Usage, "threads {}: expected 0 (all cores) or more",
                    options.threads);
    return guarded("choosing the device", [&]() -> Result<ComputeChoice> {
        ComputeChoice choice;
        choice.threads = options.threads > 0 ? options.threads : hardwareThreads();
        LAPIDARY_ASSIGN(choice.device, resolveDevice(options.device));
        at::set_num_threads(choice.threads);
        chooseDtype(options, choice);
        return choice;
    });
}

void setFreedMemory([[maybe_unused]] FreedMemory freed)
{
#ifdef __GLIBC__
    const bool kept = freed == FreedMemory::Kept;
    mallopt(M_MMAP_THRESHOLD, (kept ? 32 : 1) << 20); // 32 MiB are the most that glibc takes
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    mallopt(M_ARENA_MAX, 1); // worker threads come and go, and their arenas with them
#endif
    setenv("THP_MEM_ALLOC_ENABLE", "1", 0); // c10/core/impl/alloc_cpu.cpp reads it once
}

} // namespace lapidary
