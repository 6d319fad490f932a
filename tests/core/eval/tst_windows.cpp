#include "core/eval/windows.h"
#include "tests/support/test_program.h"

using namespace lapidary;

namespace {

PerplexityProtocol protocol(const char *name, int64_t window, int64_t stride = 0, int64_t most = 0)
{
    PerplexityProtocol p;
    p.name = name;
    p.window = window;
    p.stride = stride;
    p.maxWindows = most;
    return p;
}

int64_t scored(const WindowPlan &plan)
{
    int64_t sum = 0;
    for (const ScoringWindow &window : plan.windows)
        sum += window.lastScored - window.firstScored;
    return sum;
}

} // namespace

class TestWindows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stridedScoresEverything()
    {
        const auto plan = planWindows(5000, protocol("strided", 0), {});
        QCOMPARE(plan->window, int64_t(2048));
        QCOMPARE(plan->windows.size(), size_t(2));
        QCOMPARE(scored(*plan), int64_t(2 * 2047));
        QVERIFY(!plan->replaceFirst);
    }

    /// With overlap each token is scored once, with as much context as there is.
    void overlapIsMasked()
    {
        const auto plan = planWindows(100, protocol("strided", 32, 12), 1);
        std::vector<int> times(100, 0);
        for (const ScoringWindow &w : plan->windows) {
            for (int64_t p = w.firstScored; p < w.lastScored; ++p)
                ++times[size_t(w.begin + p + 1)];
        }
        QCOMPARE(times[0], 0);
        for (int64_t i = 1; i < plan->windows.back().begin + 32; ++i)
            QCOMPARE(times[size_t(i)], 1);
        QVERIFY(!plan->replaceFirst);
    }

    void llamaCppScoresTheSecondHalf()
    {
        const auto plan = planWindows(2000, protocol("llama.cpp", 0), 1);
        QCOMPARE(plan->windows.size(), size_t(3));
        QCOMPARE(plan->windows[1].begin, int64_t(512));
        QCOMPARE(plan->windows[1].firstScored, int64_t(256));
        QCOMPARE(scored(*plan), int64_t(3 * 255));
        QCOMPARE(*plan->replaceFirst, 1);
        QCOMPARE(planWindows(2000, protocol("llama.cpp", 0, 0, 2), {})->windows.size(), size_t(2));
    }

    void tooShortSaysBothNumbers()
    {
        const auto strided = planWindows(2047, protocol("strided", 0), {});
        QCOMPARE(strided.error().code, ErrorCode::Usage);
        QVERIFY(strided.error().message.find("2047") != std::string::npos);
        QVERIFY(strided.error().message.find("2048") != std::string::npos);
        const auto llama = planWindows(1023, protocol("llama.cpp", 0), {});
        QVERIFY(llama.error().message.find("1024") != std::string::npos);
        QVERIFY(planWindows(1024, protocol("llama.cpp", 0), {}).has_value());
    }

    void nonsenseIsRefused()
    {
        for (const PerplexityProtocol &p :
             {protocol("other", 8), protocol("strided", 1), protocol("strided", 8, 9),
              protocol("llama.cpp", 2), protocol("llama.cpp", 8, 4), protocol("strided", -1),
              protocol("llama.cpp", int64_t(1) << 62)})
            QCOMPARE(planWindows(100, p, {}).error().code, ErrorCode::Usage);
    }
};

LAPIDARY_TEST(TestWindows)
#include "tst_windows.moc"
