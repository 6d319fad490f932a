#include "core/calibrate/calibrate.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

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

Recipe recipe(bool sequential)
{
    const json document = {
        {"lapidary", "recipe"}, {"version", 1}, {"name", "sequence"}, {"sequential", sequential},
        {"steps",
         {{{"select", {{"roles", {"gate", "up", "down"}}}},
           {"method", "prune_width"},
           {"params", {{"score", "activation"}, {"fraction", 0.5}}}},
          {{"select", {{"roles", {"q", "k", "v", "o"}}}},
           {"method", "refit"},
           {"params", json::object()}}}}};
    return *recipeFromJson(document);
}

} // namespace

class TestSequential : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ModelPtr m_model;
    JobContext m_job;
    RunOptions m_options;
    fs::path root() const { return m_dir.path().toStdString(); }

    Result<RunRecord> run(const fs::path &store, bool sequential, JobContext &job)
    {
        return executeRun(m_model, recipe(sequential), methods(), store, m_options, job);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto model = openModel((kDemo / "model").string(), m_job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
        CalibrationOptions options;
        options.text = kDemo / "calibration.txt";
        options.samples = 32;
        options.window = 64;
        options.compute.device = m_options.compute.device = "cpu";
        options.compute.dtype = m_options.compute.dtype = "f32";
        QVERIFY(calibrate(m_model, options, root() / "cal.h5", m_job));
        const auto calibration = Calibration::open(root() / "cal.h5");
        QVERIFY(calibration);
        m_options.calibration = *calibration;
    }

    void losesLessThanEachLayerByItself()
    {
        const auto text = readTextFile(kDemo / "test.txt");
        QVERIFY(text);
        m_options.evaluateText = text->substr(0, 6000);
        m_options.protocol.window = 128;
        const auto alone = run(root() / "alone", false, m_job);
        QVERIFY2(alone, alone ? "" : alone.error().message.c_str());
        const auto sequential = run(root() / "sequential", true, m_job);
        QVERIFY2(sequential, sequential ? "" : sequential.error().message.c_str());
        m_options.evaluateText.reset();
        QCOMPARE(sequential->parametersAfter, alone->parametersAfter);
        const double original = alone->perplexityBefore->value;
        QVERIFY(alone->perplexityAfter->value > original);
        QVERIFY2(sequential->perplexityAfter->value < alone->perplexityAfter->value,
                 qPrintable(QString("%1 against %2").arg(sequential->perplexityAfter->value)
                                .arg(alone->perplexityAfter->value)));
        QVERIFY(sequential->planHash != alone->planHash);
    }

    void resumesToTheSameBytes()
    {
        const auto whole = run(root() / "whole", true, m_job);
        QVERIFY(whole);
        const auto expected = test::runContents(root() / "whole" / whole->run);
        for (const int stopAt : {1, 4, 9, 14}) {
            const fs::path store = root() / ("broken-" + std::to_string(stopAt));
            int reports = 0;
            JobContext *running = nullptr;
            JobContext stopping([&](const Progress &p) {
                if (p.label.starts_with("layer ") && ++reports == stopAt)
                    running->cancel();
            });
            running = &stopping;
            const auto stopped = run(store, true, stopping);
            QVERIFY(!stopped);
            QVERIFY(stopped.error().code == ErrorCode::Cancelled);
            const auto resumed = run(store, true, m_job);
            QVERIFY2(resumed, resumed ? "" : resumed.error().message.c_str());
            QVERIFY(test::runContents(store / resumed->run) == expected);
        }
    }

    void needsACalibration()
    {
        RunOptions none = m_options;
        none.calibration = nullptr;
        const auto refused =
            executeRun(m_model, recipe(true), methods(), root() / "none", none, m_job);
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().message).contains("calibration"));
        QVERIFY(!fs::exists(root() / "none"));
    }
};

LAPIDARY_TEST(TestSequential)
#include "tst_sequential.moc"
