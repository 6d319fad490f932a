// Sizes and sentences of prune_experts, and which experts it merges.

#include "core/nn/compressed_layer.h"
#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_moe_model.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const MethodRegistry &methods()
{
    static const Plugins loaded =
        loadPlugins({fs::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

Selector roles(std::vector<std::string> names)
{
    Selector select;
    select.roles = std::move(names);
    return select;
}

} // namespace

class TestPruneExperts : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    JobContext m_job;
    ModelPtr m_model;
    fs::path root() const { return m_dir.path().toStdString(); }

    Plan plan(const json &params, Selector select = roles({"expert_gate"}))
    {
        return makePlan(*m_model, {"p", {{std::move(select), "prune_experts", params}}}, methods());
    }
    QString error(const json &params)
    {
        const Plan made = plan(params);
        return made.errors.empty() ? QString() : QString::fromStdString(made.errors.front());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(test::TinyMoe{.experts = 8}.write(root() / "model"));
        m_model = openModel((root() / "model").string(), m_job).value();
        QVERIFY(methods().find("prune_experts"));
    }

    void sizes_data()
    {
        QTest::addColumn<QString>("params");
        QTest::addColumn<int>("kept");
        QTest::newRow("count") << R"({"count": 3})" << 5;
        QTest::newRow("fraction, rounded down") << R"({"fraction": 0.3})" << 6;
        QTest::newRow("nothing") << R"({"fraction": 0.1})" << 8;
        QTest::newRow("one always stays") << R"({"fraction": 0.99})" << 1;
    }
    void sizes()
    {
        QFETCH(QString, params);
        QFETCH(int, kept);
        // One kind of layer selects the whole group.
        const Plan made = plan(json::parse(params.toStdString()));
        QVERIFY2(made.errors.empty(), made.errors.empty() ? "" : made.errors[0].c_str());
        int removed = 0;
        for (const PlannedLayer &layer : made.layers) {
            const bool router = layer.name.ends_with("gate");
            removed += layer.form.kind == FormKind::Removed;
            if (router)
                QCOMPARE(layer.form.out, int64_t(kept));
            QCOMPARE(layer.actions[0].params["experts"].get<int>(), kept);
        }
        QCOMPARE(made.layers.size(), size_t(2 * 25));
        QCOMPARE(removed, 2 * 3 * (8 - kept));
        for (const BlockShape &block : made.blocks)
            QCOMPARE(block, (BlockShape{block.source, 4, 2, 48, kept}));
        const json written = toJson(made);
        QCOMPARE(written["blocks"][1]["experts"].get<int>(), kept);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("says");
        QTest::newRow("all") << R"({"count": 8})" << "leaves nothing of 8 experts";
        QTest::newRow("none") << R"({"count": 0})" << "count";
        QTest::newRow("fraction") << R"({"fraction": 1})" << "fraction";
        QTest::newRow("both") << R"({"count": 1, "fraction": 0.5})" << "fraction";
        QTest::newRow("score") << R"({"count": 1, "score": "weight"})" << "needs a calibration";
        QTest::newRow("calibrated") << R"({"count": 1, "calibrated": true})"
                                    << "needs a calibration";
        QTest::newRow("forbidden")
            << R"({"count": 1, "score": "frequency", "calibrated": false})" << "forbids";
        QTest::newRow("unknown") << R"({"count": 1, "score": "luck"})" << "luck";
    }
    void refused()
    {
        QFETCH(QString, params);
        QFETCH(QString, says);
        const QString found = error(json::parse(params.toStdString()));
        QVERIFY2(found.contains(says), qPrintable(found));
    }

    void onceAndBeforeFactoring()
    {
        const Step prune{roles({"router"}), "prune_experts", {{"count", 1}}};
        const Step svd{roles({"expert_up"}), "svd", {{"rank", 4}}};
        const Plan twice = makePlan(*m_model, {"t", {prune, prune}}, methods());
        QVERIFY(!twice.errors.empty()
                && twice.errors[0].find("in one step") != std::string::npos);
        const Plan late = makePlan(*m_model, {"l", {svd, prune}}, methods());
        QVERIFY(!late.errors.empty()
                && late.errors[0].find("before the factorization") != std::string::npos);
        const Plan right = makePlan(*m_model, {"r", {prune, svd}}, methods());
        QVERIFY2(right.errors.empty(), right.errors.empty() ? "" : right.errors[0].c_str());
    }

    void denseModelsHaveNone()
    {
        QVERIFY(test::writeTinyModel(root() / "dense"));
        const auto dense = openModel((root() / "dense").string(), m_job);
        QVERIFY(dense);
        const Plan made = makePlan(
            **dense, {"d", {{roles({"*"}), "prune_experts", {{"count", 1}}}}}, methods());
        QCOMPARE(made.errors.size(), size_t(1));
        QVERIFY(made.errors[0].find("router, expert_gate") != std::string::npos);
    }

    void nearestAndMean()
    {
        at::manual_seed(4);
        std::vector<CompressedLayer> weights = groupOfBlock();
        const auto part = [&](int expert, int number) -> at::Tensor & {
            return weights[size_t(1 + 3 * expert + number)].factors[0];
        };
        for (int number = 0; number < 3; ++number) // longer, but the same way as 3
            part(1, number) = 5 * part(3, number) + 0.1 * part(1, number);
        std::vector<at::Tensor> before;
        for (const CompressedLayer &layer : weights)
            before.push_back(layer.factors[0].clone());
        const auto was = [&](int expert, int number) { return before[size_t(1 + 3 * expert + number)]; };
        // Five go, and with these counts 0 and 3 stay first of all.
        const json counts = {9, 2, 0, 6, 0, 0, 0, 5};
        const auto results = apply(weights, {{"kept", {0, 3, 7}}, {"counts", counts}});
        QVERIFY(results.size() == 25);
        const json merged = results[0].details["merged"];
        QCOMPARE(merged["1"].get<int>(), 3);
        QCOMPARE(merged.size(), size_t(5));
        QCOMPARE(results[4].details["expert"].get<int>(), 3);
        QCOMPARE(results[4].details["moved_from"].get<int>(), 1 + 3 * 3);
        QVERIFY(weights[0].factors[0].equal(before[0].index_select(0, at::tensor({0, 3, 7}))));
        for (int slot = 0; slot < 3; ++slot) {
            const int kept = std::vector<int>{0, 3, 7}[size_t(slot)];
            for (int number = 0; number < 3; ++number) {
                at::Tensor expected = counts[size_t(kept)].get<double>() * was(kept, number);
                double total = counts[size_t(kept)].get<double>();
                for (const auto &[from, to] : merged.items()) {
                    if (to.get<int>() != kept)
                        continue;
                    const int expert = std::stoi(from);
                    expected = expected + counts[size_t(expert)].get<double>() * was(expert, number);
                    total += counts[size_t(expert)].get<double>();
                }
                QVERIFY(at::allclose(part(slot, number), expected / total, 1e-4, 1e-5));
            }
        }
        for (size_t i = 10; i < 25; ++i)
            QVERIFY(weights[i].form.kind == FormKind::Removed);
    }

    /// Nothing was counted of those that meet: each counts the same.
    void equalMeanAndBadLists()
    {
        at::manual_seed(5);
        std::vector<CompressedLayer> weights = groupOfBlock();
        at::Tensor sum = at::zeros({48, 32});
        for (int expert = 0; expert < 8; ++expert)
            sum += weights[size_t(1 + 3 * expert)].factors[0];
        std::vector<CompressedLayer> one = weights;
        QCOMPARE(apply(one, {{"kept", {5}}, {"experts", 1}, {"counts", std::vector<int>(8, 0)}})
                     .size(), size_t(25));
        QVERIFY(at::allclose(one[1].factors[0], sum / 8, 1e-4, 1e-5));
        for (const json &kept : {json{0, 3, 8}, json{0, 3}, json{3, 0, 7}, json{-1, 0, 1}}) {
            std::vector<CompressedLayer> copy = weights;
            QVERIFY(apply(copy, {{"kept", kept}}).empty());
        }
    }

private:
    /// Router and experts of block 0 with random numbers.
    std::vector<CompressedLayer> groupOfBlock() const
    {
        std::vector<CompressedLayer> weights;
        for (const Layer &layer : m_model->layers)
            if (layer.block == 0 && (layer.role == Role::Router || layer.name.find(".experts.")
                                     != std::string::npos))
                weights.push_back({layer.form, {at::randn(layer.form.factors[0].shape)}, {}});
        return weights;
    }
    /// Merges down to three, with the router's parameters as `more` says; empty when it is refused.
    std::vector<ActionResult> apply(std::vector<CompressedLayer> &weights, const json &more)
    {
        const Plan made = plan({{"count", 5}, {"merge", true}});
        std::vector<PlannedAction> actions;
        for (const PlannedLayer &layer : made.layers)
            if (m_model->layers[size_t(layer.layer)].block == 0)
                actions.push_back(layer.actions[0]);
        actions[0].params.update(more);
        std::vector<ApplyInputs> inputs;
        std::vector<CompressedLayer *> group;
        for (size_t i = 0; i < actions.size(); ++i) {
            inputs.push_back({&actions[i], 1, nullptr});
            group.push_back(&weights[i]);
        }
        auto results = methods().find("prune_experts")->apply(inputs, group, m_job);
        return results ? *results : std::vector<ActionResult>();
    }
};

LAPIDARY_TEST(TestPruneExperts)
#include "tst_prune_experts.moc"
