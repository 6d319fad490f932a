#include "core/linalg/mpo.h"
#include "core/nn/compressed_layer.h"
#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "core/tensor/blocks.h"
#include "tests/support/test_program.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

using namespace lapidary;
using nlohmann::json;

namespace {

const Method &method(const char *id)
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

/// Layers with weights in memory, planned and changed as an executor would.
struct Bench {
    std::vector<Layer> layers;
    std::vector<CompressedLayer> weights;
    std::vector<PlannedAction> actions;
    std::vector<ActionResult> results;
    Error error;
    JobContext job;

    void add(const char *name, const at::Tensor &weight, DType stored = DType::F32,
             const at::Tensor &bias = {})
    {
        Layer layer;
        layer.name = name;
        layer.form = denseForm({weight.size(0), weight.size(1)}, stored);
        layers.push_back(layer);
        weights.push_back({layer.form, {weight.clone()}, bias});
    }

    bool run(const char *id, const json &params)
    {
        const Method &m = method(id);
        std::vector<LayerState> states;
        for (size_t i = 0; i < layers.size(); ++i)
            states.push_back({&layers[i], weights[i].form});
        auto planned = m.plan({}, states, m.info().schema.withDefaults(params));
        if (!planned)
            return fails(planned.error());
        actions = std::move(*planned);
        std::vector<ApplyInputs> inputs;
        std::vector<CompressedLayer *> group;
        for (size_t i = 0; i < layers.size(); ++i) {
            actions[i].layer = layers[i].name;
            inputs.push_back({&actions[i], 1});
            group.push_back(&weights[i]);
        }
        auto applied = m.apply(inputs, group, job);
        if (!applied)
            return fails(applied.error());
        results = std::move(*applied);
        return true;
    }

    bool fails(const Error &e)
    {
        error = e;
        return false;
    }

    /// Forms and arrays agree with each other and with the plan.
    bool consistent() const
    {
        for (size_t i = 0; i < weights.size(); ++i) {
            if (!checkForm(weights[i].form) || weights[i].form.factors.size()
                != weights[i].factors.size()
                || toJson(weights[i].form) != toJson(actions[i].form))
                return false;
            for (size_t f = 0; f < weights[i].factors.size(); ++f)
                if (weights[i].factors[f].sizes()
                    != at::IntArrayRef(weights[i].form.factors[f].shape))
                    return false;
        }
        return true;
    }
};

std::vector<std::byte> encoded(DType type, const at::Tensor &values)
{
    const Shape shape(values.sizes().begin(), values.sizes().end());
    std::vector<std::byte> bytes(static_cast<size_t>(tensorBytes(shape, type).value()));
    const auto status = encodeFromF32(
        type, {values.data_ptr<float>(), static_cast<size_t>(values.numel())}, bytes);
    return status ? bytes : std::vector<std::byte>();
}

// Scores by plain loops, in double.
double score(const std::string &name, const at::Tensor &gate, const at::Tensor &up, int64_t row)
{
    const auto part = [&](const at::Tensor &w, const std::string &what) {
        const float *x = w.data_ptr<float>() + row * w.size(1);
        const auto n = static_cast<double>(w.size(1));
        double most = x[0], least = x[0], sum = 0, absolute = 0, squares = 0;
        for (int64_t i = 0; i < w.size(1); ++i) {
            most = std::max<double>(most, x[i]);
            least = std::min<double>(least, x[i]);
            sum += x[i];
            absolute += std::abs(x[i]);
            squares += double(x[i]) * x[i];
        }
        if (what == "maw")
            return most + std::abs(least);
        if (what == "vow")
            return (squares - sum * sum / n) / (n - 1);
        return what == "pon" ? absolute : std::sqrt(squares);
    };
    const double g = part(gate, name), u = part(up, name);
    return name == "pon" ? g * u : g + u;
}

} // namespace

// QCOMPARE itself cannot print JSON.
#define COMPARE_JSON(found, expected) QCOMPARE((found).dump(), (expected).dump())

