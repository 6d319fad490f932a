#pragma once

#include "ui/bridge/jobs.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <map>
#include <vector>

namespace lapidary {

/// The only asynchronous code of the window: runs synchronous core functions in lanes.
///
/// `work` runs in a worker thread and must capture values or shared pointers only, never the
/// owner. `done` runs in the runner's thread, exactly once, unless the owner is gone by then.
/// Destroying the owner (or the runner) cancels its jobs and waits until their work returned.
/// Progress reaches the signals at most 20 times a second.
class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(QObject *parent = nullptr);
    ~JobRunner() override;

    /// `runner.start<ModelPtr>(spec, this, [=](JobContext &job) { return openModel(...); },
    ///                         [this](const JobOutcome<ModelPtr> &outcome) { ... });`
    template <class T>
    JobId start(const JobSpec &spec, QObject *owner,
                std::function<Result<T>(JobContext &)> work,
                std::function<void(const JobOutcome<T> &)> done = {});

    void cancel(JobId id);
    /// Cancels and blocks until the work function has returned; `done` is not called.
    void cancelAndWait(JobId id);
    void cancelAll();

    /// Jobs that are shown (no background ones), newest last; ended ones stay until cleared.
    std::vector<JobInfo> jobs() const;
    std::optional<JobInfo> job(JobId id) const;
    /// Work of this lane (or any) that has not ended, background jobs included.
    bool busy() const;
    bool busy(Lane lane) const;
    void clearEnded();
    /// Forgets one ended job; its line disappears from the list.
    void dismiss(JobId id);
    /// Where the result of a job is, when that is only known later.
    void setLink(JobId id, const QString &link);

signals:
    void jobAdded(int id);
    void jobChanged(int id); ///< progress, log or state; at most 20 Hz per job
    void jobEnded(int id);
    void jobRemoved(int id);
    void idle(); ///< nothing is running or waiting any more

private:
    struct End {
        JobState state = JobState::Cancelled;
        Error error;
    };
    using Body = std::function<End(JobContext &)>;
    using Finish = std::function<void(const End &)>;
    struct Job;
    using JobPtr = std::shared_ptr<Job>;

    JobId startErased(const JobSpec &spec, QObject *owner, Body body, Finish finish);
    static End guarded(const Body &body, JobContext &context);
    void finish(const JobPtr &job, const End &end);
    void poll();
    JobInfo snapshot(const Job &job) const;

    std::map<JobId, JobPtr> m_jobs;
    QThreadPool m_pools[3];
    QTimer m_timer;
    JobId m_next = 1;
};

template <class T>
JobId JobRunner::start(const JobSpec &spec, QObject *owner,
                       std::function<Result<T>(JobContext &)> work,
                       std::function<void(const JobOutcome<T> &)> done)
{
    auto outcome = std::make_shared<JobOutcome<T>>();
    Body body = [outcome, work = std::move(work)](JobContext &context) -> End {
        Result<T> result = work(context);
        if (result) {
            outcome->value = std::make_shared<const T>(std::move(*result));
            return {JobState::Succeeded, {}};
        }
        const bool cancelled = result.error().code == ErrorCode::Cancelled;
        return {cancelled ? JobState::Cancelled : JobState::Failed, result.error()};
    };
    Finish finish = [outcome, done = std::move(done)](const End &end) {
        outcome->state = end.state;
        if (end.state == JobState::Failed)
            outcome->error = end.error;
        if (done)
            done(*outcome);
    };
    return startErased(spec, owner, std::move(body), std::move(finish));
}

} // namespace lapidary
