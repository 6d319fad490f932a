// Which heads go, what is left of each matrix, and the refit of o against plain least squares.

#include "core/calibrate/layer_inputs.h"
#include "core/model/family.h"
#include "core/nn/compressed_layer.h"
#include "core/plugin/loader.h"
#include "core/surgery/method.h"
#include "tests/support/test_program.h"

#include <cmath>

using namespace lapidary;
using nlohmann::json;

namespace {

constexpr int64_t kHidden = 24, kHeadDim = 4, kGroups = 3, kShare = 2;
constexpr int64_t kQueryRows = kGroups * kShare * kHeadDim, kKeyRows = kGroups * kHeadDim;

const Method &heads()
{
    static const Plugins loaded = loadPlugins(
        {std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return *loaded.methods.find("prune_heads");
}

/// q, k, v and o of one block of random numbers, in memory.
struct Attention {
    Model model;
    std::vector<Layer> layers;
    std::vector<CompressedLayer> weights;
    std::vector<PlannedAction> actions;
    std::vector<ActionResult> results;
    Error error;

    Attention()
    {
        at::manual_seed(11);
        model.family = familyForModelType("llama");
        model.config.headDim = kHeadDim;
        add("q", {kQueryRows, kHidden}, true);
        add("k", {kKeyRows, kHidden}, true);
        add("v", {kKeyRows, kHidden}, true);
        add("o", {kHidden, kQueryRows}, true);
    }
    void add(const char *name, const Shape &shape, bool bias)
    {
        Layer layer;
        layer.name = name;
        layer.form = denseForm(shape, DType::F32);
        layers.push_back(layer);
        weights.push_back({layer.form, {at::randn(shape)},
                           bias ? at::randn({shape[0]}) : at::Tensor()});
    }
    at::Tensor &matrix(size_t part) { return weights[part].factors[0]; }

    bool plan(const json &params)
    {
        PlanInputs inputs;
        inputs.model = &model;
        std::vector<LayerState> states;
        for (size_t i = 0; i < layers.size(); ++i)
            states.push_back({&layers[i], weights[i].form});
        auto planned = heads().plan(inputs, states, heads().info().schema.withDefaults(params));
        if (!planned) {
            error = planned.error();
            return false;
        }
        actions = std::move(*planned);
        return true;
    }
    bool apply(const LayerInputs *known = nullptr, const json &more = {})
    {
        std::vector<ApplyInputs> inputs;
        std::vector<CompressedLayer *> group;
        for (size_t i = 0; i < layers.size(); ++i) {
            actions[i].layer = layers[i].name;
            if (more.is_object())
                actions[i].params.update(more);
            inputs.push_back({&actions[i], 1, i == 3 ? known : nullptr});
            group.push_back(&weights[i]);
        }
        JobContext job;
        auto applied = heads().apply(inputs, group, job);
        if (!applied) {
            error = applied.error();
            return false;
        }
        results = std::move(*applied);
        return true;
    }
};

/// Sum of the L2 norms of what a group has in each matrix, by plain loops.
double norms(Attention &a, int64_t group)
{
    double total = 0;
    for (size_t part = 0; part < 4; ++part) {
        const int64_t length = (part == 1 || part == 2 ? 1 : kShare) * kHeadDim;
        const at::Tensor rows = part == 3 ? a.matrix(part).t().contiguous() : a.matrix(part);
        const auto values = rows.accessor<float, 2>();
        double squares = 0;
        for (int64_t i = group * length; i < (group + 1) * length; ++i)
            for (int64_t j = 0; j < values.size(1); ++j)
                squares += double(values[i][j]) * values[i][j];
        total += std::sqrt(squares);
    }
    return total;
}

LayerInputs inputsFrom(const at::Tensor &x)
{
    const at::Tensor wide = x.to(at::kDouble);
    return {at::mm(wide.t(), wide) / x.size(0), wide.mean(0), {}, {}, x.size(0)};
}

} // namespace

class TestPruneHeads : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leastNormGoes()
    {
        Attention a;
        // Group 1 is made the weakest, in one matrix of four.
        a.matrix(2).narrow(0, kHeadDim, kHeadDim).mul_(1e-3);
        std::vector<double> scores;
        for (int64_t g = 0; g < kGroups; ++g)
            scores.push_back(norms(a, g));
        QVERIFY(scores[1] < scores[0] && scores[1] < scores[2]);
        const Attention before = a;
        QVERIFY(a.plan({{"count", 1}}));
        QVERIFY2(a.apply(), a.error.message.c_str());
        QCOMPARE(a.results[0].details["kept_groups"].dump(), std::string("[0,2]"));
        const auto rows = [&](size_t part, int64_t length) {
            const at::Tensor &w = before.weights[part].factors[0];
            return at::cat({w.narrow(0, 0, length), w.narrow(0, 2 * length, length)});
        };
        QVERIFY(at::equal(a.matrix(0), rows(0, kShare * kHeadDim)));
        QVERIFY(at::equal(a.matrix(1), rows(1, kHeadDim)));
        QVERIFY(at::equal(a.matrix(2), rows(2, kHeadDim)));
        const at::Tensor &o = before.weights[3].factors[0];
        QVERIFY(at::equal(a.matrix(3), at::cat({o.narrow(1, 0, 8), o.narrow(1, 16, 8)}, 1)));
        // Biases of q, k and v lose the same rows, that of o stays whole.
        QCOMPARE(a.weights[0].bias.numel(), 2 * kShare * kHeadDim);
        QVERIFY(at::equal(a.weights[1].bias.narrow(0, kHeadDim, kHeadDim),
                          before.weights[1].bias.narrow(0, 2 * kHeadDim, kHeadDim)));
        QVERIFY(at::equal(a.weights[3].bias, before.weights[3].bias));
        for (size_t i = 0; i < 4; ++i)
            QCOMPARE(toJson(a.weights[i].form).dump(), toJson(a.actions[i].form).dump());
        const double kept = a.matrix(0).square().sum().item<double>();
        const double all = before.weights[0].factors[0].square().sum().item<double>();
        QVERIFY(std::abs(a.results[0].relativeError - std::sqrt((all - kept) / all)) < 1e-5);
    }

    void silentHeadGoesByActivation()
    {
        Attention a;
        a.matrix(3).narrow(1, 0, 8).mul_(100); // the largest weights see nothing
        at::Tensor x = at::randn({500, kQueryRows});
        x.narrow(1, 0, 8).mul_(1e-6);
        const LayerInputs known = inputsFrom(x);
        Attention byNorm = a;
        QVERIFY(a.plan({{"count", 1}}));
        QVERIFY2(a.apply(&known, {{"score", "activation"}}), a.error.message.c_str());
        QCOMPARE(a.results[0].details["kept_groups"].dump(), std::string("[1,2]"));
        QVERIFY(a.results[3].details["output_error"].get<double>() < 1e-3);
        QVERIFY(byNorm.plan({{"count", 1}}) && byNorm.apply(&known));
        QVERIFY(byNorm.results[0].details["kept_groups"].dump() != "[1,2]");
        Attention unknown;
        QVERIFY(unknown.plan({{"count", 1}}));
        QVERIFY(!unknown.apply(nullptr, {{"score", "activation"}}));
        QVERIFY(unknown.error.message.find("nothing is known") != std::string::npos);
    }

    void refitIsDampedLeastSquares()
    {
        Attention a;
        at::manual_seed(11);
        // Inputs that foretell each other.
        const at::Tensor x = at::mm(at::randn({2000, 10}), at::randn({10, kQueryRows}))
            + 0.1 * at::randn({2000, kQueryRows});
        const LayerInputs known = inputsFrom(x);
        const at::Tensor whole = a.matrix(3).clone();
        QVERIFY(a.plan({{"count", 1}}));
        Attention plain = a;
        QVERIFY2(a.apply(&known, {{"refit", true}}), a.error.message.c_str());
        QVERIFY(plain.apply(&known));
        const auto groups = a.results[0].details["kept_groups"].get<std::vector<int64_t>>();
        std::vector<at::Tensor> parts;
        for (int64_t g : groups)
            parts.push_back(x.narrow(1, g * 8, 8));
        const at::Tensor seen = at::cat(parts, 1);
        const at::Tensor wanted = at::mm(x, whole.t());
        const auto apart = [&](const at::Tensor &o) {
            return (wanted - at::mm(seen, o.t())).norm().item<double>()
                / wanted.norm().item<double>();
        };
        QVERIFY(apart(a.matrix(3)) < 0.5 * apart(plain.matrix(3)));
        // Least squares on the samples and on what damping adds: 0.3 of each input's mean square.
        const at::Tensor squares = x.square().mean(0);
        const at::Tensor noise =
            at::diag((0.3 * (squares + 1e-3 * squares.mean()) * double(x.size(0))).sqrt());
        const at::Tensor rows = at::cat({x, noise});
        std::vector<at::Tensor> damped;
        for (int64_t g : groups)
            damped.push_back(rows.narrow(1, g * 8, 8));
        const at::Tensor best = std::get<0>(at::linalg_lstsq(
            at::cat(damped, 1), at::mm(rows, whole.t()), std::nullopt, "gelsd")).t();
        QVERIFY((a.matrix(3) - best).norm().item<double>() < 1e-3 * best.norm().item<double>());
        QVERIFY(std::abs(apart(a.matrix(3)) - a.results[3].details["output_error"].get<double>())
                < 1e-4);
        QVERIFY(std::abs(apart(plain.matrix(3))
                         - a.results[3].details["output_error_cut"].get<double>()) < 1e-4);
    }

    void refused()
    {
        Attention a;
        QVERIFY(!a.plan({{"count", 3}}));
        QVERIFY(a.error.message.find("leaves nothing of 3") != std::string::npos);
        QVERIFY(!a.plan({{"fraction", 1.0}}));
        QVERIFY(!a.plan({{"count", 1}, {"refit", true}}));
        a.model.config.headDim = 5;
        QVERIFY(!a.plan({{"count", 1}}));
        QCOMPARE(a.error.code, ErrorCode::Input);
        Attention bad;
        QVERIFY(bad.plan({{"count", 1}}));
        bad.matrix(1)[0][0] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(!bad.apply());
        QCOMPARE(bad.error.code, ErrorCode::Numerical);
        QVERIFY(bad.error.message.starts_with("k holds 1 NaN"));
        QCOMPARE(bad.matrix(0).size(0), kQueryRows); // nothing was cut
    }
};

LAPIDARY_TEST(TestPruneHeads)
#include "tst_prune_heads.moc"
