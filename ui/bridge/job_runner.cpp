#include "ui/bridge/job_runner.h"

#include "ui/bridge/error_text.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace lapidary {

namespace {

constexpr int kWorkerNice = 10;

/// Work yields to the window: with every core busy computing, a click is still answered at once.
/// Threads that a worker starts (OpenMP's) inherit it.
void yieldToTheWindow()
{
#ifdef __linux__
    thread_local const bool once = [] {
        setpriority(PRIO_PROCESS, id_t(syscall(SYS_gettid)), kWorkerNice);
        return true;
    }();
    (void)once;
#endif
}

constexpr int kPollMs = 50;          // 20 Hz
constexpr double kEstimateAfter = 2; // seconds before a time left is worth telling
constexpr int kMaxLogLines = 2000;

} // namespace

/// One job. What workers touch is behind the mutex; the rest belongs to the runner's thread.
struct JobRunner::Job {
    JobId id = 0;
    JobSpec spec;
    JobContext context;
    Finish finish;
    QPointer<QObject> owner;
    bool hasOwner = false;
    QMetaObject::Connection ownerGone;
    bool ended = false;
    JobState state = JobState::Waiting;
    QString error;
    QElapsedTimer clock;
    double elapsed = 0;
    double lastFraction = 0, phaseSince = 0, phaseFrom = 0; // of the phase whose progress runs now

    mutable std::mutex mutex;
    std::condition_variable returnedCondition;
    bool started = false;  // the worker has begun
    bool returned = false; // the work function has returned, or will never run
    bool dirty = false;
    Progress progress;
    QStringList log;

    Job()
        : context([this](const Progress &p) { setProgress(p); },
                  [this](LogLevel level, const std::string &text) { addLog(level, text); })
    {
    }

    void setProgress(const Progress &p)
    {
        std::lock_guard lock(mutex);
        progress = p;
        dirty = true;
    }
    void addLog(LogLevel level, const std::string &text)
    {
        static const char *const marks[] = {"", "", "! ", "!! "};
        std::lock_guard lock(mutex);
        if (log.size() < kMaxLogLines)
            log += QString::fromLatin1(marks[int(level)]) + QString::fromStdString(text);
        dirty = true;
    }
};

JobRunner::JobRunner(QObject *parent) : QObject(parent)
{
    for (QThreadPool &pool : m_pools) {
        pool.setMaxThreadCount(1);
        pool.setExpiryTimeout(-1);
    }
    m_timer.setInterval(kPollMs);
    connect(&m_timer, &QTimer::timeout, this, &JobRunner::poll);
}

JobRunner::~JobRunner()
{
    for (auto &[id, job] : m_jobs)
        job->context.cancel();
    for (QThreadPool &pool : m_pools) {
        pool.clear();
        pool.waitForDone();
    }
}

JobRunner::End JobRunner::guarded(const Body &body, JobContext &context)
{
    try {
        return body(context);
    } catch (const std::bad_alloc &) {
        return {JobState::Failed, {ErrorCode::Budget, "Not enough memory for this job."}};
    } catch (const std::exception &e) {
        return {JobState::Failed, {ErrorCode::Internal, e.what()}};
    } catch (...) {
        return {JobState::Failed, {ErrorCode::Internal, "A library failed without a reason."}};
    }
}

JobId JobRunner::startErased(const JobSpec &spec, QObject *owner, Body body, Finish finish)
{
    auto job = std::make_shared<Job>();
    job->id = m_next++;
    job->spec = spec;
    job->finish = std::move(finish);
    job->owner = owner;
    job->hasOwner = owner != nullptr;
    m_jobs[job->id] = job;
    if (owner && owner != this)
        job->ownerGone = connect(owner, &QObject::destroyed, this,
                                 [this, id = job->id] { cancelAndWait(id); });

    m_pools[int(spec.lane)].start(
        [this, job, body = std::move(body)]() mutable {
            yieldToTheWindow();
            {
                std::lock_guard lock(job->mutex);
                if (job->returned)
                    return; // cancelled while it waited
                job->started = job->dirty = true;
            }
            End end = job->context.cancelled() ? End{} : guarded(body, job->context);
            body = nullptr; // captured data goes before anybody is told
            // A posted event is dropped with its receiver, and the destructor waits for us.
            QMetaObject::invokeMethod(
                this, [this, job, end] { this->finish(job, end); }, Qt::QueuedConnection);
            std::lock_guard lock(job->mutex);
            job->returned = true;
            job->returnedCondition.notify_all();
        },
        spec.priority);
    if (!m_timer.isActive())
        m_timer.start();
    if (!spec.background)
        emit jobAdded(job->id);
    return job->id;
}

