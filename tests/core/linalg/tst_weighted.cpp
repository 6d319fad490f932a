#include "core/linalg/weighted.h"
#include "tests/core/linalg/eigen_reference.h"
#include "tests/support/test_program.h"


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

/// Inputs that are correlated and unequal, as activations are.
at::Tensor covarianceOf(int64_t n, uint64_t seed)
{
    const at::Tensor mix = randomMatrix(n, n, seed).to(at::kDouble)
        * at::arange(1, n + 1, at::kDouble).pow(-0.7);
    at::Tensor c = mix.mm(mix.t());
    c.diagonal().add_(1e-3 * c.diagonal().mean().item<double>());
    return c;
}

struct Case {
    const char *name;
    Folding folding;
};
const std::vector<Case> cases = {{"two and two", {{4, 6}, {5, 4}}},
                                 {"three sites", {{2, 3, 4}, {2, 5, 2}}},
                                 {"one column mode", {{4, 6}, {20, 1}}}};

void checkFit(const WeightedFit &fit, const at::Tensor &w, const at::Tensor &dense,
              const at::Tensor &covariance)
{
    QVERIFY(!fit.history.empty());
    for (size_t i = 1; i < fit.history.size(); ++i)
        QVERIFY(fit.history[i] <= fit.history[i - 1]);
    QVERIFY(fit.history.front() <= fit.plainOutputError * (1 + 1e-9));
    QVERIFY(std::abs(fit.outputError - eigenOutputError(w, dense, covariance)) < 1e-4);
    QVERIFY(std::abs(fit.outputError - fit.history.back()) < 1e-4);
}

} // namespace

