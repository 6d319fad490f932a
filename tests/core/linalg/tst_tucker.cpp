#include "core/linalg/tucker.h"
#include "tests/core/linalg/eigen_reference.h"
#include "tests/support/test_program.h"

#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <numeric>

using namespace lapidary;
using namespace lapidary::test;

namespace {

using List = std::vector<int64_t>;

const std::vector<Folding> foldings = {
    {{4, 6}, {5, 3}}, {{24}, {15}}, {{2, 3, 4}, {3, 5}}, {{4, 1, 6}, {15, 1}}, {{24, 1}, {3, 5}},
};

at::Tensor randomMatrix(int64_t m, int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    return at::randn({m, n});
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).to(at::kDouble).norm() / a.to(at::kDouble).norm()).item<double>();
}

/// Singular values of the unfolding along `mode`, by Eigen from plain index arithmetic.
std::vector<double> oracle(const at::Tensor &w, const List &sizes, size_t mode)
{
    const at::Tensor flat = w.to(at::kDouble).contiguous();
    const double *values = flat.data_ptr<double>();
    int64_t right = 1;
    for (size_t k = mode + 1; k < sizes.size(); ++k)
        right *= sizes[k];
    const int64_t size = sizes[mode], rest = flat.numel() / size;
    at::Tensor unfolding = at::empty({size, rest}, at::kDouble);
    auto entries = unfolding.accessor<double, 2>();
    for (int64_t index = 0; index < flat.numel(); ++index) {
        const int64_t r = index % right, i = index / right % size, l = index / right / size;
        entries[i][l * right + r] = values[index];
    }
    return eigenSingularValues(unfolding);
}

at::Tensor back(const TuckerFactors &tucker, const Folding &folding)
{
    return tuckerToDense(tucker.core, tucker.factors, folding.out.size());
}

} // namespace

