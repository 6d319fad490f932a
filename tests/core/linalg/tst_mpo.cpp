#include "core/linalg/mpo.h"
#include "core/model/layer_form.h"
#include "tests/core/linalg/eigen_reference.h"
#include "tests/support/test_program.h"


#include <cmath>
#include <numeric>

using namespace lapidary;
using namespace lapidary::test;

namespace {

using List = std::vector<int64_t>;

at::Tensor randomMatrix(int64_t m, int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    return at::randn({m, n});
}

int64_t product(const List &factors)
{
    return std::accumulate(factors.begin(), factors.end(), int64_t(1), std::multiplies<>());
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).to(at::kDouble).norm() / a.to(at::kDouble).norm()).item<double>();
}

struct Case {
    List out, in;
};

const std::vector<Case> cases = {
    {{6, 6, 6}, {6, 6, 6}}, {{3, 4, 5}, {2, 7, 3}}, {{2, 3, 4, 2}, {3, 2, 2, 5}},
    {{8, 5}, {4, 9}},       {{1, 1, 17}, {4, 3, 1}}, {{2, 2, 2, 2, 2}, {3, 1, 2, 2, 1}},
};

} // namespace

class TestMpo : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void factorsAreBalanced()
    {
        QCOMPARE(balancedFactors(216, 3), List({6, 6, 6}));
        QCOMPARE(balancedFactors(576, 3), List({8, 8, 9}));
        QCOMPARE(balancedFactors(1536, 3), List({8, 12, 16}));
        QCOMPARE(balancedFactors(64, 2), List({8, 8}));
        QCOMPARE(balancedFactors(17, 3), List({1, 1, 17}));
        QCOMPARE(balancedFactors(1, 4), List({1, 1, 1, 1}));
        for (int64_t size : {12, 97, 128, 360, 4096, 14336, 49152, 128256, 151936})
            for (int sites : {2, 3, 4, 6}) {
                const List factors = balancedFactors(size, sites);
                QCOMPARE(int(factors.size()), sites);
                QCOMPARE(product(factors), size);
                QVERIFY(std::is_sorted(factors.begin(), factors.end()));
            }
    }

    void fullBondsReproduce()
    {
        for (const Case &c : cases) {
            const at::Tensor w = randomMatrix(product(c.out), product(c.in), 3);
            const auto mpo = mpoDecompose(w, c.out, c.in, 1 << 20);
            QVERIFY(mpo);
            QVERIFY(mpo->relativeError < 1e-6);
            QVERIFY(difference(w, mpoToDense(mpo->cores)) < 1e-5);
        }
    }

    void coresHaveClampedBonds()
    {
        for (const Case &c : cases)
            for (int64_t chi : {1, 2, 5, 36, 100}) {
                const at::Tensor w = randomMatrix(product(c.out), product(c.in), 4);
                const auto mpo = mpoDecompose(w, c.out, c.in, chi);
                QVERIFY(mpo);
                const List bonds = clampedBonds(c.out, c.in, chi);
                QCOMPARE(mpo->cores.size(), c.out.size());
                for (size_t k = 0; k < c.out.size(); ++k) {
                    const int64_t left = k == 0 ? 1 : bonds[k - 1];
                    const int64_t right = k + 1 == c.out.size() ? 1 : bonds[k];
                    QCOMPARE(mpo->cores[k].sizes(),
                             at::IntArrayRef({left, c.out[k], c.in[k], right}));
                }
                const double found = difference(w, mpoToDense(mpo->cores));
                QVERIFY(std::abs(found - mpo->relativeError) < 1e-5);
            }
    }

    void twoSitesAreTheSvdOfTheRearrangedMatrix()
    {
        const List out{8, 5}, in{4, 9};
        const at::Tensor w = randomMatrix(40, 36, 5);
        // Independent rearrangement: R[(o1 i1), (o2 i2)] = W[(o1 o2), (i1 i2)].
        at::Tensor r = at::empty({32, 45}, at::kDouble);
        for (int o1 = 0; o1 < 8; ++o1)
            for (int o2 = 0; o2 < 5; ++o2)
                for (int i1 = 0; i1 < 4; ++i1)
                    for (int i2 = 0; i2 < 9; ++i2)
                        r[o1 * 4 + i1][o2 * 9 + i2] = w[o1 * 5 + o2][i1 * 9 + i2].to(at::kDouble);
        const std::vector<double> s = eigenSingularValues(r);
        for (int chi : {1, 7, 20, 31}) {
            const auto mpo = mpoDecompose(w, out, in, chi);
            QVERIFY(mpo);
            const double tail = relativeTail(s, chi);
            QVERIFY(std::abs(mpo->relativeError - tail) < 1e-6);
            QVERIFY(std::abs(difference(w, mpoToDense(mpo->cores)) - tail) < 1e-5);
        }
        const auto spectra = mpoBondSpectra(w, out, in);
        QVERIFY(spectra);
        QCOMPARE(spectra->size(), size_t(1));
        for (size_t i = 0; i < s.size(); ++i)
            QVERIFY(std::abs((*spectra)[0][i].item<double>() - s[i]) < 1e-6 * s[0]);
    }

    void twoSitesAreASumOfKroneckerProducts()
    {
        // W = sum over the bond of kron(first core's slice, second core's slice).
        const at::Tensor w = randomMatrix(40, 36, 15);
        for (int64_t chi : {1, 6, 32}) {
            const auto mpo = mpoDecompose(w, {8, 5}, {4, 9}, chi);
            QVERIFY(mpo);
            at::Tensor sum = at::zeros({40, 36});
            for (int64_t k = 0; k < chi; ++k)
                sum += at::kron(mpo->cores[0].select(0, 0).select(2, k).contiguous(),
                                mpo->cores[1].select(0, k).select(2, 0).contiguous());
            QVERIFY(difference(sum, mpoToDense(mpo->cores)) < 1e-5);
        }
    }

    void sizeOf216FollowsItsFormula()
    {
        const at::Tensor w = randomMatrix(216, 216, 16);
        for (int64_t chi = 1; chi <= 36; ++chi) {
            const auto mpo = mpoDecompose(w, {6, 6, 6}, {6, 6, 6}, chi);
            QVERIFY(mpo);
            int64_t count = 0;
            for (const at::Tensor &core : mpo->cores)
                count += core.numel();
            QCOMPARE(count, 2 * 36 * chi + 36 * chi * chi);
        }
    }

    void errorStaysUnderTheBoundOfItsSpectra()
    {
        for (const Case &c : cases) {
            const at::Tensor w = randomMatrix(product(c.out), product(c.in), 6);
            const auto spectra = mpoBondSpectra(w, c.out, c.in);
            QVERIFY(spectra);
            QCOMPARE(spectra->size() + 1, c.out.size());
            const double all = w.to(at::kDouble).norm().item<double>();
            for (int64_t chi : {1, 3, 10}) {
                double bound = 0;
                for (const at::Tensor &s : *spectra)
                    if (s.numel() > chi)
                        bound += s.slice(0, chi).square().sum().item<double>();
                const auto mpo = mpoDecompose(w, c.out, c.in, chi);
                QVERIFY(mpo);
                QVERIFY(mpo->relativeError <= std::sqrt(bound) / all + 1e-6);
            }
        }
    }

    void applyEqualsDense()
    {
        for (const Case &c : cases)
            for (int64_t chi : {1, 4, 1000}) {
                const at::Tensor w = randomMatrix(product(c.out), product(c.in), 8);
                const auto mpo = mpoDecompose(w, c.out, c.in, chi);
                QVERIFY(mpo);
                const at::Tensor dense = mpoToDense(mpo->cores);
                for (const List &shape : {List{}, List{5}, List{2, 3}}) {
                    List full = shape;
                    full.push_back(product(c.in));
                    const at::Tensor x = at::randn(full);
                    const at::Tensor y = mpoApply(mpo->cores, x);
                    QCOMPARE(y.dim(), x.dim());
                    QVERIFY(difference(at::matmul(x, dense.t()), y) < 1e-5);
                }
            }
    }

    void refusals()
    {
        const at::Tensor w = randomMatrix(12, 10, 1);
        QVERIFY(!mpoDecompose(w, {3, 4}, {2, 4}, 5));
        QVERIFY(!mpoDecompose(w, {3, 4}, {10}, 5));
        QVERIFY(!mpoDecompose(w, {3, 4}, {2, 5}, 0));
        at::Tensor bad = w.clone();
        bad[0][0] = std::nan("");
        const auto nan = mpoDecompose(bad, {3, 4}, {2, 5}, 5);
        QVERIFY(!nan);
        QCOMPARE(nan.error().code, ErrorCode::Numerical);
        QVERIFY(mpoDecompose(at::zeros({12, 10}), {3, 4}, {2, 5}, 3));
    }
};

LAPIDARY_TEST(TestMpo)
#include "tst_mpo.moc"
