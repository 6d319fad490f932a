#include "core/linalg/column_elimination.h"
#include "tests/support/test_program.h"

#include <Eigen/Dense>

#include <numeric>

using namespace lapidary;

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix eigenOf(const at::Tensor &a)
{
    const at::Tensor wide = a.to(at::kDouble).contiguous();
    return Eigen::Map<const Matrix>(wide.data_ptr<double>(), a.size(0), a.size(1));
}

at::Tensor positive(int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    const at::Tensor x = at::randn({3 * n, n}, at::kDouble) * at::arange(1, n + 1, at::kDouble).sqrt();
    return x.t().mm(x) / double(3 * n);
}

/// Least tr(M (W - V) C (W - V)^T) with only `kept` columns of V free, by Eigen.
double lossOf(const Matrix &w, const Matrix &c, const Matrix &m, const std::vector<int> &kept)
{
    Matrix ck(kept.size(), kept.size()), right(w.rows(), kept.size());
    const Matrix wc = w * c;
    for (size_t i = 0; i < kept.size(); ++i) {
        right.col(Eigen::Index(i)) = wc.col(kept[i]);
        for (size_t j = 0; j < kept.size(); ++j)
            ck(Eigen::Index(i), Eigen::Index(j)) = c(kept[i], kept[j]);
    }
    const Matrix v = ck.ldlt().solve(Eigen::MatrixXd(right.transpose())).transpose();
    Matrix difference = w;
    for (size_t i = 0; i < kept.size(); ++i)
        difference.col(kept[i]) -= v.col(Eigen::Index(i));
    return (m * difference * c * difference.transpose()).trace();
}

} // namespace

class TestColumnElimination : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyStepIsTheCheapest()
    {
        const int n = 9;
        at::manual_seed(1);
        const at::Tensor w = at::randn({5, n}, at::kDouble), c = positive(n, 2), m = positive(5, 3);
        const auto found = eliminateColumns(w, c, m, 2, 1);
        QVERIFY(found);
        QCOMPARE(found->removed.size(), size_t(n - 2));
        std::vector<int> left(n);
        std::iota(left.begin(), left.end(), 0);
        for (size_t step = 0; step < found->removed.size(); ++step) {
            double least = 1e300;
            int cheapest = -1;
            for (const int candidate : left) {
                std::vector<int> rest;
                for (const int column : left)
                    if (column != candidate)
                        rest.push_back(column);
                const double loss = lossOf(eigenOf(w), eigenOf(c), eigenOf(m), rest);
                if (loss < least) {
                    least = loss;
                    cheapest = candidate;
                }
            }
            QCOMPARE(int(found->removed[step]), cheapest);
            QVERIFY(std::abs(found->loss[step] - least) < 1e-9 * std::max(1.0, least));
            std::erase(left, cheapest);
        }
    }

    void batchesEndAtTheTrueLoss()
    {
        const at::Tensor w = at::randn({6, 40}), c = positive(40, 5);
        const auto found = eliminateColumns(w, c, {}, 24, 4);
        QVERIFY(found);
        std::vector<int> left(40);
        std::iota(left.begin(), left.end(), 0);
        for (const int64_t gone : found->removed)
            std::erase(left, int(gone));
        const double loss =
            lossOf(eigenOf(w), eigenOf(c), Matrix::Identity(6, 6), left);
        QVERIFY(std::abs(found->loss.back() - loss) < 1e-9 * loss);
        QVERIFY(std::is_sorted(found->loss.begin(), found->loss.end()));
    }

    void refitIsTheLeastSquaresSolution()
    {
        const at::Tensor w = at::randn({4, 12}), c = positive(12, 7);
        const at::Tensor kept = at::tensor({0, 3, 4, 9, 11}, at::kLong);
        const auto v = refitColumns(w, c, kept);
        QVERIFY(v);
        Matrix full = eigenOf(w);
        for (int i = 0; i < 5; ++i)
            full.col(kept[i].item<int>()) -= eigenOf(*v).col(i);
        const double reached = (full * eigenOf(c) * full.transpose()).trace();
        const double best =
            lossOf(eigenOf(w), eigenOf(c), Matrix::Identity(4, 4), {0, 3, 4, 9, 11});
        QVERIFY(std::abs(reached - best) < 1e-9 * best);
    }

    void singularCovarianceIsSaid()
    {
        const at::Tensor c = at::zeros({5, 5}, at::kDouble);
        const auto found = eliminateColumns(at::randn({3, 5}), c, {}, 2);
        QVERIFY(!found);
        QVERIFY(found.error().code == ErrorCode::Numerical);
    }
};

LAPIDARY_TEST(TestColumnElimination)
#include "tst_column_elimination.moc"
