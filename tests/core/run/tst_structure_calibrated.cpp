// Structural pruning of the built-in model by what a calibration knows.

#include "core/calibrate/calibrate.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

#include <algorithm>
#include <numeric>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const fs::path kDemo = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo";

const MethodRegistry &methods()
{
    static const Plugins loaded =
        loadPlugins({fs::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

Step step(const char *method, json params, Selector select = {{"*"}, {}, {}, {}})
{
    return {std::move(select), method, std::move(params)};
}

/// Blocks 1 .. count - 2 (the ends are protected), least first.
std::vector<int> inner(const std::vector<BlockInfluence> &all, double BlockInfluence::*part)
{
    std::vector<int> order(all.size() - 2);
    std::iota(order.begin(), order.end(), 1);
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return all[size_t(a)].*part < all[size_t(b)].*part; });
    return order;
}

} // namespace

class TestStructureCalibrated : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ModelPtr m_model;
    JobContext m_job;
    RunOptions m_options;
    fs::path root() const { return m_dir.path().toStdString(); }

    Result<RunRecord> run(const char *store, Recipe recipe, JobContext &job)
    {
        return executeRun(m_model, recipe, methods(), root() / store, m_options, job);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto model = openModel((kDemo / "model").string(), m_job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
        CalibrationOptions options;
        options.text = kDemo / "calibration.txt";
        options.samples = 24;
        options.window = 64;
        options.compute.device = m_options.compute.device = "cpu";
        options.compute.dtype = m_options.compute.dtype = "f32";
        m_options.compute.threads = 2;
        QVERIFY(calibrate(m_model, options, root() / "cal.h5", m_job));
        const auto calibration = Calibration::open(root() / "cal.h5");
        QVERIFY(calibration);
        m_options.calibration = *calibration;
        QCOMPARE(m_options.calibration->influence().size(), size_t(5));
    }

    void leastInfluenceGoes_data()
    {
        QTest::addColumn<QString>("part");
        for (const char *part : {"block", "attention", "mlp"})
            QTest::newRow(part) << part;
    }
    void leastInfluenceGoes()
    {
        QFETCH(QString, part);
        const auto member = part == "block" ? &BlockInfluence::block
            : part == "attention"           ? &BlockInfluence::attention
                                            : &BlockInfluence::mlp;
        std::vector<int> expected = inner(m_options.calibration->influence(), member);
        expected.resize(2);
        std::sort(expected.begin(), expected.end());
        const Plan plan = makePlan(
            *m_model, {"x", {step("prune_depth", {{"count", 2}, {"part", part.toStdString()}})}},
            methods(), nullptr, m_options.calibration.get());
        QVERIFY2(plan.errors.empty(), plan.errors.empty() ? "" : plan.errors[0].c_str());
        std::vector<int> removed;
        for (const PlannedLayer &layer : plan.layers) {
            const int block = m_model->layers[size_t(layer.layer)].block;
            if (removed.empty() || removed.back() != block)
                removed.push_back(block);
            QCOMPARE(layer.actions[0].params["score"].get<std::string>(), std::string("influence"));
            QCOMPARE(layer.actions[0].params["influence"].get<double>(),
                     m_options.calibration->influence()[size_t(block)].*member);
        }
        QCOMPARE(removed, expected);
        QVERIFY(std::none_of(plan.warnings.begin(), plan.warnings.end(), [](const auto &text) {
            return text.find("no calibration") != std::string::npos;
        }));
        // Asked for, position decides in spite of the calibration.
        const Plan last = makePlan(
            *m_model, {"x", {step("prune_depth", {{"count", 2}, {"score", "last"}})}}, methods(),
            nullptr, m_options.calibration.get());
        QCOMPARE(last.blocks.size(), size_t(3));
        QCOMPARE(last.blocks[1].source, 1);
    }

    void refitOfHeadsHelps()
    {
        const auto refitted = run("fit", {"x", {step("prune_heads", {{"count", 1}})}}, m_job);
        QVERIFY2(refitted, refitted ? "" : refitted.error().message.c_str());
        const auto plain = run(
            "plain", {"x", {step("prune_heads", {{"count", 1}, {"refit", false}})}}, m_job);
        QVERIFY2(plain, plain ? "" : plain.error().message.c_str());
        QVERIFY(refitted->planHash != plain->planHash);
        int outputs = 0;
        for (size_t i = 0; i < plain->layers.size(); ++i) {
            const LayerRecord &a = refitted->layers[i], &b = plain->layers[i];
            QCOMPARE(a.parameters, b.parameters);
            if (a.role != "o")
                continue;
            ++outputs;
            QVERIFY(a.outputError && b.outputError);
            QVERIFY2(*a.outputError < *b.outputError, a.name.c_str());
            QVERIFY(a.error > b.error); // further from the old weights, nearer to their effect
        }
        QCOMPARE(outputs, 5);
        const auto byEnergy = run(
            "energy", {"x", {step("prune_heads", {{"count", 1}, {"score", "activation"}})}}, m_job);
        QVERIFY2(byEnergy, byEnergy ? "" : byEnergy.error().message.c_str());
    }

    // What goes in one half of a block changes what flows into the rest.
    void sequentialWithRemovedParts()
    {
        Recipe recipe{"sequence",
                      {step("prune_depth", {{"blocks", "1"}}),
                       step("prune_depth", {{"blocks", "2"}, {"part", "attention"}}),
                       step("prune_heads", {{"count", 1}}, {{"q", "k", "v", "o"}, "3", {}, {}}),
                       step("prune_width", {{"fraction", 0.25}})}};
        recipe.sequential = true;
        const auto whole = run("whole", recipe, m_job);
        QVERIFY2(whole, whole ? "" : whole.error().message.c_str());
        QCOMPARE(whole->blocksKept, (std::vector<int>{0, 2, 3, 4}));
        const auto opened = openModel((root() / "whole").string() + "#" + whole->run, m_job);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        QCOMPARE((*opened)->config.blockHeads, (std::vector<int64_t>{4, 0, 2, 4}));
        QCOMPARE((*opened)->parametersStored(), whole->parametersAfter);
        const auto expected = test::runContents(root() / "whole" / whole->run);
        for (const int stopAt : {2, 5}) {
            const std::string store = "broken-" + std::to_string(stopAt);
            int reports = 0;
            JobContext *running = nullptr;
            JobContext stopping([&](const Progress &p) {
                if (p.label.starts_with("layer ") && ++reports == stopAt)
                    running->cancel();
            });
            running = &stopping;
            QVERIFY(!run(store.c_str(), recipe, stopping));
            const auto resumed = run(store.c_str(), recipe, m_job);
            QVERIFY2(resumed, resumed ? "" : resumed.error().message.c_str());
            QVERIFY(test::runContents(root() / store / resumed->run) == expected);
        }
        // A model that lacks parts can be calibrated and pruned again.
        CalibrationOptions options;
        options.text = kDemo / "calibration.txt";
        options.samples = 8;
        options.window = 48;
        options.compute = m_options.compute;
        const auto made = calibrate(*opened, options, root() / "again.h5", m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        RunOptions again = m_options;
        const auto calibration = Calibration::open(root() / "again.h5");
        QVERIFY(calibration);
        again.calibration = *calibration;
        Recipe next{"again", {step("prune_width", {{"fraction", 0.5}})}};
        next.sequential = true;
        const auto second = executeRun(*opened, next, methods(), root() / "again", again, m_job);
        QVERIFY2(second, second ? "" : second.error().message.c_str());
    }
};

LAPIDARY_TEST(TestStructureCalibrated)
#include "tst_structure_calibrated.moc"
