#include "core/linalg/svd.h"
#include "tests/core/linalg/eigen_reference.h"
#include "tests/support/test_program.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <thread>

using namespace lapidary;
using namespace lapidary::test;

namespace {


at::Tensor randomMatrix(int64_t m, int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    return at::randn({m, n});
}

/// Singular values falling like i^-power, as those of trained weights do.
at::Tensor decaying(int64_t m, int64_t n, double power, uint64_t seed)
{
    const int64_t k = std::min(m, n);
    const at::Tensor u = std::get<0>(at::linalg_qr(randomMatrix(m, k, seed)));
    const at::Tensor v = std::get<0>(at::linalg_qr(randomMatrix(n, k, seed + 1)));
    const at::Tensor s = at::arange(1, k + 1, at::kFloat).pow(-power);
    return (u * s).mm(v.t()).contiguous();
}

double measured(const at::Tensor &a, const SvdFactors &f)
{
    const at::Tensor back = (f.u * f.s).mm(f.v.t());
    return ((a - back).to(at::kDouble).norm() / a.to(at::kDouble).norm()).item<double>();
}

double departure(const at::Tensor &columns)
{
    const at::Tensor gram = columns.t().mm(columns);
    return (gram - at::eye(gram.size(0))).abs().max().item<double>();
}

} // namespace

