#include "core/eval/windows.h"

#include <algorithm>

namespace lapidary {
namespace {

Status tooShort(int64_t tokens, const std::string &protocol, int64_t needed, int64_t window)
{
    return fail(ErrorCode::Usage,
                "the text has {} tokens; protocol {} with window {} needs at least {}: give more "
                "text or a smaller window",
                tokens, protocol, window, needed);
}

Result<WindowPlan> planStrided(int64_t tokens, const PerplexityProtocol &protocol)
{
    WindowPlan plan;
    plan.window = protocol.window > 0 ? protocol.window : 2048;
    plan.stride = protocol.stride > 0 ? protocol.stride : plan.window;
    if (plan.window < 2 || plan.stride > plan.window)
        return fail(ErrorCode::Usage,
                    "protocol strided: expected a window of at least 2 and a stride of at most the "
                    "window, found {} and {}",
                    plan.window, plan.stride);
    if (tokens < plan.window)
        LAPIDARY_TRY(tooShort(tokens, protocol.name, plan.window, plan.window));
    const bool overlapping = plan.stride < plan.window;
    for (int64_t begin = 0; begin + plan.window <= tokens; begin += plan.stride) {
        // What the window before has scored already is context only.
        const int64_t first = begin > 0 && overlapping ? plan.window - plan.stride - 1 : 0;
        plan.windows.push_back({begin, first, plan.window - 1});
    }
    return plan;
}

Result<WindowPlan> planLlamaCpp(int64_t tokens, const PerplexityProtocol &protocol,
                                std::optional<int32_t> bos)
{
    WindowPlan plan;
    plan.window = protocol.window > 0 ? protocol.window : 512;
    plan.stride = plan.window;
    plan.replaceFirst = bos;
    if (plan.window < 4)
        return fail(ErrorCode::Usage,
                    "protocol llama.cpp: expected a window of at least 4, found {}", plan.window);
    if (protocol.stride > 0 && protocol.stride != plan.window)
        return fail(ErrorCode::Usage,
                    "protocol llama.cpp has no stride (found {}); use protocol strided",
                    protocol.stride);
    if (tokens / 2 < plan.window)
        LAPIDARY_TRY(tooShort(tokens, protocol.name, 2 * plan.window, plan.window));
    for (int64_t begin = 0; begin + plan.window <= tokens; begin += plan.window)
        plan.windows.push_back({begin, plan.window / 2, plan.window - 1});
    return plan;
}

} // namespace

Result<WindowPlan> planWindows(int64_t tokens, const PerplexityProtocol &protocol,
                               std::optional<int32_t> bos)
{
    if (protocol.window < 0 || protocol.stride < 0 || protocol.maxWindows < 0)
        return fail(ErrorCode::Usage,
                    "window, stride and maximum windows: expected 0 or more, found {}, {} and {}",
                    protocol.window, protocol.stride, protocol.maxWindows);
    if (protocol.window > (int64_t(1) << 40))
        return fail(ErrorCode::Usage, "window {} is too large", protocol.window);
    WindowPlan plan;
    if (protocol.name == "strided") {
        LAPIDARY_ASSIGN(plan, planStrided(tokens, protocol));
    } else if (protocol.name == "llama.cpp") {
        LAPIDARY_ASSIGN(plan, planLlamaCpp(tokens, protocol, bos));
    } else {
        return fail(ErrorCode::Usage, "protocol {}: expected strided or llama.cpp", protocol.name);
    }
    if (protocol.maxWindows > 0 && int64_t(plan.windows.size()) > protocol.maxWindows)
        plan.windows.resize(size_t(protocol.maxWindows));
    return plan;
}

} // namespace lapidary
