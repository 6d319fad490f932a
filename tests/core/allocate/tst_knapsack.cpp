#include "core/allocate/knapsack.h"
#include "tests/support/test_program.h"

#include <limits>
#include <random>

using namespace lapidary;

namespace {

using Units = std::vector<std::vector<Choice>>;

Units randomUnits(uint64_t seed)
{
    std::mt19937_64 random(seed);
    const auto below = [&](uint64_t n) { return int64_t(random() % n); };
    Units units(size_t(1 + below(6)));
    for (auto &unit : units) {
        unit.resize(size_t(1 + below(6)));
        // Few sizes and losses: equal ones must not confuse it.
        for (Choice &choice : unit)
            choice = {below(30), seed % 3 == 0 ? double(below(8)) : double(below(1000)) / 97};
    }
    return units;
}

void tryAll(const Units &units, size_t unit, Choice sum, int64_t budget, Choice &best)
{
    if (sum.size > budget)
        return;
    if (unit == units.size()) {
        if (sum.loss < best.loss - 1e-12
            || (std::abs(sum.loss - best.loss) <= 1e-12 && sum.size < best.size))
            best = sum;
        return;
    }
    for (const Choice &choice : units[unit])
        tryAll(units, unit + 1, {sum.size + choice.size, sum.loss + choice.loss}, budget, best);
}

} // namespace

class TestKnapsack : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsBruteForce()
    {
        int feasible = 0;
        for (uint64_t seed = 0; seed < 400; ++seed) {
            const Units units = randomUnits(seed);
            const auto budget = int64_t(seed * 7 % 120);
            Choice best{std::numeric_limits<int64_t>::max(),
                        std::numeric_limits<double>::infinity()};
            tryAll(units, 0, {}, budget, best);
            const auto found = allocate(units, budget);
            QCOMPARE(bool(found), std::isfinite(best.loss));
            if (!found) {
                QVERIFY(found.error().code == ErrorCode::Budget);
                continue;
            }
            ++feasible;
            QVERIFY(found->exact);
            QVERIFY(std::abs(found->loss - best.loss) < 1e-9);
            QCOMPARE(found->size, best.size);
        }
        QVERIFY(feasible >= 200);
    }

    void largeInstanceIsExact()
    {
        std::mt19937_64 random(5);
        Units units(120);
        for (auto &unit : units)
            for (int i = 0; i < 12; ++i)
                unit.push_back({int64_t((12 - i) * 100000 + int64_t(random() % 5000)),
                                double(random() % 1000) / 1e5 * (i + 1)});
        const auto found = allocate(units, 120 * 600000);
        QVERIFY(found);
        QVERIFY(found->exact);
        QVERIFY(found->size <= 120 * 600000);
    }

    void frontierIsConvexAndReachesTheSmallest()
    {
        for (uint64_t seed = 0; seed < 50; ++seed) {
            const Units units = randomUnits(seed);
            const auto points = frontier(units);
            QVERIFY(points);
            double slope = 0;
            for (size_t i = 1; i < points->size(); ++i) {
                const Allocation &a = (*points)[i - 1], &b = (*points)[i];
                QVERIFY(b.size < a.size);
                const double now = (b.loss - a.loss) / double(a.size - b.size);
                QVERIFY(now >= slope - 1e-9);
                slope = now;
                const auto best = allocate(units, b.size);
                QVERIFY(best);
                QVERIFY(std::abs(best->loss - b.loss) < 1e-9);
            }
            QVERIFY(!allocate(units, points->back().size - 1));
        }
    }

    void tellsTheSmallestReachable()
    {
        const auto found = allocate({{{10, 0}, {7, 1}}, {{5, 0}, {4, 2}}}, 10);
        QVERIFY(!found);
        QVERIFY(QString::fromStdString(found.error().message).contains("11"));
        QVERIFY(!allocate({{}}, 10));
        QVERIFY(!allocate({{{1, std::numeric_limits<double>::quiet_NaN()}}}, 10));
    }
};

LAPIDARY_TEST(TestKnapsack)
#include "tst_knapsack.moc"
