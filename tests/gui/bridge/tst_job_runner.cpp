#include "tests/support/test_program.h"
#include "ui/bridge/job_runner.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QSignalSpy>
#include <QThread>

#include <atomic>
#include <stdexcept>

using namespace lapidary;

namespace {

/// What work does, by name, so that tests are tables.
enum class Act { Succeed, Fail, Throw, ReportCancelled, UntilCancelled };

Result<int> act(Act what, JobContext &job)
{
    switch (what) {
    case Act::Succeed:
        job.log(LogLevel::Info, "halfway");
        job.progress(1, 2, "one of two");
        return 42;
    case Act::Fail:
        return fail(ErrorCode::Input, "the file is bad");
    case Act::Throw:
        throw std::runtime_error("library broke");
    case Act::ReportCancelled:
        return fail(ErrorCode::Cancelled, "stopped");
    case Act::UntilCancelled:
        while (!job.cancelled())
            QThread::msleep(1);
        return fail(ErrorCode::Cancelled, "stopped");
    }
    return 0;
}

const char *stateName(JobState state)
{
    static const char *const names[] = {"waiting", "running", "succeeded", "failed", "cancelled"};
    return names[int(state)];
}

} // namespace

Q_DECLARE_METATYPE(Act)

class TestJobRunner : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ends_data();
    void ends();
    void cancelWaiting();
    void laneIsOneAtATime();
    void lanesRunBesideEachOther();
    void priority();
    void ownerDestroyed();
    void ownerDestroyedWhileWaiting();
    void runnerDestroyed();
    void progressIsThinned();
    void doneMayDestroyOwner();
    void background();
};

void TestJobRunner::ends_data()
{
    QTest::addColumn<Act>("what");
    QTest::addColumn<bool>("cancel");
    QTest::addColumn<QString>("log");
    QTest::newRow("success") << Act::Succeed << false << "added done:succeeded:42 ended:succeeded";
    QTest::newRow("failure") << Act::Fail << false
                             << "added done:failed:the file is bad ended:failed";
    QTest::newRow("exception") << Act::Throw << false
                               << "added done:failed:library broke ended:failed";
    QTest::newRow("cancel is no failure")
        << Act::UntilCancelled << true << "added done:cancelled: ended:cancelled";
    QTest::newRow("work says it was cancelled")
        << Act::ReportCancelled << false << "added done:cancelled: ended:cancelled";
}

void TestJobRunner::ends()
{
    QFETCH(Act, what);
    QFETCH(bool, cancel);
    QStringList log;
    JobRunner runner;
    connect(&runner, &JobRunner::jobAdded, this, [&] { log += "added"; });
    connect(&runner, &JobRunner::jobEnded, this, [&](int id) {
        log += QString("ended:%1").arg(stateName(runner.job(id)->state));
    });
    QSignalSpy idle(&runner, &JobRunner::idle);
    JobSpec spec;
    spec.title = "job";
    const JobId id = runner.start<int>(
        spec, this, [what](JobContext &job) { return act(what, job); },
        [&](const JobOutcome<int> &outcome) {
            log += QString("done:%1:%2").arg(
                stateName(outcome.state),
                outcome.value ? QString::number(*outcome.value)
                              : QString::fromStdString(outcome.error.message));
        });
    if (cancel)
        runner.cancel(id);
    QTRY_COMPARE(idle.count(), 1);
    QTEST(log.join(' '), "log");
    QVERIFY(!runner.busy());
    const auto info = runner.job(id);
    QVERIFY(info && info->ended());
    if (what == Act::Succeed) {
        QCOMPARE(info->log, QStringList{"halfway"});
        QCOMPARE(info->label, QString("one of two"));
        QCOMPARE(info->fraction, 0.5);
    }
    QCOMPARE(info->error.isEmpty(), info->state != JobState::Failed);
    runner.clearEnded();
    QVERIFY(runner.jobs().empty());
}

void TestJobRunner::cancelWaiting()
{
    JobRunner runner;
    std::atomic<bool> ran = false;
    const JobId first = runner.start<int>({}, this, [](JobContext &job) {
        return act(Act::UntilCancelled, job);
    });
    JobState end = JobState::Waiting;
    const JobId second = runner.start<int>(
        {}, this,
        [&](JobContext &) -> Result<int> {
            ran = true;
            return 1;
        },
        [&](const JobOutcome<int> &outcome) { end = outcome.state; });
    runner.cancel(second); // ends although the lane is still taken
    QTRY_COMPARE(end, JobState::Cancelled);
    QVERIFY(!runner.job(first)->ended());
    runner.cancel(first);
    QTRY_VERIFY(!runner.busy());
    QVERIFY(!ran);
}

void TestJobRunner::laneIsOneAtATime()
{
    JobRunner runner;
    std::atomic<int> now = 0, most = 0;
    for (int i = 0; i < 8; ++i)
        runner.start<int>({}, this, [&](JobContext &) -> Result<int> {
            most = std::max(most.load(), ++now);
            QThread::msleep(2);
            return --now;
        });
    QTRY_VERIFY(!runner.busy());
    QCOMPARE(most.load(), 1);
}

