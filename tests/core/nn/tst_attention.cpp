#include "core/nn/attention.h"
#include "tests/support/test_program.h"

#include <ATen/core/grad_mode.h>

#include <limits>

using namespace lapidary;

namespace {

/// Softmax attention written out in f64, [batch * queries, heads * d].
at::Tensor plainAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                          double scale, int64_t window)
{
    const int64_t group = q.size(1) / k.size(1), queries = q.size(2), keys = k.size(2);
    const at::Tensor wideK = k.to(at::kDouble).repeat_interleave(group, 1);
    const at::Tensor wideV = v.to(at::kDouble).repeat_interleave(group, 1);
    at::Tensor scores = at::matmul(q.to(at::kDouble), wideK.transpose(2, 3)) * scale;
    for (int64_t i = 0; i < queries; ++i) {
        for (int64_t j = 0; j < keys; ++j) {
            const int64_t position = keys - queries + i;
            if (j > position || (window > 0 && position - j >= window))
                scores.select(2, i).select(2, j).fill_(-std::numeric_limits<double>::infinity());
        }
    }
    return at::matmul(at::softmax(scores, -1), wideV)
        .transpose(1, 2)
        .reshape({q.size(0) * queries, -1});
}

} // namespace

/// All ways to compute attention against softmax written out.
class TestAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::manual_seed(5); }

    void shapes_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("queries");
        QTest::addColumn<int>("keys");
        QTest::addColumn<int>("window");
        QTest::addColumn<int>("headDim");
        for (const int type : {int(at::kFloat), int(at::kBFloat16)}) {
            for (const int d : {8, 64, 128}) {
                const char *name = type == int(at::kFloat) ? "f32" : "bf16";
                QTest::addRow("%s whole d%d", name, d) << type << 70 << 70 << 0 << d;
                QTest::addRow("%s long d%d", name, d) << type << 190 << 190 << 0 << d;
                QTest::addRow("%s continued d%d", name, d) << type << 13 << 150 << 0 << d;
                QTest::addRow("%s window d%d", name, d) << type << 190 << 190 << 9 << d;
                QTest::addRow("%s window continued d%d", name, d) << type << 5 << 260 << 67 << d;
                QTest::addRow("%s one d%d", name, d) << type << 1 << 90 << 0 << d;
                QTest::addRow("%s one window d%d", name, d) << type << 1 << 90 << 9 << d;
                QTest::addRow("%s first d%d", name, d) << type << 1 << 1 << 0 << d;
            }
        }
    }

    void shapes()
    {
        QFETCH(int, type);
        QFETCH(int, queries);
        QFETCH(int, keys);
        QFETCH(int, window);
        QFETCH(int, headDim);
        const at::NoGradGuard noGrad;
        const auto t = at::ScalarType(type);
        // Strided like the projections of a block, and like a cache that has room left.
        const at::Tensor q = (at::randn({2, queries, 6, headDim}) * 2).to(t).transpose(1, 2);
        const at::Tensor k = (at::randn({2, 2, keys + 3, headDim}) * 2).to(t).narrow(2, 0, keys);
        const at::Tensor v = at::randn({2, 2, keys + 3, headDim}).to(t).narrow(2, 0, keys);
        const at::Tensor expected = plainAttention(q, k, v, 0.2, window);
        const at::Tensor out = at::empty({2 * queries, 6 * headDim}, q.options());
        attentionInto(q, k, v, 0.2, window, out);
        const at::Tensor general =
            attentionSdpa(q, k, v, 0.2, window).transpose(1, 2).reshape(out.sizes());
        const double scale = expected.norm().item<double>();
        const double limit = t == at::kFloat ? 1e-5 : 8e-3;
        QVERIFY((out - expected).norm().item<double>() / scale < limit);
        QVERIFY((general - expected).norm().item<double>() / scale < limit);
    }

    void nonFiniteStaysVisible()
    {
        const at::NoGradGuard noGrad;
        const at::Tensor q = at::randn({1, 2, 70, 64}).to(at::kBFloat16);
        const at::Tensor k = q.clone(), v = q.clone();
        k.select(2, 3).fill_(NAN);
        const at::Tensor out = at::empty({70, 128}, q.options());
        attentionInto(q, k, v, 0.2, 0, out);
        QVERIFY(out[5].isnan().any().item<bool>());
    }
};

LAPIDARY_TEST(TestAttention)
#include "tst_attention.moc"
