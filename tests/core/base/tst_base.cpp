#include "core/base/checked.h"
#include "core/base/hash.h"
#include "core/base/job_context.h"
#include "core/base/parallel.h"
#include "core/base/resources.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <atomic>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace lapidary;

class TestBase : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void checkedArithmetic();
    void hashes();
    void exitStatuses();
    void parallelVisitsEverythingOnce();
    void parallelFailsWithTheSmallestIndex();
    void parallelCatchesExceptions();
    void parallelStopsOnCancel();
    void nestedParallelUsesOneThread();
    void memoryBudget();
    void jobCallbacks();
    void resources();
    void plugins();
};

void TestBase::checkedArithmetic()
{
    constexpr auto max = std::numeric_limits<int64_t>::max();
    QCOMPARE(checkedMul(1LL << 31, 1LL << 31), std::optional<int64_t>(1LL << 62));
    QVERIFY(!checkedMul(1LL << 32, 1LL << 31) && !checkedMul(max, 2) && !checkedMul(max, -2));
    QCOMPARE(checkedAdd(max - 1, 1), std::optional<int64_t>(max));
    QVERIFY(!checkedAdd(max, 1) && !checkedAdd(-max, -2));
}

void TestBase::hashes()
{
    // XXH3-128 of nothing, from the xxHash documentation
    QCOMPARE(hashHex(""), std::string("99aa06d3014798d86001c324468d497f"));
    Hasher pieces;
    pieces.update("hello ");
    pieces.update("world");
    QCOMPARE(pieces.hex(), hashHex("hello world"));
    QVERIFY(hashHex("a") != hashHex("b"));
}

void TestBase::exitStatuses()
{
    QCOMPARE(exitStatus(ErrorCode::Usage), 2);
    QCOMPARE(exitStatus(ErrorCode::Input), 3);
    QCOMPARE(exitStatus(ErrorCode::Unsupported), 3);
    QCOMPARE(exitStatus(ErrorCode::Io), 1);
    QCOMPARE(exitStatus(ErrorCode::Budget), 1);
    QCOMPARE(exitStatus(ErrorCode::Cancelled), 130);
}

void TestBase::parallelVisitsEverythingOnce()
{
    const JobContext job;
    for (const int threads : {0, 1, 7}) {
        std::vector<std::atomic<int>> visits(1000);
        QVERIFY(parallelFor(1000, threads, job, [&](int64_t i) -> Status {
            ++visits[static_cast<size_t>(i)];
            return {};
        }));
        for (const auto &n : visits)
            QCOMPARE(n.load(), 1);
    }
    QVERIFY(parallelFor(0, 4, job, [](int64_t) -> Status { return fail(ErrorCode::Io, "no"); }));
}

void TestBase::parallelFailsWithTheSmallestIndex()
{
    const JobContext job;
    for (int round = 0; round < 50; ++round) {
        const auto status = parallelFor(100, 4, job, [](int64_t i) -> Status {
            if (i >= 20)
                return fail(ErrorCode::Numerical, "{}", i);
            return {};
        });
        QCOMPARE(status.error().message, std::string("20"));
        QCOMPARE(status.error().code, ErrorCode::Numerical);
    }
}

void TestBase::parallelCatchesExceptions()
{
    const JobContext job;
    auto status =
        parallelFor(4, 2, job, [](int64_t) -> Status { throw std::runtime_error("boom"); });
    QCOMPARE(status.error().code, ErrorCode::Internal);
    QCOMPARE(status.error().message, std::string("boom"));
    status = parallelFor(4, 2, job, [](int64_t) -> Status { throw std::bad_alloc(); });
    QCOMPARE(status.error().code, ErrorCode::Budget);
}

void TestBase::parallelStopsOnCancel()
{
    JobContext job;
    std::atomic<int> visits{0};
    const auto status = parallelFor(1'000'000, 2, job, [&](int64_t) -> Status {
        if (++visits == 100)
            job.cancel();
        return {};
    });
    QCOMPARE(status.error().code, ErrorCode::Cancelled);
    QVERIFY(visits < 1000);
}

void TestBase::nestedParallelUsesOneThread()
{
    const JobContext job;
    QVERIFY(!insideParallelFor());
    QVERIFY(parallelFor(4, 2, job, [&](int64_t) -> Status {
        if (!insideParallelFor())
            return fail(ErrorCode::Internal, "not marked");
        const auto outer = std::this_thread::get_id();
        return parallelFor(4, 0, job, [&](int64_t) -> Status {
            if (std::this_thread::get_id() != outer)
                return fail(ErrorCode::Internal, "another thread");
            return {};
        });
    }));
    QVERIFY(!insideParallelFor());
}

void TestBase::memoryBudget()
{
    MemoryBudget budget;
    QVERIFY(budget.reserve(1LL << 60, "anything")); // no limit
    budget.setLimit(100);
    auto tooMuch = budget.reserve(101, "layer x");
    QCOMPARE(tooMuch.error().code, ErrorCode::Budget);
    QVERIFY(tooMuch.error().message.find("layer x") != std::string::npos);

    std::atomic<int> used{0}, most{0};
    const JobContext job;
    QVERIFY(parallelFor(200, 4, job, [&](int64_t) -> Status {
        LAPIDARY_ASSIGN(const auto held, budget.reserve(40, "work"));
        const int now = used += 40;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        used -= 40;
        return {};
    }));
    QVERIFY(most <= 80); // three do not fit
    QVERIFY(budget.reserve(100, "all of it is free again"));
}

void TestBase::jobCallbacks()
{
    std::string seen;
    JobContext job([&](const Progress &p) { seen += p.label; },
                   [&](LogLevel, const std::string &m) { seen += m; });
    job.progress(1, 2, "half");
    job.log(LogLevel::Info, "!");
    QCOMPARE(seen, std::string("half!"));
    QVERIFY(job.checkCancelled());
    job.cancel();
    QCOMPARE(job.checkCancelled().error().code, ErrorCode::Cancelled);
    JobContext silent;
    silent.progress(0, 0, "");
    silent.log(LogLevel::Error, "");
}

void TestBase::resources()
{
    QTemporaryDir dir;
    QVERIFY(QDir(dir.path()).mkpath("demo"));
    qputenv("LAPIDARY_RESOURCES", dir.path().toUtf8());
    QCOMPARE(QString::fromStdString(resourceFolders().front().string()),
             QFileInfo(dir.path()).canonicalFilePath());
    QVERIFY(findResource("demo"));
    const auto missing = findResource("no such thing");
    QCOMPARE(missing.error().code, ErrorCode::Io);
    QVERIFY(missing.error().message.find("LAPIDARY_RESOURCES") != std::string::npos);
    qunsetenv("LAPIDARY_RESOURCES");
    QVERIFY(!resourceFolders().empty()); // the source tree
}

void TestBase::plugins()
{
    QTemporaryDir a, b;
    qputenv("LAPIDARY_PLUGIN_PATH", (a.path() + ":/no/such:" + b.path() + ":" + a.path()).toUtf8());
    const auto folders = pluginFolders();
    QVERIFY(folders.size() >= 2);
    QCOMPARE(QString::fromStdString(folders[0].string()), QFileInfo(a.path()).canonicalFilePath());
    QCOMPARE(QString::fromStdString(folders[1].string()), QFileInfo(b.path()).canonicalFilePath());
    QCOMPARE(std::count(folders.begin(), folders.end(), folders[0]), 1);
    qunsetenv("LAPIDARY_PLUGIN_PATH");
}

LAPIDARY_TEST(TestBase)
#include "tst_base.moc"
