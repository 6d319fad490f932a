#include "core/linalg/gated_fit.h"
#include "tests/support/test_program.h"

#include <Eigen/Dense>

using namespace lapidary;

namespace {

constexpr int64_t kIn = 4, kWidth = 3, kOut = 2, kRows = 60;

at::Tensor outputOf(const GatedWeights &w, const at::Tensor &x)
{
    return (at::silu(x.mm(w.gate.t())) * x.mm(w.up.t())).mm(w.down.t());
}

double errorOf(const GatedWeights &w, const GatedSamples &s, const at::Tensor &metric)
{
    const at::Tensor r = (s.wanted - outputOf(w, s.x)).to(at::kDouble);
    return (r.mm(metric.to(at::kDouble)) * r).sum().item<double>() / double(s.x.size(0));
}

struct Case {
    GatedWeights teacher, start;
    GatedSamples samples;
    at::Tensor metric;
    GatedFitOptions options;
};

Case makeCase(double noise)
{
    at::manual_seed(5);
    Case c;
    const auto near = [&](const at::Tensor &w) { return w + noise * at::randn_like(w); };
    c.teacher = {at::randn({kWidth, kIn}), at::randn({kWidth, kIn}), at::randn({kOut, kWidth})};
    c.start = {near(c.teacher.gate), near(c.teacher.up), near(c.teacher.down)};
    c.samples.x = at::randn({kRows, kIn});
    c.samples.wanted = outputOf(c.teacher, c.samples.x);
    const at::Tensor half = at::randn({kOut, kOut});
    c.metric = half.mm(half.t()) + 0.1 * at::eye(kOut);
    c.options.activation = [](const at::Tensor &z) { return at::silu(z); };
    c.options.metric = c.metric;
    return c;
}

/// The undamped Gauss-Newton step by finite differences and Eigen's least squares.
GatedWeights referenceStep(const Case &c)
{
    const at::Tensor flat = at::cat({c.start.gate.flatten(), c.start.up.flatten(),
                                     c.start.down.flatten()}).to(at::kDouble);
    const at::Tensor x = c.samples.x.to(at::kDouble);
    const auto weights = [&](const at::Tensor &p) {
        const int64_t n = kWidth * kIn;
        return GatedWeights{p.narrow(0, 0, n).view({kWidth, kIn}),
                            p.narrow(0, n, n).view({kWidth, kIn}),
                            p.narrow(0, 2 * n, kOut * kWidth).view({kOut, kWidth})};
    };
    const at::Tensor root = at::linalg_cholesky(c.metric.to(at::kDouble));
    const auto residual = [&](const at::Tensor &p) {
        return (c.samples.wanted.to(at::kDouble) - outputOf(weights(p), x)).mm(root).flatten();
    };
    Eigen::MatrixXd jacobian(kRows * kOut, flat.size(0));
    for (int64_t i = 0; i < flat.size(0); ++i) {
        at::Tensor up = flat.clone(), down = flat.clone();
        up[i] += 1e-5;
        down[i] -= 1e-5;
        const at::Tensor slope = ((residual(down) - residual(up)) / 2e-5).contiguous();
        jacobian.col(i) = Eigen::Map<const Eigen::VectorXd>(slope.data_ptr<double>(), slope.size(0));
    }
    const at::Tensor r = residual(flat).contiguous();
    // Gate is free, but up and down share a scale for each neuron: the smallest step decides.
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
    solver.setThreshold(1e-6);
    const Eigen::VectorXd step = solver.compute(jacobian).solve(
        Eigen::Map<const Eigen::VectorXd>(r.data_ptr<double>(), r.size(0)));
    const at::Tensor moved =
        flat + at::from_blob(const_cast<double *>(step.data()), {flat.size(0)}, at::kDouble);
    const GatedWeights w = weights(moved);
    return {w.gate.to(at::kFloat), w.up.to(at::kFloat), w.down.to(at::kFloat)};
}

} // namespace

/// One Gauss-Newton step of a gated MLP.
class TestGatedFit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStepIsThatOfGaussNewton()
    {
        Case c = makeCase(0.003);
        c.options.damping = 1e-5;
        c.options.iterations = 60;
        const auto fit = fitGated(c.start, c.samples, c.options, JobContext());
        QVERIFY(fit);
        const double before = errorOf(c.start, c.samples, c.metric);
        const double wanted = errorOf(referenceStep(c), c.samples, c.metric);
        QVERIFY(std::abs(fit->before - before) < 1e-5 * before);
        QVERIFY2(wanted < 0.05 * before, qPrintable(QString("%1 of %2").arg(wanted).arg(before)));
        QVERIFY2(std::abs(fit->after - wanted) < 0.02 * before,
                 qPrintable(QString("%1 against %2 of %3").arg(fit->after).arg(wanted).arg(before)));
        QVERIFY(std::abs(errorOf(fit->weights, c.samples, c.metric) - fit->after) < 1e-5 * before);
    }

    void neverWorse()
    {
        for (const double noise : {0.1, 1.0, 3.0})
            for (const double damping : {1e-6, 0.3, 10.0}) {
                Case c = makeCase(noise);
                c.options.damping = damping;
                const auto fit = fitGated(c.start, c.samples, c.options, JobContext());
                QVERIFY(fit);
                QVERIFY(fit->after <= fit->before);
                const double now = errorOf(fit->weights, c.samples, c.metric);
                QVERIFY(std::abs(now - fit->after) <= 1e-4 * fit->before);
            }
    }

    void aPerfectMlpStays()
    {
        Case c = makeCase(0);
        const auto fit = fitGated(c.start, c.samples, c.options, JobContext());
        QVERIFY(fit);
        QVERIFY(at::allclose(fit->weights.down, c.teacher.down));
        QVERIFY(at::allclose(fit->weights.gate, c.teacher.gate));
    }

    void withoutAMetricAllOutputsCount()
    {
        Case c = makeCase(0.1);
        c.options.metric = at::eye(kOut);
        const auto with = fitGated(c.start, c.samples, c.options, JobContext());
        c.options.metric = at::Tensor();
        const auto without = fitGated(c.start, c.samples, c.options, JobContext());
        QVERIFY(with && without);
        QVERIFY(std::abs(with->after - without->after) < 0.05 * with->before);
    }

    void cancelled()
    {
        const Case c = makeCase(0.1);
        JobContext job;
        job.cancel();
        QVERIFY(!fitGated(c.start, c.samples, c.options, job));
    }
};

LAPIDARY_TEST(TestGatedFit)
#include "tst_gated_fit.moc"
