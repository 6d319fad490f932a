#include "core/linalg/mpo.h"
#include "core/nn/compressed_layer.h"
#include "tests/support/test_program.h"

#include <ATen/core/grad_mode.h>

using namespace lapidary;

namespace {

CompressedLayer lowRank()
{
    CompressedLayer layer;
    layer.form = lowRankForm(12, 18, 5, DType::F32);
    layer.factors = {at::randn({5, 18}), at::randn({12, 5})};
    return layer;
}

CompressedLayer mpo()
{
    CompressedLayer layer;
    layer.form = mpoForm({2, 2, 3}, {3, 3, 2}, 4, DType::F32);
    for (const FactorForm &factor : layer.form.factors)
        layer.factors.push_back(at::randn(factor.shape));
    return layer;
}

CompressedLayer random(const LayerForm &form)
{
    CompressedLayer layer;
    layer.form = form;
    for (const FactorForm &factor : layer.form.factors)
        layer.factors.push_back(at::randn(factor.shape));
    return layer;
}

CompressedLayer tucker()
{
    return random(tuckerForm({2, 6}, {3, 3, 2}, {2, 4, 2, 3, 2}, DType::F32));
}

CompressedLayer cp()
{
    return random(cpForm({4, 3}, {1, 18}, 5, DType::F32));
}

CompressedLayer dense()
{
    CompressedLayer layer;
    layer.form = denseForm({12, 18}, DType::F32);
    layer.factors = {at::randn({12, 18})};
    return layer;
}

} // namespace

class TestCompressedLayer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::manual_seed(9); }

    void factorsEqualTheirMatrix_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("bias");
        for (const bool bias : {false, true}) {
            QTest::addRow("dense %d", bias) << 0 << bias;
            QTest::addRow("low rank %d", bias) << 1 << bias;
            QTest::addRow("mpo %d", bias) << 2 << bias;
            QTest::addRow("tucker %d", bias) << 3 << bias;
            QTest::addRow("cp %d", bias) << 4 << bias;
        }
    }

    void factorsEqualTheirMatrix()
    {
        QFETCH(int, kind);
        QFETCH(bool, bias);
        CompressedLayer layer = kind == 0   ? dense()
                                : kind == 1 ? lowRank()
                                : kind == 2 ? mpo()
                                : kind == 3 ? tucker()
                                            : cp();
        if (bias)
            layer.bias = at::randn({12});
        const at::Tensor w = layer.toDense();
        QCOMPARE(w.sizes().vec(), (std::vector<int64_t>{12, 18}));
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            for (const std::vector<int64_t> &shape :
                 {std::vector<int64_t>{1, 18}, {7, 18}, {2, 3, 18}, {2, 10, 18}}) {
                const at::Tensor x = at::randn(shape);
                at::Tensor expected = at::matmul(x.to(at::kDouble), w.to(at::kDouble).t());
                if (bias)
                    expected = expected + layer.bias;
                const at::Tensor found = layer.apply(x);
                QCOMPARE(found.sizes().vec(), expected.sizes().vec());
                QVERIFY((found - expected).abs().max().item<double>() <
                        1e-5 * expected.abs().max().item<double>());
            }
        }
    }

    void gradientsReachTheFactors()
    {
        for (CompressedLayer layer : {lowRank(), mpo(), tucker(), cp()}) {
            for (at::Tensor &factor : layer.factors)
                factor.set_requires_grad(true);
            layer.apply(at::randn({3, 18})).square().sum().backward();
            for (const at::Tensor &factor : layer.factors)
                QVERIFY(factor.grad().defined() && factor.grad().norm().item<double>() > 0);
        }
    }
};

LAPIDARY_TEST(TestCompressedLayer)
#include "tst_compressed_layer.moc"