class TestTucker : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fullRanksReproduce()
    {
        for (const Folding &folding : foldings) {
            const at::Tensor w = randomMatrix(folding.rows(), folding.columns(), 3);
            const auto tucker = tuckerDecompose(w, folding, folding.sizes());
            QVERIFY2(tucker, tucker ? "" : tucker.error().message.c_str());
            QVERIFY(tucker->relativeError < 1e-5);
            QVERIFY(difference(w, back(*tucker, folding)) < 1e-5);
        }
    }

    void spectraAreThoseOfTheUnfoldings()
    {
        const Folding folding = foldings[0];
        const at::Tensor w = randomMatrix(24, 15, 4);
        const auto spectra = modeSpectra(w, folding);
        QVERIFY(spectra);
        for (size_t k = 0; k < 4; ++k) {
            const std::vector<double> s = oracle(w, folding.sizes(), k);
            QCOMPARE((*spectra)[k].numel(), int64_t(s.size()));
            for (size_t i = 0; i < s.size(); ++i)
                QVERIFY(std::abs((*spectra)[k][int64_t(i)].item<double>() - s[i]) < 1e-6 * s[0]);
        }
    }

    void errorLiesBetweenItsBounds()
    {
        // Below: the largest tail of one unfolding. Above: the root of the sum of all squared tails.
        for (const Folding &folding : foldings) {
            const at::Tensor w = randomMatrix(folding.rows(), folding.columns(), 5);
            List ranks;
            for (int64_t size : folding.sizes())
                ranks.push_back(std::max<int64_t>(1, size * 2 / 3));
            const auto tucker = tuckerDecompose(w, folding, ranks);
            QVERIFY(tucker);
            const List clamped = clampedRanks(folding.sizes(), ranks);
            double least = 0, most = 0;
            for (size_t k = 0; k < clamped.size(); ++k) {
                const std::vector<double> s = oracle(w, folding.sizes(), k);
                const double tail = relativeTail(s, clamped[k]);
                least = std::max(least, tail);
                most += tail * tail;
                QCOMPARE(tucker->factors[k].sizes(),
                         at::IntArrayRef({folding.sizes()[k], clamped[k]}));
            }
            QVERIFY(tucker->relativeError >= least - 1e-6);
            QVERIFY(tucker->relativeError <= std::sqrt(most) + 1e-6);
            QVERIFY(std::abs(difference(w, back(*tucker, folding)) - tucker->relativeError) < 1e-5);
            for (size_t i = 1; i < tucker->history.size(); ++i)
                QVERIFY(tucker->history[i] <= tucker->history[i - 1]);
        }
    }

    void inMatrixModeItIsTheSvd()
    {
        const Folding folding{{24}, {15}};
        const at::Tensor w = randomMatrix(24, 15, 6);
        const std::vector<double> s = oracle(w, {24, 15}, 0);
        for (int rank : {1, 4, 11}) {
            const auto tucker = tuckerDecompose(w, folding, {rank, rank});
            QVERIFY(tucker);
            QVERIFY(std::abs(tucker->relativeError - relativeTail(s, rank)) < 1e-6);
        }
    }

    void exactRanksAreFound()
    {
        // A tensor of multilinear rank (2, 3, 2, 3).
        const Folding folding{{6, 8}, {7, 5}};
        const List ranks{2, 3, 2, 3};
        std::vector<at::Tensor> factors;
        at::manual_seed(7);
        for (size_t k = 0; k < 4; ++k)
            factors.push_back(at::randn({folding.sizes()[k], ranks[k]}));
        const at::Tensor w = tuckerToDense(at::randn(ranks), factors, 2);
        const auto tucker = tuckerDecompose(w, folding, ranks);
        QVERIFY(tucker);
        QVERIFY(tucker->relativeError < 1e-5);
        QVERIFY(difference(w, back(*tucker, folding)) < 1e-5);
    }

    void applyEqualsDense()
    {
        for (const Folding &folding : foldings) {
            const at::Tensor w = randomMatrix(folding.rows(), folding.columns(), 8);
            List ranks;
            for (int64_t size : folding.sizes())
                ranks.push_back((size + 1) / 2);
            const auto tucker = tuckerDecompose(w, folding, ranks);
            QVERIFY(tucker);
            const at::Tensor dense = back(*tucker, folding);
            QCOMPARE(dense.sizes(), w.sizes());
            for (const List &shape : {List{}, List{5}, List{2, 3}}) {
                List full = shape;
                full.push_back(folding.columns());
                const at::Tensor x = at::randn(full);
                const at::Tensor y = tuckerApply(tucker->core, tucker->factors,
                                                 folding.out.size(), x);
                QCOMPARE(y.dim(), x.dim());
                QVERIFY(difference(at::matmul(x, dense.t()), y) < 1e-5);
            }
        }
    }

    void sameBitsForAThreadCountAndNearlySoAcross()
    {
        const Folding folding{{24, 24}, {24, 24}};
        const at::Tensor w = randomMatrix(576, 576, 9);
        const int before = at::get_num_threads();
        std::vector<at::Tensor> found;
        for (int threads : {1, 1, 2}) {
            at::set_num_threads(threads);
            const auto tucker = tuckerDecompose(w, folding, {20, 20, 20, 20}, {.sweeps = 3});
            QVERIFY(tucker);
            found.push_back(back(*tucker, folding));
        }
        at::set_num_threads(before);
        QVERIFY(at::equal(found[0], found[1]));
        QVERIFY(difference(found[0], found[2]) < 1e-5);
    }

    void refusals()
    {
        const at::Tensor w = randomMatrix(24, 15, 1);
        QCOMPARE(tuckerDecompose(w, {{4, 5}, {5, 3}}, {2, 2, 2, 2}).error().code, ErrorCode::Usage);
        QCOMPARE(tuckerDecompose(w, foldings[0], {2, 2, 2}).error().code, ErrorCode::Usage);
        QCOMPARE(tuckerDecompose(w, foldings[0], {2, 0, 2, 2}).error().code, ErrorCode::Usage);
        at::Tensor bad = w.clone();
        bad[3][4] = std::numeric_limits<float>::infinity();
        QCOMPARE(tuckerDecompose(bad, foldings[0], {2, 2, 2, 2}).error().code,
                 ErrorCode::Numerical);
        // Beyond the matrix: clamped. Zero: an answer.
        QVERIFY(tuckerDecompose(w, foldings[0], {900, 900, 900, 900})->relativeError < 1e-5);
        QCOMPARE(tuckerDecompose(at::zeros({24, 15}), foldings[0], {2, 2, 2, 2})->relativeError,
                 0.0);
    }
};

LAPIDARY_TEST(TestTucker)
#include "tst_tucker.moc"