class TestApply : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void svdIsItsBestApproximation()
    {
        const at::Tensor w = randomMatrix(60, 45, 1);
        const at::Tensor s = at::linalg_svdvals(w.to(at::kDouble));
        for (int64_t rank : {1, 7, 30, 45}) {
            Bench bench;
            bench.add("w", w);
            QVERIFY(bench.run("svd", {{"rank", rank}}));
            QVERIFY(bench.consistent());
            const double best =
                (s.slice(0, rank).norm() / s.norm()).item<double>();
            QVERIFY(std::abs(bench.results[0].relativeError - best) < 1e-6);
            const at::Tensor back = bench.weights[0].factors[1].mm(bench.weights[0].factors[0]);
            QVERIFY(std::abs(difference(w, back) - best) < 2e-6);
            QCOMPARE(bench.weights[0].form.parameters(), rank * (60 + 45));
        }
    }

    void svdMeetsErrorTargets()
    {
        // A decaying spectrum, so that a small rank is enough.
        const at::Tensor u = std::get<0>(at::linalg_qr(randomMatrix(80, 50, 1)));
        const at::Tensor v = std::get<0>(at::linalg_qr(randomMatrix(50, 50, 2)));
        const at::Tensor s = at::pow(0.8, at::arange(50, at::kFloat));
        const at::Tensor w = (u * s).mm(v.t()).contiguous();
        Bench bench;
        bench.add("w", w);
        QVERIFY(bench.run("svd", {{"error", 0.05}}));
        const int64_t rank = bench.weights[0].form.factors[0].shape[0];
        COMPARE_JSON(bench.results[0].details["rank"], json(rank));
        const auto tail = [&](int64_t k) { return (s.slice(0, k).norm() / s.norm()).item<double>(); };
        QVERIFY(tail(rank) <= 0.05 && tail(rank - 1) > 0.05);
        QVERIFY(difference(w, bench.weights[0].toDense()) <= 0.05);

        Bench flat;
        flat.add("w", randomMatrix(64, 64, 4));
        QVERIFY(flat.run("svd", {{"error", 0.001}}));
        QCOMPARE(flat.weights[0].form.kind, FormKind::Dense);
        QCOMPARE(flat.results[0].relativeError, 0.0);
        QCOMPARE(flat.results[0].warnings.size(), size_t(1));
    }

    void mpoDecomposesAndMeetsErrorTargets()
    {
        const at::Tensor w = randomMatrix(60, 45, 3);
        for (int64_t chi : {1, 5, 20, 1000}) {
            Bench bench;
            bench.add("w", w, DType::BF16);
            QVERIFY(bench.run("mpo", {{"chi", chi}}));
            QVERIFY(bench.consistent());
            QCOMPARE(bench.weights[0].form.factors[0].stored, DType::BF16);
            const double found = difference(w, bench.weights[0].toDense());
            QVERIFY(std::abs(found - bench.results[0].relativeError) < 1e-5);
            if (chi == 1000)
                QVERIFY(found < 1e-5);
            const at::Tensor x = randomMatrix(4, 45, 9);
            QVERIFY(difference(x.mm(bench.weights[0].toDense().t()), bench.weights[0].apply(x))
                    < 1e-5);
        }
        // A Kronecker product has bonds of 1: any small error target is met by chi = 1.
        const at::Tensor product = at::kron(at::kron(randomMatrix(4, 3, 1), randomMatrix(4, 3, 2)),
                                            randomMatrix(4, 5, 3)).contiguous();
        Bench bench;
        bench.add("w", product);
        QVERIFY(bench.run("mpo", {{"error", 0.01}, {"out_factors", {4, 4, 4}},
                                  {"in_factors", {3, 3, 5}}}));
        QCOMPARE(bench.weights[0].form.parameters(), 12 + 12 + 20);
        QVERIFY(difference(product, bench.weights[0].toDense()) < 1e-5);
    }

    void widthKeepsTheBestNeurons_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"maw", "vow", "pon", "l2"})
            QTest::newRow(name) << name;
    }
    void widthKeepsTheBestNeurons()
    {
        QFETCH(QString, name);
        const at::Tensor gate = randomMatrix(90, 31, 1), up = randomMatrix(90, 31, 2);
        const at::Tensor down = randomMatrix(31, 90, 3);
        const at::Tensor gateBias = at::arange(90, at::kFloat), downBias = at::ones({31});
        Bench bench;
        bench.add("gate", gate, DType::F32, gateBias);
        bench.add("up", up);
        bench.add("down", down, DType::F32, downBias);
        QVERIFY(bench.run("prune_width", {{"score", name.toStdString()}, {"fraction", 0.3}}));
        QVERIFY(bench.consistent());
        std::vector<int64_t> order(90);
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
            return score(name.toStdString(), gate, up, a) > score(name.toStdString(), gate, up, b);
        });
        order.resize(63);
        std::sort(order.begin(), order.end());
        QCOMPARE(bench.results[0].details["kept"].get<std::vector<int64_t>>(), order);
        const at::Tensor index = at::tensor(order);
        QVERIFY(at::equal(bench.weights[0].factors[0], gate.index_select(0, index)));
        QVERIFY(at::equal(bench.weights[1].factors[0], up.index_select(0, index)));
        QVERIFY(at::equal(bench.weights[2].factors[0], down.index_select(1, index)));
        QVERIFY(at::equal(bench.weights[0].bias, gateBias.index_select(0, index)));
        QVERIFY(at::equal(bench.weights[2].bias, downBias));
        at::Tensor zeroed = down.clone();
        for (int64_t i = 0; i < 90; ++i)
            if (!std::binary_search(order.begin(), order.end(), i))
                zeroed.select(1, i).zero_();
        QVERIFY(std::abs(bench.results[2].relativeError - difference(down, zeroed)) < 1e-6);
    }

    void equalScoresKeepTheEarlierNeurons()
    {
        Bench bench;
        bench.add("gate", at::ones({10, 4}));
        bench.add("up", at::ones({10, 4}));
        bench.add("down", randomMatrix(4, 10, 1));
        QVERIFY(bench.run("prune_width", {{"width", 4}}));
        COMPARE_JSON(bench.results[0].details["kept"], json({0, 1, 2, 3}));
    }

    void widthOfAllChangesNothing()
    {
        Bench bench;
        const at::Tensor gate = randomMatrix(10, 4, 1);
        bench.add("gate", gate);
        bench.add("up", gate);
        bench.add("down", randomMatrix(4, 10, 1));
        QVERIFY(bench.run("prune_width", {{"fraction", 0.0}}));
        QVERIFY(at::equal(bench.weights[0].factors[0], gate));
        QCOMPARE(bench.results[2].relativeError, 0.0);
    }

    void quantizingTwiceGivesTheSameBytes_data()
    {
        QTest::addColumn<QString>("type");
        for (const char *type : {"q8_0", "q4_0", "f16", "bf16"})
            QTest::newRow(type) << type;
    }
    void quantizingTwiceGivesTheSameBytes()
    {
        QFETCH(QString, type);
        const DType dtype = *dtypeFromName(type.toStdString());
        at::Tensor w = randomMatrix(512, 1024, 5);
        // Blocks of every scale, with zeros, ties and single outliers among them; down to where
        // the scale of a block is a subnormal half.
        for (int64_t row = 0; row < 200; ++row)
            w[row].mul_(std::pow(10.0, -double(row % 12)));
        w[300].zero_();
        w[301].fill_(0.5);
        w[302][7] = 100.0;
        w[303] = at::where(w[303] > 0, at::ones({1024}), -at::ones({1024}));
        Bench bench;
        bench.add("w", w);
        QVERIFY2(bench.run("quantize", {{"type", type.toStdString()}}),
                 bench.error.message.c_str());
        QVERIFY(bench.consistent());
        const at::Tensor once = bench.weights[0].factors[0].clone();
        QVERIFY(std::abs(difference(w, once) - bench.results[0].relativeError) < 1e-7);
        QVERIFY(bench.run("quantize", {{"type", type.toStdString()}}));
        QVERIFY(at::equal(once, bench.weights[0].factors[0]));
        QCOMPARE(bench.results[0].relativeError, 0.0);
        // What a writer packs from the rounded numbers decodes to exactly these numbers.
        const auto bytes = encoded(dtype, once);
        at::Tensor back = at::empty_like(once);
        QVERIFY(decodeToF32(dtype, bytes,
                            {back.data_ptr<float>(), static_cast<size_t>(back.numel())}));
        QVERIFY(at::equal(back, once));
        QVERIFY(encoded(dtype, back) == bytes);
    }

    void predictedErrorsAreRight()
    {
        const at::Tensor w = randomMatrix(1024, 1024, 6);
        for (const char *type : {"q8_0", "q4_0", "f16", "bf16"}) {
            Bench bench;
            bench.add("w", w);
            QVERIFY(bench.run("quantize", {{"type", type}}));
            const double predicted = *bench.actions[0].predictedError;
            QVERIFY2(std::abs(bench.results[0].relativeError / predicted - 1) < 0.01, type);
        }
    }

    void factorsAreQuantized()
    {
        const at::Tensor w = randomMatrix(128, 96, 7);
        Bench bench;
        bench.add("w", w);
        QVERIFY(bench.run("svd", {{"rank", 50}}));
        const at::Tensor factored = bench.weights[0].toDense();
        QVERIFY(bench.run("quantize", {{"type", "q8_0"}}));
        QVERIFY(bench.consistent());
        QCOMPARE(bench.weights[0].form.factors[0].stored, DType::Q8_0);
        QCOMPARE(bench.weights[0].form.factors[1].stored, DType::F16); // rows of 50
        COMPARE_JSON(bench.results[0].details["kept_f16"], json(1));
        QVERIFY(std::abs(difference(factored, bench.weights[0].toDense())
                         - bench.results[0].relativeError) < 1e-6);
        const double ratio = bench.results[0].relativeError / *bench.actions[0].predictedError;
        QVERIFY(ratio > 0.8 && ratio < 1.2);
        QVERIFY(bench.run("mpo", {{"chi", 2}}) == false);
    }

    void nonFiniteWeightsAreNamed()
    {
        at::Tensor bad = randomMatrix(64, 64, 1);
        bad[3][4] = std::numeric_limits<float>::quiet_NaN();
        for (const auto &[id, params] : std::vector<std::pair<const char *, json>>{
                 {"svd", {{"rank", 4}}}, {"svd", {{"error", 0.1}}}, {"mpo", {{"chi", 4}}},
                 {"mpo", {{"error", 0.1}}}, {"quantize", {{"type", "q8_0"}}},
                 {"quantize", {{"type", "f32"}}}}) {
            Bench bench;
            bench.add("model.layers.3.mlp.up_proj", bad);
            QVERIFY2(!bench.run(id, params), id);
            QCOMPARE(bench.error.code, ErrorCode::Numerical);
            QVERIFY2(bench.error.message.starts_with("model.layers.3.mlp.up_proj holds 1 NaN"),
                     bench.error.message.c_str());
            QVERIFY(at::equal(bench.weights[0].factors[0].isnan(), bad.isnan()));
        }
        Bench mlp;
        mlp.add("gate", randomMatrix(64, 64, 1));
        mlp.add("up", bad);
        mlp.add("down", randomMatrix(64, 64, 1));
        QVERIFY(!mlp.run("prune_width", {{"width", 4}}));
        QVERIFY(mlp.error.message.starts_with("up holds 1 NaN"));
        QCOMPARE(mlp.weights[0].form.out, 64);
        Bench large;
        large.add("w", at::full({32, 32}, 1e6));
        QVERIFY(!large.run("quantize", {{"type", "f16"}}));
        QVERIFY(large.error.message.find("too large for f16") != std::string::npos);
    }

    void cancelled()
    {
        Bench bench;
        bench.add("w", randomMatrix(64, 64, 1));
        bench.job.cancel();
        QVERIFY(!bench.run("svd", {{"rank", 4}}));
        QCOMPARE(bench.error.code, ErrorCode::Cancelled);
    }
};

LAPIDARY_TEST(TestApply)
#include "tst_apply.moc"