void JobRunner::finish(const JobPtr &job, const End &end)
{
    if (job->ended)
        return;
    poll(); // last progress and log before the end
    job->ended = true;
    disconnect(job->ownerGone);
    job->state = end.state;
    job->elapsed = job->clock.isValid() ? job->clock.elapsed() / 1000.0 : 0;
    if (end.state == JobState::Failed)
        job->error = errorText(end.error);
    // The callback first: it may set the link, and views look at the result on jobEnded.
    Finish callback = std::move(job->finish);
    job->finish = nullptr;
    const bool ownerGone = job->hasOwner && !job->owner;
    const QPointer<JobRunner> self(this);
    if (callback && !ownerGone)
        callback(end);
    if (!self)
        return;
    if (job->spec.background) {
        m_jobs.erase(job->id);
    } else {
        emit jobChanged(job->id);
        emit jobEnded(job->id);
    }
    if (!busy()) {
        m_timer.stop();
        emit idle();
    }
}

void JobRunner::cancel(JobId id)
{
    const auto it = m_jobs.find(id);
    if (it == m_jobs.end() || it->second->ended)
        return;
    const JobPtr job = it->second;
    job->context.cancel();
    bool waiting = false;
    {
        std::lock_guard lock(job->mutex);
        if (!job->started) {
            waiting = true;
            job->returned = true;
        }
    }
    if (waiting) // the end comes asynchronously like every other end
        QMetaObject::invokeMethod(
            this, [this, job] { finish(job, End{}); }, Qt::QueuedConnection);
}

void JobRunner::cancelAndWait(JobId id)
{
    const auto it = m_jobs.find(id);
    if (it == m_jobs.end() || it->second->ended)
        return;
    const JobPtr job = it->second;
    job->context.cancel();
    {
        std::unique_lock lock(job->mutex);
        if (!job->started)
            job->returned = true;
        job->returnedCondition.wait(lock, [&] { return job->returned; });
    }
    job->finish = nullptr;
    finish(job, End{});
}

void JobRunner::cancelAll()
{
    std::vector<JobId> ids;
    for (const auto &[id, job] : m_jobs)
        ids.push_back(id);
    for (JobId id : ids)
        cancel(id);
}

void JobRunner::poll()
{
    std::vector<JobId> changed;
    for (auto &[id, job] : m_jobs) {
        if (job->ended)
            continue;
        std::lock_guard lock(job->mutex);
        if (job->started && job->state == JobState::Waiting) {
            job->state = JobState::Running;
            job->clock.start();
        }
        // Running jobs are told about once a second anyway: their time goes on.
        const double now = job->clock.isValid() ? job->clock.elapsed() / 1000.0 : 0;
        const bool tick = int(now) != int(job->elapsed);
        job->elapsed = now;
        const double total = job->progress.total;
        const double fraction = total > 0 ? job->progress.done / total : 0;
        if (fraction < job->lastFraction) { // another phase of the work counts from its start
            job->phaseSince = now;
            job->phaseFrom = fraction;
        }
        job->lastFraction = fraction;
        if ((job->dirty || tick) && !job->spec.background)
            changed.push_back(id);
        job->dirty = false;
    }
    for (JobId id : changed)
        emit jobChanged(id);
}

JobInfo JobRunner::snapshot(const Job &job) const
{
    JobInfo info;
    info.id = job.id;
    info.spec = job.spec;
    info.state = job.state;
    info.error = job.error;
    info.elapsedSeconds = job.elapsed;
    std::lock_guard lock(job.mutex);
    info.label = QString::fromStdString(job.progress.label);
    info.log = job.log;
    if (job.progress.total > 0)
        info.fraction = std::clamp(job.progress.done / job.progress.total, 0.0, 1.0);
    const double worked = job.elapsed - job.phaseSince, done = info.fraction - job.phaseFrom;
    if (job.state == JobState::Running && worked >= kEstimateAfter && done > 0.005)
        info.secondsLeft = worked * (1 - info.fraction) / done;
    return info;
}

std::vector<JobInfo> JobRunner::jobs() const
{
    std::vector<JobInfo> infos;
    for (const auto &[id, job] : m_jobs)
        if (!job->spec.background)
            infos.push_back(snapshot(*job));
    return infos;
}

std::optional<JobInfo> JobRunner::job(JobId id) const
{
    const auto it = m_jobs.find(id);
    if (it == m_jobs.end())
        return std::nullopt;
    return snapshot(*it->second);
}

bool JobRunner::busy() const
{
    return busy(Lane::Io) || busy(Lane::Heavy) || busy(Lane::Light);
}

bool JobRunner::busy(Lane lane) const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(), [lane](const auto &entry) {
        return !entry.second->ended && entry.second->spec.lane == lane;
    });
}

void JobRunner::clearEnded()
{
    for (const JobInfo &info : jobs())
        dismiss(info.id);
}

void JobRunner::dismiss(JobId id)
{
    const auto it = m_jobs.find(id);
    if (it == m_jobs.end() || !it->second->ended)
        return;
    m_jobs.erase(it);
    emit jobRemoved(id);
}

void JobRunner::setLink(JobId id, const QString &link)
{
    const auto it = m_jobs.find(id);
    if (it != m_jobs.end())
        it->second->spec.link = link;
}

} // namespace lapidary
