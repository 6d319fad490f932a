#pragma once

namespace lapidary {

/// Whether the functions compiled for AVX2 may be called. (Not target_clones: its resolvers run
/// before sanitizers are ready.)
inline bool haveAvx2()
{
#if defined(__x86_64__)
    static const bool have = __builtin_cpu_supports("avx2");
    return have;
#else
    return false;
#endif
}

#if defined(__x86_64__)
#define LAPIDARY_TARGET_AVX2 __attribute__((target("avx2")))
#else
#define LAPIDARY_TARGET_AVX2
#endif

} // namespace lapidary
