#include "core/arrays/hdf5_file.h"
#include "core/calibrate/layer_inputs.h"
#include "core/nn/compressed_layer.h"
#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <cmath>
#include <limits>

using namespace lapidary;
using nlohmann::json;

namespace {

constexpr const char *known = "model.layers.0.mlp.down_proj";

const Method &method(const std::string &id)
{
    static const Plugins loaded = loadPlugins(
        {std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return *loaded.methods.find(id);
}

at::Tensor randomMatrix(int64_t m, int64_t n, uint64_t seed)
{
    at::manual_seed(seed);
    return at::randn({m, n});
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).to(at::kDouble).norm() / a.to(at::kDouble).norm()).item<double>();
}

/// A calibration file that knows one layer.
CalibrationPtr calibrationOf(const QTemporaryDir &dir)
{
    const auto path = std::filesystem::path(dir.path().toStdString()) / "cal.h5";
    CalibrationInfo info;
    info.samples = 1;
    info.window = 2;
    const json header = {{"lapidary", "calibration"}, {"version", 1}, {"info", toJson(info)},
                         {"layers", {{known, "x"}}}, {"influence", json::array()},
                         {"content_hash", "0"}};
    const auto written = writeHdf5Atomically(
        path, [&](Hdf5File &file) { return file.writeText("info", header.dump()); });
    const auto calibration = written ? Calibration::open(path) : fail(written.error());
    return calibration ? *calibration : nullptr;
}

LayerInputs inputsOf(int64_t n, uint64_t seed)
{
    const at::Tensor mix = randomMatrix(n, n, seed).to(at::kDouble)
        * at::arange(1, n + 1, at::kDouble).pow(-0.7);
    LayerInputs inputs;
    inputs.covariance = mix.mm(mix.t());
    inputs.covariance.diagonal().add_(1e-3 * inputs.covariance.diagonal().mean().item<double>());
    inputs.mean = at::zeros({n}, at::kDouble);
    inputs.tokens = 1000;
    return inputs;
}

/// One layer planned and changed as an executor would.
struct Bench {
    Layer layer;
    CompressedLayer now;
    PlannedAction action;
    ActionResult result;
    Error error;
    JobContext job;

    explicit Bench(const at::Tensor &weight, const char *name = known, DType stored = DType::F32)
    {
        layer.name = name;
        layer.form = denseForm({weight.size(0), weight.size(1)}, stored);
        now = {layer.form, {weight.clone()}, {}};
    }

    bool plan(const std::string &id, const json &params, const Calibration *calibration = nullptr)
    {
        PlanInputs inputs;
        inputs.calibration = calibration;
        auto planned = method(id).plan(inputs, {{&layer, now.form}},
                                       method(id).info().schema.withDefaults(params));
        if (!planned) {
            error = planned.error();
            return false;
        }
        action = planned->front();
        action.layer = layer.name;
        return true;
    }

    bool apply(const std::string &id, const LayerInputs *inputs = nullptr)
    {
        ApplyInputs input{&action, 1};
        input.inputs = inputs;
        auto applied = method(id).apply({input}, {&now}, job);
        if (!applied) {
            error = applied.error();
            return false;
        }
        result = applied->front();
        return true;
    }

    bool run(const std::string &id, const json &params, const Calibration *calibration = nullptr,
             const LayerInputs *inputs = nullptr)
    {
        return plan(id, params, calibration) && apply(id, inputs);
    }

    bool consistent() const
    {
        if (!checkForm(now.form) || toJson(now.form) != toJson(action.form)
            || now.factors.size() != now.form.factors.size())
            return false;
        for (size_t f = 0; f < now.factors.size(); ++f)
            if (now.factors[f].sizes() != at::IntArrayRef(now.form.factors[f].shape))
                return false;
        return true;
    }

    bool warns(const std::string &part) const
    {
        for (const std::string &warning : action.warnings)
            if (warning.find(part) != std::string::npos)
                return true;
        return false;
    }
};

} // namespace

class TestFactorizations : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    CalibrationPtr m_calibration;