class TestSvd : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithEigen_data()
    {
        QTest::addColumn<int>("m");
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("rank");
        QTest::newRow("tall") << 120 << 37 << 11;
        QTest::newRow("wide") << 31 << 200 << 7;
        QTest::newRow("square, full rank") << 48 << 48 << 48;
        QTest::newRow("row") << 1 << 64 << 1;
        QTest::newRow("column") << 64 << 1 << 1;
        QTest::newRow("odd") << 131 << 129 << 64;
    }
    void agreesWithEigen()
    {
        QFETCH(int, m);
        QFETCH(int, n);
        QFETCH(int, rank);
        const at::Tensor a = randomMatrix(m, n, 7);
        const std::vector<double> s = eigenSingularValues(a);
        const auto factors = truncatedSvd(a, rank);
        QVERIFY2(factors, factors ? "" : factors.error().message.c_str());
        QVERIFY(factors->exact);
        QCOMPARE(factors->u.sizes(), at::IntArrayRef({m, rank}));
        QCOMPARE(factors->v.sizes(), at::IntArrayRef({n, rank}));
        for (int i = 0; i < rank; ++i)
            QVERIFY(std::abs(factors->s[i].item<double>() - s[size_t(i)]) < 1e-5 * s[0]);
        QVERIFY(departure(factors->u) < 1e-5);
        QVERIFY(departure(factors->v) < 1e-5);
        QVERIFY(std::abs(factors->relativeError - relativeTail(s, rank)) < 1e-6);
        QVERIFY(std::abs(factors->relativeError - measured(a, *factors)) < 2e-6);
        const auto values = singularValues(a);
        QVERIFY(values);
        QCOMPARE(values->numel(), int64_t(s.size()));
        for (int64_t i = 0; i < values->numel(); ++i)
            QVERIFY(std::abs((*values)[i].item<double>() - s[size_t(i)]) < 1e-7 * s[0]);
    }

    void smallSingularValuesKeepTheirDigits()
    {
        // 1e-9 of the largest: a Gram matrix alone would answer with rounding noise.
        const at::Tensor u = std::get<0>(at::linalg_qr(randomMatrix(40, 10, 1).to(at::kDouble)));
        const at::Tensor v = std::get<0>(at::linalg_qr(randomMatrix(30, 10, 2).to(at::kDouble)));
        at::Tensor s = at::ones({10}, at::kDouble);
        for (int i = 0; i < 10; ++i)
            s[i] = std::pow(10.0, -i);
        const auto values = singularValues((u * s).mm(v.t()));
        QVERIFY(values);
        for (int i = 0; i < 10; ++i)
            QVERIFY(std::abs((*values)[i].item<double>() / std::pow(10.0, -i) - 1) < 1e-5);
    }

    void largeMatrixIsRandomizedAndNearlyOptimal()
    {
        for (double power : {0.3, 1.0}) {
            const at::Tensor a = decaying(1300, 1200, power, 3);
            double all = 0, rest = 0;
            for (int i = 1200; i >= 1; --i) {
                all += std::pow(i, -2 * power);
                if (i > 100)
                    rest = all;
            }
            const double best = std::sqrt(rest / all);
            const auto factors = truncatedSvd(a, 100, 5);
            QVERIFY(factors);
            QVERIFY(!factors->exact);
            // Never better than the best, and hardly worse.
            QVERIFY(factors->relativeError > best * 0.9999);
            QVERIFY(factors->relativeError < best * 1.015);
            QVERIFY(std::abs(factors->relativeError - measured(a, *factors)) < 1e-4 * best);
        }
    }

    void exactWhereTheSketchWouldNotPay()
    {
        const auto factors = truncatedSvd(randomMatrix(1100, 1050, 3), 900);
        QVERIFY(factors);
        QVERIFY(factors->exact);
    }

    void sameBitsOnSeveralThreads()
    {
        const at::Tensor small = randomMatrix(300, 200, 1), large = decaying(1200, 1100, 0.5, 2);
        at::set_num_threads(1);
        const auto first = truncatedSvd(small, 50), big = truncatedSvd(large, 40, 9);
        std::atomic<int> different{0};
        const auto work = [&] {
            at::set_num_threads(1);
            const auto again = truncatedSvd(small, 50), bigAgain = truncatedSvd(large, 40, 9);
            different += !at::equal(first->u, again->u) || !at::equal(first->v, again->v)
                || !at::equal(big->u, bigAgain->u) || !at::equal(big->s, bigAgain->s);
        };
        {
            std::vector<std::jthread> pool;
            for (int i = 0; i < 3; ++i)
                pool.emplace_back(work);
        }
        QCOMPARE(different.load(), 0);
    }

    void degenerate()
    {
        const auto zero = truncatedSvd(at::zeros({20, 30}), 4);
        QVERIFY(zero);
        QCOMPARE(zero->relativeError, 0.0);
        QCOMPARE((zero->u * zero->s).mm(zero->v.t()).abs().max().item<double>(), 0.0);
        // Rank 2 asked at rank 5: nothing but finite numbers, and the matrix comes back.
        const at::Tensor low = randomMatrix(40, 2, 1).mm(randomMatrix(2, 30, 2));
        const auto factors = truncatedSvd(low, 5);
        QVERIFY(factors);
        QVERIFY(at::isfinite(factors->u).all().item<bool>());
        QVERIFY(measured(low, *factors) < 1e-5);
    }

    void refusals()
    {
        at::Tensor bad = randomMatrix(8, 8, 1);
        bad[1][2] = std::numeric_limits<float>::quiet_NaN();
        bad[3][3] = std::numeric_limits<float>::infinity();
        const auto nan = truncatedSvd(bad, 2);
        QVERIFY(!nan);
        QCOMPARE(nan.error().code, ErrorCode::Numerical);
        const auto named = requireFinite(bad, "model.layers.3.mlp.up_proj");
        QVERIFY(!named);
        QVERIFY(named.error().message.starts_with(
            "model.layers.3.mlp.up_proj holds 1 NaN and 1 infinite values among 64"));
        QVERIFY(!singularValues(bad));
        QVERIFY(!truncatedSvd(randomMatrix(4, 4, 1), 0));
        QVERIFY(!truncatedSvd(randomMatrix(4, 4, 1), 5));
    }

    void rankForErrorIsTheSmallest()
    {
        const at::Tensor s = at::tensor({3.0, 2.0, 1.0, 0.5}, at::kDouble);
        const double all = std::sqrt(9 + 4 + 1 + 0.25);
        QCOMPARE(rankForError(s, 0.0), 4);
        QCOMPARE(rankForError(s, 0.5 / all + 1e-9), 3);
        QCOMPARE(rankForError(s, 0.5 / all - 1e-9), 4);
        QCOMPARE(rankForError(s, std::sqrt(1.25) / all + 1e-9), 2);
        QCOMPARE(rankForError(s, 1.0), 0);
    }
};

LAPIDARY_TEST(TestSvd)
#include "tst_svd.moc"
