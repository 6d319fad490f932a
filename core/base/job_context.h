#pragma once

#include "core/base/memory_budget.h"
#include "core/base/result.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace lapidary {

enum class LogLevel { Debug, Info, Warning, Error };

/// What a job is doing, in the user's words: "layer 143 of 210".
struct Progress {
    double done = 0;
    double total = 0; ///< 0 when the amount of work is not known yet
    std::string label;
};

/// Everything a long core function needs from its caller: cancel, progress, memory and log.
/// Thread-safe; the callbacks are called from worker threads, one at a time.
class JobContext {
public:
    using ProgressFn = std::function<void(const Progress &)>;
    using LogFn = std::function<void(LogLevel, const std::string &)>;

    JobContext() = default;
    explicit JobContext(ProgressFn progress, LogFn log = {});
    JobContext(const JobContext &) = delete;
    JobContext &operator=(const JobContext &) = delete;

    /// Ask the work to stop; safe from any thread and from a signal handler.
    void cancel() noexcept { m_cancelled.store(true, std::memory_order_relaxed); }
    bool cancelled() const noexcept { return m_cancelled.load(std::memory_order_relaxed); }
    /// Poll at least every 16 MiB or 100 ms: fails with ErrorCode::Cancelled after cancel().
    Status checkCancelled() const;

    void progress(double done, double total, const std::string &label);
    void log(LogLevel level, const std::string &message);

    MemoryBudget &memory() { return m_memory; }

private:
    friend class ProgressScope;
    /// Where the progress that is reported lies in that of the whole.
    struct Scope {
        double begin = 0, end = 1;
        std::string label;
    };

    std::atomic<bool> m_cancelled{false};
    std::mutex m_mutex;
    std::optional<Scope> m_scope;
    ProgressFn m_progress;
    LogFn m_log;
    MemoryBudget m_memory;
};

/// While it lives, what a job reports is the part from `begin` to `end` (of 1) of something larger,
/// and `label` stands before its words: "stage 2 of 3: layer 14 of 60". Scopes nest. Made and
/// destroyed in the thread that runs the job, while no worker reports.
class ProgressScope {
public:
    ProgressScope(JobContext &job, double begin, double end, const std::string &label = {});
    ~ProgressScope();
    ProgressScope(const ProgressScope &) = delete;
    ProgressScope &operator=(const ProgressScope &) = delete;

private:
    JobContext &m_job;
    std::optional<JobContext::Scope> m_before;
};

} // namespace lapidary