private Q_SLOTS:
    void initTestCase()
    {
        m_calibration = calibrationOf(m_dir);
        QVERIFY(m_calibration);
    }

    void tuckerPlansExactly()
    {
        Bench bench(randomMatrix(24, 20, 1));
        QVERIFY(bench.plan("tucker", {{"ranks", {3, 4, 2, 3}}}));
        QCOMPARE(bench.action.params.dump(),
                 json({{"out_factors", {4, 6}}, {"in_factors", {4, 5}}, {"ranks", {3, 4, 2, 3}}})
                     .dump());
        QCOMPARE(bench.action.form.parameters(),
                 3 * 4 * 2 * 3 + 4 * 3 + 6 * 4 + 4 * 2 + 5 * 3);
        QVERIFY(bench.action.warnings.empty());
        QVERIFY(bench.plan("tucker", {{"ranks", {3, 9, 2, 3}}}));
        QVERIFY(bench.warns("clamped to 3, 6, 2, 3"));
        QVERIFY(bench.plan("tucker", {{"ranks", {4, 6, 4, 5}}}));
        QVERIFY(bench.warns("grows from 480 to"));
        QVERIFY(bench.plan("tucker", {{"ranks", {9, 9}}, {"order", 2}}));
        QVERIFY(bench.warns("is an SVD"));
        for (double keep : {0.3, 0.5, 0.8, 0.95}) {
            QVERIFY(bench.plan("tucker", {{"keep", keep}}));
            QVERIFY(bench.action.form.parameters() <= int64_t(keep * 480));
            QVERIFY(bench.action.form.parameters() > int64_t(keep * 480 * 0.6));
        }
    }

    void cpPlansExactly()
    {
        Bench bench(randomMatrix(24, 20, 1));
        QVERIFY(bench.plan("cp", {{"rank", 7}}));
        QCOMPARE(bench.action.params.dump(),
                 json({{"out_factors", {4, 6}}, {"in_factors", {4, 5}}, {"rank", 7}}).dump());
        QCOMPARE(bench.action.form.parameters(), 7 * (4 + 6 + 4 + 5));
        QVERIFY(bench.plan("cp", {{"rank", 26}}));
        QVERIFY(bench.warns("at rank 26 this layer grows from 480 to 494 parameters; rank 25 or "
                            "less saves"));
        QVERIFY(bench.plan("cp", {{"rank", 900}}));
        QVERIFY(bench.warns("clamped to 80"));
        QVERIFY(bench.plan("cp", {{"rank", 3}, {"order", 2}}));
        QVERIFY(bench.warns("nothing but an SVD"));
        QVERIFY(bench.plan("cp", {{"keep", 0.5}}));
        QCOMPARE(bench.action.params.dump(),
                 json({{"out_factors", {12, 2}}, {"in_factors", {2, 10}}, {"rank", 9}}).dump());
        QCOMPARE(bench.action.form.parameters(), 9 * 26);
    }

    void whatCannotBeMeantIsRefused()
    {
        Bench bench(randomMatrix(24, 20, 1));
        const std::vector<std::tuple<const char *, json, const char *>> cases = {
            {"tucker", {{"ranks", {3, 4, 2}}}, "give one for each"},
            {"tucker", {{"ranks", {3, 0, 2, 2}}}, "nothing is left"},
            {"tucker", {{"keep", 0.0}}, "keep"},
            {"tucker", {{"error", 1.0}}, "error"},
            {"tucker", {{"keep", 0.5}, {"order", 1}}, "order 1"},
            {"tucker", {{"keep", 0.5}, {"out_factors", {5, 5}}}, "multiply to 25"},
            {"tucker", {{"keep", 0.5}, {"out_factors", {2, 3, 4, 1}}, {"in_factors", {1, 1, 1, 4, 5}}},
             "too many"},
            {"tucker", {{"keep", 0.5}, {"calibrated", true}}, "needs a calibration"},
            {"cp", {{"rank", 0}}, "nothing is left"},
            {"cp", {{"keep", 1.5}}, "keep"},
            {"cp", {{"error", -0.5}}, "error"},
            {"cp", {{"rank", 3}, {"order", 9}}, "order 9"},
            {"cp", {{"rank", 3}, {"in_factors", {-4, -5}}}, "positive"},
            {"cp", {{"rank", 3}, {"calibrated", true}}, "needs a calibration"},
        };
        for (const auto &[id, params, part] : cases) {
            QVERIFY2(!bench.plan(id, params), params.dump().c_str());
            QCOMPARE(bench.error.code, ErrorCode::Usage);
            QVERIFY2(bench.error.message.find(part) != std::string::npos,
                     bench.error.message.c_str());
        }
    }

    void calibratedIsTheDefaultWhereTheLayerIsKnown()
    {
        for (const char *id : {"svd", "mpo", "tucker", "cp"}) {
            Bench bench(randomMatrix(24, 20, 1)), other(randomMatrix(24, 20, 1), "other");
            QVERIFY(bench.plan(id, {{"keep", 0.6}}, m_calibration.get()));
            QVERIFY(bench.action.params.value("calibrated", false));
            QVERIFY(bench.plan(id, {{"keep", 0.6}, {"calibrated", false}}, m_calibration.get()));
            QVERIFY(!bench.action.params.contains("calibrated"));
            QVERIFY(other.plan(id, {{"keep", 0.6}}, m_calibration.get()));
            QVERIFY(!other.action.params.contains("calibrated"));
            QVERIFY(!other.plan(id, {{"keep", 0.6}, {"calibrated", true}}, m_calibration.get()));
            QVERIFY(other.error.message.find("knows nothing of this layer") != std::string::npos);
            // Planned with one, run without.
            QVERIFY(bench.plan(id, {{"keep", 0.6}}, m_calibration.get()));
            QVERIFY(!bench.apply(id));
            QCOMPARE(bench.error.code, ErrorCode::Input);
        }
    }

    void foldedFormsApply()
    {
        const at::Tensor w = randomMatrix(24, 20, 2), x = randomMatrix(6, 20, 3);
        for (const auto &[id, params] : std::vector<std::pair<const char *, json>>{
                 {"tucker", {{"ranks", {3, 4, 2, 3}}}}, {"tucker", {{"keep", 0.7}}},
                 {"tucker", {{"ranks", {4, 6, 4, 5}}}}, {"cp", {{"rank", 9}}},
                 {"cp", {{"keep", 0.7}}}, {"cp", {{"rank", 9}, {"order", 6}}}}) {
            Bench bench(w, known, DType::BF16);
            QVERIFY2(bench.run(id, params), bench.error.message.c_str());
            QVERIFY(bench.consistent());
            QCOMPARE(bench.now.form.factors[0].stored, DType::BF16);
            const double found = difference(w, bench.now.toDense());
            QVERIFY(std::abs(found - bench.result.relativeError) < 1e-5);
            QVERIFY(difference(x.mm(bench.now.toDense().t()), bench.now.apply(x)) < 1e-5);
            QVERIFY(bench.result.details["history"].is_array());
        }
    }

    void errorTargetsAreMet()
    {
        // Correlated rows and columns, so that a smaller form is enough.
        const at::Tensor product = at::kron(randomMatrix(4, 4, 1), randomMatrix(6, 5, 2));
        const at::Tensor w = (product + 0.01 * randomMatrix(24, 20, 3)).contiguous();
        for (const char *id : {"tucker", "cp"}) {
            Bench bench(w);
            QVERIFY2(bench.run(id, {{"error", 0.3}}), bench.error.message.c_str());
            QVERIFY(bench.now.form.kind != FormKind::Dense);
            QVERIFY(bench.now.form.parameters() < 480);
            QVERIFY(bench.now.form.parameters() <= bench.action.form.parameters());
            QVERIFY(difference(w, bench.now.toDense()) <= 0.3 + 1e-6);
        }
        for (const char *id : {"tucker", "cp"}) {
            Bench flat(randomMatrix(24, 20, 4));
            QVERIFY(flat.run(id, {{"error", 1e-4}}));
            QCOMPARE(flat.now.form.kind, FormKind::Dense);
            QCOMPARE(flat.result.warnings.size(), size_t(1));
        }
    }

    void activationsAreWeighed()
    {
        const at::Tensor w = randomMatrix(24, 20, 5);
        const LayerInputs inputs = inputsOf(20, 6);
        for (const char *id : {"svd", "mpo", "tucker", "cp"}) {
            Bench plain(w), weighted(w);
            const json plainParams = {{"keep", 0.6}, {"calibrated", false}};
            QVERIFY(plain.run(id, plainParams, m_calibration.get(), &inputs));
            QVERIFY2(weighted.run(id, {{"keep", 0.6}}, m_calibration.get(), &inputs),
                     weighted.error.message.c_str());
            QVERIFY(weighted.consistent());
            const auto errorOf = [&](const Bench &bench) {
                return outputError(w - bench.now.toDense(), w, inputs.covariance);
            };
            QVERIFY2(errorOf(weighted) < errorOf(plain), id);
            const json &told = weighted.result.details;
            QVERIFY(!told.contains("output_error")
                    || std::abs(told["output_error"].get<double>() - errorOf(weighted)) < 1e-4);
            QVERIFY(std::abs(weighted.result.relativeError - difference(w, weighted.now.toDense()))
                    < 1e-5);
        }
    }

    void weightedSvdIsTheOptimum_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("tall") << 24;
        QTest::newRow("wide") << 18;
    }

    void weightedSvdIsTheOptimum()
    {
        QFETCH(int, rows);
        const at::Tensor w = randomMatrix(rows, 20, 7);
        LayerInputs inputs = inputsOf(20, 8);
        const at::Tensor f = at::linalg_cholesky(inputs.covariance);
        const at::Tensor s = at::linalg_svdvals(w.to(at::kDouble).mm(f));
        for (int64_t rank : {2, 7, 13}) {
            Bench bench(w);
            QVERIFY(bench.run("svd", {{"rank", rank}}, m_calibration.get(), &inputs));
            const double best = (s.slice(0, rank).norm() / s.norm()).item<double>();
            const double reached = outputError(w - bench.now.toDense(), w, inputs.covariance);
            QVERIFY(std::abs(reached - best) < 1e-4);
            QCOMPARE(bench.result.details["singular_values"].size(), size_t(std::min(rows, 20)));
        }
        // An output error target: the smallest rank that meets it.
        Bench target(w);
        QVERIFY(target.run("svd", {{"error", 0.2}}, m_calibration.get(), &inputs));
        const int64_t rank = target.now.form.factors[0].shape[0];
        const auto tail = [&](int64_t k) { return (s.slice(0, k).norm() / s.norm()).item<double>(); };
        QVERIFY(tail(rank) <= 0.2 && tail(rank - 1) > 0.2);
    }

    void gradientsWeighTheOutputs()
    {
        const at::Tensor w = randomMatrix(24, 20, 9);
        LayerInputs inputs = inputsOf(20, 10);
        inputs.gradient = inputsOf(24, 11).covariance;
        const auto loss = [&](const at::Tensor &found) {
            const at::Tensor e = (w - found).to(at::kDouble);
            return (inputs.gradient.mm(e).mm(inputs.covariance) * e).sum().item<double>();
        };
        Bench without(w), with(w);
        QVERIFY(without.run("svd", {{"rank", 8}}, m_calibration.get(), &inputs));
        QVERIFY(with.run("svd", {{"rank", 8}, {"fisher", true}}, m_calibration.get(), &inputs));
        QVERIFY(with.result.details.value("fisher", false));
        QVERIFY(loss(with.now.toDense()) < loss(without.now.toDense()));
    }

    void nonFiniteWeightsAreNamed()
    {
        at::Tensor bad = randomMatrix(24, 20, 1);
        bad[3][4] = std::numeric_limits<float>::quiet_NaN();
        const LayerInputs inputs = inputsOf(20, 2);
        for (const char *id : {"svd", "mpo", "tucker", "cp"})
            for (const bool calibrated : {false, true}) {
                Bench bench(bad);
                QVERIFY(!bench.run(id, {{"keep", 0.5}, {"calibrated", calibrated}},
                                   m_calibration.get(), &inputs));
                QCOMPARE(bench.error.code, ErrorCode::Numerical);
                QVERIFY2(bench.error.message.starts_with(std::string(known) + " holds 1 NaN"),
                         bench.error.message.c_str());
            }
        // A calibration that saw nothing: the layer is left dense by the executor.
        LayerInputs nothing = inputs;
        nothing.covariance = at::zeros({20, 20}, at::kDouble);
        for (const char *id : {"svd", "mpo", "tucker", "cp"}) {
            Bench bench(randomMatrix(24, 20, 1));
            QVERIFY(!bench.run(id, {{"keep", 0.5}}, m_calibration.get(), &nothing));
            QCOMPARE(bench.error.code, ErrorCode::Numerical);
            QVERIFY(bench.error.message.starts_with(known));
        }
    }

    void summaries()
    {
        QCOMPARE(method("tucker").summarize({{"ranks", {3, 4, 2, 3}}}), std::string("Tucker 3·4·2·3"));
        QCOMPARE(method("cp").summarize({{"rank", 7}}), std::string("CP rank 7"));
        QCOMPARE(method("cp").summarize({{"keep", 0.5}}), std::string("CP, keep 50 %"));
    }
};

LAPIDARY_TEST(TestFactorizations)
#include "tst_factorizations.moc"
