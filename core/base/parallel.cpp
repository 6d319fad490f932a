#include "core/base/parallel.h"

#include <algorithm>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace lapidary {

int hardwareThreads()
{
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

namespace {

thread_local bool workerThread = false;

Status guarded(const std::function<Status(int64_t)> &body, int64_t i)
{
    try {
        return body(i);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::Budget, "out of memory; lower --threads or the model part at work");
    } catch (const std::exception &e) {
        return fail(ErrorCode::Internal, "{}", e.what());
    }
}

struct FirstFailure {
    std::mutex mutex;
    int64_t index = -1;
    Error error;

    void offer(int64_t i, Error e)
    {
        std::lock_guard lock(mutex);
        if (index < 0 || i < index) {
            index = i;
            error = std::move(e);
        }
    }
};

} // namespace

bool insideParallelFor()
{
    return workerThread;
}

Status parallelFor(int64_t count, int threads, const JobContext &job,
                   const std::function<Status(int64_t)> &body)
{
    if (threads <= 0)
        threads = workerThread ? 1 : hardwareThreads();
    threads = static_cast<int>(std::min<int64_t>(threads, std::max<int64_t>(count, 1)));
    std::atomic<int64_t> next{0};
    std::atomic<bool> stop{false};
    FirstFailure failure;
    auto work = [&] {
        while (!stop && !job.cancelled()) {
            const int64_t i = next++;
            if (i >= count)
                return;
            if (auto status = guarded(body, i); !status) {
                failure.offer(i, std::move(status.error()));
                stop = true;
            }
        }
    };
    if (threads == 1) {
        work();
    } else {
        std::vector<std::jthread> pool;
        try {
            for (int t = 0; t < threads; ++t)
                pool.emplace_back([&] {
                    workerThread = true;
                    work();
                });
        } catch (const std::system_error &) {
            if (pool.empty()) // the system has no thread left for us
                work();
        }
    }
    if (failure.index >= 0)
        return fail(std::move(failure.error));
    return job.checkCancelled();
}

} // namespace lapidary