void TestJobRunner::lanesRunBesideEachOther()
{
    JobRunner runner;
    QSemaphore met; // each waits for the other: only possible side by side
    QSemaphore other;
    JobSpec heavy, light;
    heavy.lane = Lane::Heavy;
    light.lane = Lane::Light;
    bool both = true;
    runner.start<bool>(
        heavy, this,
        [&](JobContext &) -> Result<bool> {
            met.release();
            return other.tryAcquire(1, 10'000);
        },
        [&](const JobOutcome<bool> &outcome) { both = both && *outcome.value; });
    runner.start<bool>(
        light, this,
        [&](JobContext &) -> Result<bool> {
            other.release();
            return met.tryAcquire(1, 10'000);
        },
        [&](const JobOutcome<bool> &outcome) { both = both && *outcome.value; });
    QTRY_VERIFY(!runner.busy());
    QVERIFY(both);
}

void TestJobRunner::priority()
{
    JobRunner runner;
    QSemaphore gate;
    QStringList order;
    runner.start<int>({}, this, [&](JobContext &) -> Result<int> {
        gate.acquire();
        return 0;
    });
    for (int priority : {1, 3, 2}) {
        JobSpec spec;
        spec.priority = priority;
        runner.start<int>(
            spec, this, [](JobContext &) -> Result<int> { return 0; },
            [&order, priority](const JobOutcome<int> &) { order += QString::number(priority); });
    }
    gate.release();
    QTRY_VERIFY(!runner.busy());
    QCOMPARE(order.join(' '), QString("3 2 1"));
}

void TestJobRunner::ownerDestroyed()
{
    JobRunner runner;
    std::atomic<bool> running = false, returned = false;
    bool told = false;
    auto *owner = new QObject;
    const JobId id = runner.start<int>(
        {}, owner,
        [&](JobContext &job) -> Result<int> {
            running = true;
            while (!job.cancelled())
                QThread::msleep(1);
            QThread::msleep(20); // clearing up takes a while
            returned = true;
            return 1;
        },
        [&](const JobOutcome<int> &) { told = true; });
    QTRY_VERIFY(running);
    delete owner;
    QVERIFY(returned); // it was waited for
    QCOMPARE(runner.job(id)->state, JobState::Cancelled);
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

void TestJobRunner::ownerDestroyedWhileWaiting()
{
    JobRunner runner;
    const JobId first = runner.start<int>({}, this, [](JobContext &job) {
        return act(Act::UntilCancelled, job);
    });
    bool told = false, ran = false;
    auto *owner = new QObject;
    runner.start<int>(
        {}, owner,
        [&](JobContext &) -> Result<int> {
            ran = true;
            return 1;
        },
        [&](const JobOutcome<int> &) { told = true; });
    delete owner; // must not wait for the job before it
    runner.cancel(first);
    QTRY_VERIFY(!runner.busy());
    QVERIFY(!told && !ran);
}

void TestJobRunner::runnerDestroyed()
{
    std::atomic<int> returned = 0;
    {
        JobRunner runner;
        for (Lane lane : {Lane::Io, Lane::Heavy, Lane::Light}) {
            JobSpec spec;
            spec.lane = lane;
            runner.start<int>(spec, this, [&](JobContext &job) {
                auto result = act(Act::UntilCancelled, job);
                ++returned;
                return result;
            });
        }
        QTest::qWait(30);
    }
    QVERIFY(returned <= 3); // whatever started has returned, nothing runs on
    const int now = returned;
    QTest::qWait(20);
    QCOMPARE(returned.load(), now);
}

void TestJobRunner::progressIsThinned()
{
    JobRunner runner;
    QSignalSpy changed(&runner, &JobRunner::jobChanged);
    QElapsedTimer clock;
    clock.start();
    runner.start<int>({}, this, [](JobContext &job) -> Result<int> {
        for (int i = 0; i < 20'000; ++i)
            job.progress(i, 20'000, "step");
        QThread::msleep(200);
        return 0;
    });
    QTRY_VERIFY(!runner.busy());
    // 20 Hz, and one for the end; the clock of a loaded machine only makes fewer.
    QVERIFY2(changed.count() <= clock.elapsed() / 50 + 3,
             qPrintable(QString::number(changed.count())));
    QVERIFY(changed.count() >= 2);
}

void TestJobRunner::doneMayDestroyOwner()
{
    JobRunner runner;
    auto *owner = new QObject;
    runner.start<int>(
        {}, owner, [](JobContext &) -> Result<int> { return 1; },
        [owner](const JobOutcome<int> &) { delete owner; });
    QTRY_VERIFY(!runner.busy());
    QCOMPARE(runner.jobs().size(), size_t(1));
    QCOMPARE(runner.jobs().front().state, JobState::Succeeded);
}

void TestJobRunner::background()
{
    JobRunner runner;
    QSignalSpy added(&runner, &JobRunner::jobAdded);
    QSignalSpy idle(&runner, &JobRunner::idle);
    JobSpec spec;
    spec.background = true;
    runner.start<int>(spec, this, [](JobContext &) -> Result<int> { return 1; });
    QVERIFY(runner.busy());
    QVERIFY(runner.jobs().empty());
    QTRY_COMPARE(idle.count(), 1);
    QCOMPARE(added.count(), 0);
}

LAPIDARY_TEST(TestJobRunner)
#include "tst_job_runner.moc"
