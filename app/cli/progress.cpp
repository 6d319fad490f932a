#include "app/cli/progress.h"

#include "core/base/format.h"

#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace lapidary::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct Drawn {
    bool open = false; ///< a bar without its line end
    Clock::time_point started = Clock::now();
    Clock::time_point last{};
    int tenth = -1;
    double total = 0;
};

Drawn &drawn()
{
    static Drawn state;
    return state;
}

std::string timeLeft(double fraction)
{
    const double seconds =
        std::chrono::duration<double>(Clock::now() - drawn().started).count();
    if (fraction <= 0.02 || seconds < 2)
        return {};
    return " · " + formatDuration(seconds * (1 - fraction) / fraction) + " left";
}

void drawBar(const Progress &progress, double fraction)
{
    constexpr int width = 28;
    const int filled = static_cast<int>(fraction * width);
    std::string bar(static_cast<size_t>(filled), '#');
    bar.resize(width, '.');
    std::fprintf(stderr, "\r\033[K[%s] %s%s", bar.c_str(), progress.label.c_str(),
                 timeLeft(fraction).c_str());
    std::fflush(stderr);
    drawn().open = true;
}

} // namespace

void showProgress(const Progress &progress)
{
    Drawn &state = drawn();
    const double fraction =
        progress.total > 0 ? std::min(1.0, progress.done / progress.total) : 0.0;
    if (progress.total != state.total) {
        state.total = progress.total;
        state.started = Clock::now();
        state.tenth = -1;
    }
    if (isatty(STDERR_FILENO)) {
        const auto now = Clock::now();
        if (now - state.last > std::chrono::milliseconds(50) || fraction >= 1) {
            state.last = now;
            drawBar(progress, fraction);
        }
        return;
    }
    const int tenth = static_cast<int>(fraction * 10);
    if (tenth != state.tenth) {
        state.tenth = tenth;
        std::fprintf(stderr, "%3d %%  %s%s\n", tenth * 10, progress.label.c_str(),
                     timeLeft(fraction).c_str());
    }
}

void endProgress()
{
    if (drawn().open)
        std::fprintf(stderr, "\n");
    drawn().open = false;
}

void showMessage(LogLevel level, const std::string &message)
{
    endProgress();
    const char *prefix = level == LogLevel::Warning ? "warning: "
                         : level == LogLevel::Error ? "error: "
                                                    : "";
    std::fprintf(stderr, "%s%s\n", prefix, message.c_str());
}

} // namespace lapidary::cli
