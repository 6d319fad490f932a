#include "core/linalg/cp.h"
#include "tests/core/linalg/eigen_reference.h"
#include "tests/support/test_program.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <limits>

using namespace lapidary;
using namespace lapidary::test;

namespace {

using List = std::vector<int64_t>;

at::Tensor randomMatrix(int64_t m, int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    return at::randn({m, n});
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).to(at::kDouble).norm() / a.to(at::kDouble).norm()).item<double>();
}

std::vector<at::Tensor> randomFactors(const List &sizes, int64_t rank, uint64_t seed)
{
    at::manual_seed(seed);
    std::vector<at::Tensor> factors;
    for (int64_t size : sizes)
        factors.push_back(at::randn({size, rank}));
    return factors;
}

} // namespace

class TestCp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void denseIsTheSumOfOuterProducts()
    {
        const auto f = randomFactors({3, 2, 4, 2}, 5, 1);
        const at::Tensor dense = cpToDense(f, 2);
        QCOMPARE(dense.sizes(), at::IntArrayRef({6, 8}));
        for (int o1 = 0; o1 < 3; ++o1)
            for (int o2 = 0; o2 < 2; ++o2)
                for (int i1 = 0; i1 < 4; ++i1)
                    for (int i2 = 0; i2 < 2; ++i2) {
                        double sum = 0;
                        for (int r = 0; r < 5; ++r)
                            sum += f[0][o1][r].item<double>() * f[1][o2][r].item<double>()
                                * f[2][i1][r].item<double>() * f[3][i2][r].item<double>();
                        QVERIFY(std::abs(dense[o1 * 2 + o2][i1 * 2 + i2].item<double>() - sum)
                                < 1e-5);
                    }
    }

    void errorFallsWithTheRank()
    {
        const at::Tensor w = randomMatrix(24, 20, 2);
        double before = 2;
        for (int64_t rank : {1, 4, 12, 30, 60}) {
            const auto cp = cpDecompose(w, {{4, 6}, {5, 4}}, rank, 1, {.sweeps = 80});
            QVERIFY2(cp, cp ? "" : cp.error().message.c_str());
            QVERIFY(cp->relativeError < before);
            QVERIFY(std::abs(difference(w, cpToDense(cp->factors, 2)) - cp->relativeError) < 1e-5);
            for (size_t i = 1; i < cp->history.size(); ++i)
                QVERIFY(cp->history[i] <= cp->history[i - 1] * (1 + 1e-6));
            before = cp->relativeError;
        }
        // 4 · 6 · 4 terms hold any tensor of these modes.
        const auto all = cpDecompose(w, {{4, 6}, {5, 4}}, 96, 1, {.sweeps = 200, .tolerance = 1e-6});
        QVERIFY(all && all->relativeError < 2e-2);
    }

    void aLowRankTensorIsRecovered()
    {
        const Folding folding{{8, 6}, {7, 5}};
        const at::Tensor w = cpToDense(randomFactors(folding.sizes(), 3, 4), 2);
        const auto cp = cpDecompose(w, folding, 3, 1, {.sweeps = 300, .restarts = 4,
                                                       .tolerance = 1e-7});
        QVERIFY(cp);
        QVERIFY2(cp->relativeError < 1e-3, qPrintable(QString::number(cp->relativeError)));
    }

    void inMatrixModeItIsTheSvd()
    {
        const at::Tensor w = randomMatrix(24, 15, 6);
        const std::vector<double> s = eigenSingularValues(w);
        for (int rank : {1, 4, 11}) {
            const auto cp = cpDecompose(w, {{24}, {15}}, rank);
            QVERIFY(cp);
            QVERIFY(std::abs(cp->relativeError - relativeTail(s, rank)) < 1e-5);
        }
    }

    void applyTakesTheCheaperRoute()
    {
        // Rank 3: straight; rank 200 and many x: by the matrix. Same answer.
        for (int64_t rank : {3, 200})
            for (const List &shape : {List{}, List{5}, List{40, 3}}) {
                const auto f = randomFactors({4, 6, 5, 4}, rank, 7);
                List full = shape;
                full.push_back(20);
                const at::Tensor x = at::randn(full);
                const at::Tensor y = cpApply(f, 2, x);
                QCOMPARE(y.dim(), x.dim());
                QVERIFY(difference(at::matmul(x, cpToDense(f, 2).t()), y) < 1e-5);
            }
    }

    void restartsOnlyHelp()
    {
        const at::Tensor w = randomMatrix(24, 20, 8);
        const Folding folding{{4, 6}, {5, 4}};
        const auto one = cpDecompose(w, folding, 20, 3, {.sweeps = 40});
        const auto many = cpDecompose(w, folding, 20, 3, {.sweeps = 40, .restarts = 4});
        QVERIFY(one && many);
        QVERIFY(many->relativeError <= one->relativeError);
    }

    void sameBitsForAThreadCountAndNearlySoAcross()
    {
        const Folding folding{{16, 12}, {12, 16}};
        const at::Tensor w = randomMatrix(192, 192, 9);
        const int before = at::get_num_threads();
        std::vector<at::Tensor> found;
        for (int threads : {1, 1, 2}) {
            at::set_num_threads(threads);
            const auto cp = cpDecompose(w, folding, 60, 5, {.sweeps = 4});
            QVERIFY(cp);
            found.push_back(cpToDense(cp->factors, 2));
        }
        at::set_num_threads(before);
        QVERIFY(at::equal(found[0], found[1]));
        QVERIFY(difference(found[0], found[2]) < 1e-5);
    }

    void refusals()
    {
        const at::Tensor w = randomMatrix(24, 15, 1);
        QCOMPARE(cpDecompose(w, {{4, 5}, {5, 3}}, 2).error().code, ErrorCode::Usage);
        QCOMPARE(cpDecompose(w, {{4, 6}, {5, 3}}, 0).error().code, ErrorCode::Usage);
        at::Tensor bad = w.clone();
        bad[3][4] = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(cpDecompose(bad, {{4, 6}, {5, 3}}, 2).error().code, ErrorCode::Numerical);
        QVERIFY(cpDecompose(w, {{4, 6}, {5, 3}}, 500)); // beyond the matrix
        QCOMPARE(cpDecompose(at::zeros({24, 15}), {{4, 6}, {5, 3}}, 2)->relativeError, 0.0);
    }
};

LAPIDARY_TEST(TestCp)
#include "tst_cp.moc"
