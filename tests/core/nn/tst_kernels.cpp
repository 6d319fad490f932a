#include "core/nn/kernels.h"
#include "tests/support/test_program.h"

using namespace lapidary;

namespace {

double relativeError(const at::Tensor &found, const at::Tensor &expected)
{
    const at::Tensor difference = found.to(at::kDouble) - expected.to(at::kDouble);
    return difference.norm().item<double>() / expected.to(at::kDouble).norm().item<double>();
}

double tolerance(at::ScalarType type)
{
    return type == at::kFloat ? 2e-6 : 6e-3;
}

} // namespace

/// Every kernel against the same formula in f64, in both element types and at odd sizes.
class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::manual_seed(3); }

    void types_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<qint64>("size");
        for (const int64_t size : {2, 30, 64, 577}) {
            QTest::addRow("f32 %lld", (long long)size) << int(at::kFloat) << qint64(size);
            QTest::addRow("bf16 %lld", (long long)size) << int(at::kBFloat16) << qint64(size);
        }
    }

    void norm_data() { types_data(); }
    void norm()
    {
        QFETCH(int, type);
        QFETCH(qint64, size);
        const at::NoGradGuard noGrad;
        const auto t = at::ScalarType(type);
        const at::Tensor h = at::randn({5, size}).to(t), y = at::randn({5, size}).to(t);
        const at::Tensor w = at::randn({size}).to(t), out = at::empty_like(h);
        const at::Tensor sum = h.to(at::kDouble) + 0.5 * y.to(at::kDouble);
        addRmsNorm(h, y, 0.5, w, 1e-3, out);
        QVERIFY(relativeError(h, sum) < tolerance(t));
        const at::Tensor scale = at::rsqrt(sum.square().mean(-1, true) + 1e-3);
        QVERIFY(relativeError(out, w.to(at::kDouble) * sum * scale) < tolerance(t));
        const at::Tensor before = h.clone();
        addRmsNorm(h, at::Tensor(), 0.5, w, 1e-3, out);
        QVERIFY(at::equal(h, before));
        QVERIFY(relativeError(out, w.to(at::kDouble) * sum * scale) < tolerance(t));
    }

    void rotation_data() { types_data(); }
    void rotation()
    {
        QFETCH(int, type);
        QFETCH(qint64, size);
        const at::NoGradGuard noGrad;
        const auto t = at::ScalarType(type);
        const int64_t d = size / 2 * 2;
        const at::Tensor wide = at::randn({6, 3 * d + 5}).to(t);
        const at::Tensor rest = wide.narrow(1, 3 * d, 5).clone();
        const at::Tensor x = wide.narrow(1, 0, 3 * d);
        const at::Tensor angles = at::rand({3, d / 2}) * 6;
        const at::Tensor heads = x.to(at::kDouble).view({2, 3, 3, d});
        const at::Tensor c = angles.cos().to(at::kDouble).unsqueeze(1).unsqueeze(0);
        const at::Tensor s = angles.sin().to(at::kDouble).unsqueeze(1).unsqueeze(0);
        const at::Tensor a = heads.narrow(-1, 0, d / 2), b = heads.narrow(-1, d / 2, d / 2);
        const at::Tensor expected = at::cat({a * c - b * s, b * c + a * s}, -1).reshape({6, 3 * d});
        rotateHeads(x, 3, angles.cos(), angles.sin(), at::Tensor(), 0);
        QVERIFY(relativeError(x, expected) < tolerance(t));
        QVERIFY(at::equal(wide.narrow(1, 3 * d, 5), rest));
    }

    void normalizedRotation()
    {
        const at::NoGradGuard noGrad;
        const at::Tensor x = at::randn({4, 20}), w = at::randn({10});
        const at::Tensor one = at::ones({4, 5}), zero = at::zeros({4, 5});
        const at::Tensor heads = x.view({4, 2, 10}).to(at::kDouble);
        const at::Tensor expected =
            w * heads * at::rsqrt(heads.square().mean(-1, true) + 1e-6);
        rotateHeads(x, 2, one, zero, w, 1e-6);
        QVERIFY(relativeError(x, expected.reshape({4, 20})) < 1e-6);
    }

    void silu_data() { types_data(); }
    void silu()
    {
        QFETCH(int, type);
        QFETCH(qint64, size);
        const at::NoGradGuard noGrad;
        const auto t = at::ScalarType(type);
        const at::Tensor both = (at::randn({7, 2 * size}) * 8).to(t);
        const at::Tensor gate = both.narrow(1, 0, size), up = both.narrow(1, size, size);
        const at::Tensor out = at::empty({7, size}, both.options());
        siluMultiply(gate, up, out);
        const at::Tensor expected = at::silu(gate.to(at::kDouble)) * up.to(at::kDouble);
        QVERIFY(relativeError(out, expected) < tolerance(t));
    }

    void siluKeepsExtremes()
    {
        const at::NoGradGuard noGrad;
        const at::Tensor gate = at::tensor({-200.f, 200.f, 0.f, NAN}).unsqueeze(0);
        const at::Tensor out = at::empty_like(gate);
        siluMultiply(gate, at::ones_like(gate), out);
        QVERIFY(std::abs(out[0][0].item<float>()) < 1e-30f);
        QCOMPARE(out[0][1].item<float>(), 200.f);
        QCOMPARE(out[0][2].item<float>(), 0.f);
        QVERIFY(std::isnan(out[0][3].item<float>()));
    }

    void matrixTimesVector_data() { types_data(); }
    void matrixTimesVector()
    {
        QFETCH(int, type);
        QFETCH(qint64, size);
        const at::NoGradGuard noGrad;
        const auto t = at::ScalarType(type);
        for (const int64_t rows : {1, 3, 4, 131}) {
            const at::Tensor w = at::randn({rows, size}).to(t), bias = at::randn({rows}).to(t);
            const at::Tensor x = at::randn({1, 1, size}).to(t);
            const at::Tensor expected = at::matmul(x.to(at::kDouble), w.to(at::kDouble).t());
            QVERIFY(relativeError(applyLinear(x, w, at::Tensor()), expected) < tolerance(t));
            QVERIFY(relativeError(applyLinear(x, w, bias), expected + bias) < tolerance(t));
        }
    }

    void logSumExp_data() { types_data(); }
    void logSumExp()
    {
        QFETCH(int, type);
        QFETCH(qint64, size);
        const at::NoGradGuard noGrad;
        const at::Tensor logits = (at::randn({9, size}) * 20 + 300).to(at::ScalarType(type));
        const at::Tensor expected = at::logsumexp(logits.to(at::kDouble), -1);
        QVERIFY((rowLogSumExp(logits) - expected).abs().max().item<double>() < 2e-4);
        logits.select(0, 2).select(0, size - 1).fill_(NAN);
        QVERIFY(rowLogSumExp(logits)[2].isnan().item<bool>());
    }

    void gradientsKeepTheKernelsAway()
    {
        const at::Tensor w = at::randn({4, 8}).set_requires_grad(true), x = at::randn({1, 8});
        QVERIFY(!kernelsUsable(w));
        QVERIFY(applyLinear(x, w, at::Tensor()).requires_grad());
    }

    void cosines()
    {
        for (const int64_t size : {2, 30, 64, 577}) {
            const at::Tensor a = at::randn({5, size}), b = at::randn({5, size});
            const at::Tensor x = a.to(at::kDouble), y = b.to(at::kDouble);
            const double expected =
                ((x * y).sum(-1) / (x.norm(2, -1) * y.norm(2, -1))).sum().item<double>();
            QVERIFY(std::abs(cosineSum(a, b) - expected) < 1e-5);
            QCOMPARE(cosineSum(at::zeros_like(a), b), 0.0);
        }
    }
};

LAPIDARY_TEST(TestKernels)
#include "tst_kernels.moc"