class TestWeighted : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void objectiveNeverRises_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<int>("seed");
        for (int which = 0; which < int(cases.size()); ++which)
            for (int seed = 1; seed <= 3; ++seed)
                QTest::addRow("%s, seed %d", cases[size_t(which)].name, seed) << which << seed;
    }
    void objectiveNeverRises()
    {
        QFETCH(int, which);
        QFETCH(int, seed);
        const Folding &folding = cases[size_t(which)].folding;
        const at::Tensor w = randomMatrix(24, 20, uint64_t(seed));
        const at::Tensor c = covarianceOf(20, uint64_t(seed) + 10);

        const auto mpo = mpoWeighted(w, folding, 4, c, 1);
        if (folding.out.size() == folding.in.size()) {
            QVERIFY2(mpo, mpo ? "" : mpo.error().message.c_str());
            checkFit(mpo->fit, w, mpoToDense(mpo->cores), c);
            QVERIFY(mpo->fit.outputError < mpo->fit.plainOutputError);
        }
        List ranks;
        for (int64_t size : folding.sizes())
            ranks.push_back((size * 3 + 3) / 4);
        const auto tucker = tuckerWeighted(w, folding, ranks, c);
        QVERIFY2(tucker, tucker ? "" : tucker.error().message.c_str());
        checkFit(tucker->fit, w, tuckerToDense(tucker->core, tucker->factors, folding.out.size()),
                 c);
        QVERIFY(tucker->fit.outputError < tucker->fit.plainOutputError);

        const auto cp = cpWeighted(w, folding, 12, c, 1);
        QVERIFY2(cp, cp ? "" : cp.error().message.c_str());
        checkFit(cp->fit, w, cpToDense(cp->factors, folding.out.size()), c);
        QVERIFY(cp->fit.outputError < cp->fit.plainOutputError);
    }

    void aKroneckerCovarianceIsSolvedByTheStart()
    {
        // C = C_1 x C_2: the two-site train of the whitened matrix is the optimum, which Eigen
        // finds as the SVD of the rearranged whitened matrix.
        const at::Tensor c1 = covarianceOf(5, 3), c2 = covarianceOf(4, 4);
        const at::Tensor c = at::kron(c1, c2), w = randomMatrix(24, 20, 5);
        const at::Tensor f = at::linalg_cholesky(c);
        const at::Tensor whitened = w.to(at::kDouble).mm(f);
        at::Tensor r = at::empty({4 * 5, 6 * 4}, at::kDouble);
        for (int o1 = 0; o1 < 4; ++o1)
            for (int o2 = 0; o2 < 6; ++o2)
                for (int i1 = 0; i1 < 5; ++i1)
                    for (int i2 = 0; i2 < 4; ++i2)
                        r[o1 * 5 + i1][o2 * 4 + i2] = whitened[o1 * 6 + o2][i1 * 4 + i2];
        const std::vector<double> s = eigenSingularValues(r);
        for (int chi : {2, 7, 15}) {
            const auto mpo = mpoWeighted(w, {{4, 6}, {5, 4}}, chi, c, 1, {.sweeps = 40});
            QVERIFY(mpo);
            const double best = relativeTail(s, chi);
            QVERIFY(mpo->fit.outputError > best * (1 - 1e-3));
            QVERIFY(mpo->fit.outputError < best * 1.02);
        }
    }

    void fullSizesReproduce()
    {
        const at::Tensor w = randomMatrix(24, 20, 7), c = covarianceOf(20, 8);
        const Folding folding = cases[0].folding;
        const auto mpo = mpoWeighted(w, folding, 1000, c);
        QVERIFY(mpo && mpo->fit.relativeError < 1e-5);
        const auto tucker = tuckerWeighted(w, folding, folding.sizes(), c);
        QVERIFY(tucker && tucker->fit.relativeError < 1e-5);
    }

    void tuckerOnOneColumnModeIsTheBestProjection()
    {
        // Rows whole, columns to rank r: the whitened SVD is the optimum.
        const at::Tensor w = randomMatrix(24, 20, 9), c = covarianceOf(20, 10);
        const at::Tensor f = at::linalg_cholesky(c);
        const at::Tensor s = at::linalg_svdvals(w.to(at::kDouble).mm(f));
        for (int64_t rank : {3, 9, 15}) {
            const auto tucker = tuckerWeighted(w, {{24}, {20}}, {24, rank}, c, {.sweeps = 60,
                                                                               .tolerance = 1e-7});
            QVERIFY(tucker);
            const double best = (s.slice(0, rank).norm() / s.norm()).item<double>();
            QVERIFY(tucker->fit.outputError < best * 1.02);
            QVERIFY(tucker->fit.outputError > best * (1 - 1e-3));
        }
    }

    void refusals()
    {
        const at::Tensor w = randomMatrix(24, 20, 1);
        const Folding folding = cases[0].folding;
        for (const at::Tensor &c :
             {at::zeros({20, 20}, at::kDouble),
              at::full({20, 20}, std::numeric_limits<double>::quiet_NaN(), at::kDouble)}) {
            QCOMPARE(mpoWeighted(w, folding, 3, c).error().code, ErrorCode::Numerical);
            QCOMPARE(tuckerWeighted(w, folding, {2, 2, 2, 2}, c).error().code,
                     ErrorCode::Numerical);
            QCOMPARE(cpWeighted(w, folding, 3, c).error().code, ErrorCode::Numerical);
        }
        QVERIFY(!mpoWeighted(w, folding, 3, at::eye(19, at::kDouble)));
        QVERIFY(!mpoWeighted(w, {{24}, {5, 4}}, 3, at::eye(20, at::kDouble)));
        QVERIFY(!mpoWeighted(w, folding, 0, at::eye(20, at::kDouble)));
        QVERIFY(!cpWeighted(w, folding, 0, at::eye(20, at::kDouble)));
        // A rank-one covariance is damped, not refused.
        const at::Tensor x = randomMatrix(20, 1, 3).to(at::kDouble);
        QVERIFY(mpoWeighted(w, folding, 3, x.mm(x.t())));
        QVERIFY(tuckerWeighted(w, folding, {2, 2, 2, 2}, x.mm(x.t())));
        QVERIFY(cpWeighted(w, folding, 3, x.mm(x.t())));
    }
};

LAPIDARY_TEST(TestWeighted)
#include "tst_weighted.moc"
