#include "core/base/atomic_file.h"
#include "core/model/diff.h"
#include "core/plugin/loader.h"
#include "core/run/stages.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>
#include <cmath>

using namespace lapidary;
namespace fs = std::filesystem;

/// Runs in stages, on the built-in model.
class TestRunStages : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    Plugins m_plugins;
    ModelPtr m_model;
    RunOptions m_options;

    /// MLP first, then q and o, then k and v; each to a rank.
    static Recipe recipe(int mlp, int qo, int kv)
    {
        Recipe recipe{"progressive", {{{{"gate", "up", "down"}, "", {}, {}}, "svd", {{"rank", mlp}}},
                                      {{{"q", "o"}, "", {}, {}}, "svd", {{"rank", qo}}},
                                      {{{"k", "v"}, "", {}, {}}, "svd", {{"rank", kv}}}}};
        recipe.steps[0].stage = "MLP";
        recipe.steps[1].stage = "Q and O";
        recipe.steps[2].stage = "K and V";
        return recipe;
    }
    Result<RunRecord> run(const Recipe &recipe, const char *store, JobContext &job) const
    {
        return executeRun(m_model, recipe, m_plugins.methods, m_root / store, m_options, job);
    }
    Result<RunRecord> run(const Recipe &recipe, const char *store) const
    {
        JobContext job;
        return run(recipe, store, job);
    }
    fs::path folder(const char *store, const RunRecord &record) const
    {
        return m_root / store / record.run;
    }
    bool sameWeights(const fs::path &a, const fs::path &b) const
    {
        JobContext job;
        const auto first = openModel(a.string(), job), second = openModel(b.string(), job);
        if (!first || !second)
            return false;
        const auto difference = diffModels(**first, **second, job);
        return difference && difference->identical();
    }

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path demo = LAPIDARY_SOURCE_DIR "/resources/demo";
        if (!fs::exists(demo / "model" / "config.json"))
            QSKIP("the built-in model is not there");
        m_root = m_dir.path().toStdString();
        m_plugins = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"});
        JobContext job;
        auto model = openModel((demo / "model").string(), job);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        m_model = *model;
        m_options.compute = {"cpu", "f32", 2};
        m_options.evaluateText = readTextFile(demo / "test.txt").value().substr(0, 4000);
        m_options.protocol.name = "strided";
        m_options.protocol.window = 256;
        m_options.protocol.maxWindows = 3;
    }

    // All stages are good: the result is that of the same steps at once.
    void allStagesAreGood()
    {
        Recipe staged = recipe(64, 48, 24);
        staged.damageLimit = 1000;
        const auto record = run(staged, "good");
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->state, RunState::Finished);
        QVERIFY(record->recipe == staged);
        QVERIFY(record->run.starts_with("progressive-"));
        QCOMPARE(record->stages.size(), size_t(3));
        QVERIFY(stoppedBecause(*record).empty());
        int64_t bytes = record->bytesBefore;
        for (const StageRecord &stage : record->stages) {
            QVERIFY(stage.accepted && stage.ratio && stage.seconds > 0);
            QVERIFY(std::abs(*stage.ratio - stage.perplexity->value / record->perplexityBefore->value)
                    < 1e-12);
            QVERIFY(stage.bytes < bytes);
            bytes = stage.bytes;
        }
        QCOMPARE(record->stages[1].name, std::string("Q and O"));
        QCOMPARE(record->stages.back().bytes, record->bytesAfter);
        QCOMPARE(record->stages.back().perplexity->value, record->perplexityAfter->value);
        QVERIFY(!fs::exists(folder("good", *record) / "stages"));
        QVERIFY(!fs::exists(folder("good", *record) / "stages.json"));

        Recipe atOnce = staged;
        atOnce.damageLimit.reset();
        for (Step &step : atOnce.steps)
            step.stage.clear();
        const auto plain = run(atOnce, "plain");
        QVERIFY2(plain.has_value(), plain ? "" : plain.error().message.c_str());
        QVERIFY(plain->stages.empty());
        QVERIFY(sameWeights(folder("good", *record) / "checkpoint",
                            folder("plain", *plain) / "checkpoint"));
        QCOMPARE(record->layers.size(), plain->layers.size());
        QCOMPARE(record->perplexityAfter->value, plain->perplexityAfter->value);

        const auto loaded = RunStore::open(m_root / "good", false)->list();
        QCOMPARE(loaded->size(), size_t(1)); // stages are no runs of their own
        QCOMPARE(toJson(loaded->front()).dump(), toJson(*record).dump());
        const auto again = run(staged, "good");
        QCOMPARE(toJson(*again).dump(), toJson(*record).dump());
    }

    // What a later stage does not touch is taken over, not made again.
    void partsAreTakenOver()
    {
        const auto record = run(recipe(64, 48, 24), "adopt");
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        int mlp = 0, kv = 0;
        for (const auto &entry : fs::directory_iterator(folder("adopt", *record) / "layers")) {
            if (entry.path().extension() != ".json")
                continue;
            const bool adopted
                = nlohmann::json::parse(test::readBytes(entry.path())).at("adopted").get<bool>();
            const std::string name = entry.path().filename();
            mlp += adopted && name.find(".mlp.") != std::string::npos;
            kv += adopted && name.find(".k_proj") != std::string::npos;
        }
        QCOMPARE(mlp, int(3 * m_model->config.blocks));
        QCOMPARE(kv, 0);
    }

    void beyondTheLimit()
    {
        const auto measured = run(recipe(64, 2, 24), "measure");
        QVERIFY2(measured.has_value(), measured ? "" : measured.error().message.c_str());
        const double first = *measured->stages[0].ratio, second = *measured->stages[1].ratio;
        QVERIFY2(second > first && second > 1.05, fmt::format("{} {}", first, second).c_str());

        Recipe staged = recipe(64, 2, 24);
        staged.damageLimit = std::max(1.001, (first + second) / 2);
        const auto record = run(staged, "limit");
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->state, RunState::Finished);
        QCOMPARE(record->stages.size(), size_t(2)); // the third was not begun
        QVERIFY(record->stages[0].accepted && !record->stages[1].accepted);
        QCOMPARE(record->bytesAfter, record->stages[0].bytes);
        QCOMPARE(record->perplexityAfter->value, record->stages[0].perplexity->value);
        for (const LayerRecord &layer : record->layers)
            QVERIFY2(layer.name.find(".mlp.") != std::string::npos, layer.name.c_str());
        const std::string sentence = stoppedBecause(*record);
        QVERIFY2(sentence.starts_with("stage 2 (Q and O) was taken back: perplexity "),
                 sentence.c_str());
        QVERIFY(sentence.ends_with("the result is that of stage 1 (MLP)"));
        QCOMPARE(record->warnings.at(0), sentence);
        JobContext job;
        const auto opened = openModel((m_root / "limit").string() + "#" + record->run, job);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
        QCOMPARE((*opened)->bytes(), record->bytesAfter);
        // Equality is within the limit.
        staged.damageLimit = second;
        const auto equal = run(staged, "equal");
        QVERIFY(equal->stages.size() == 3 && equal->stages[1].accepted);
    }

    void noStageIsGood()
    {
        Recipe staged = recipe(1, 1, 1);
        staged.damageLimit = 1.01;
        const auto record = run(staged, "none");
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->stages.size(), size_t(1));
        QVERIFY(record->layers.empty());
        QCOMPARE(record->bytesAfter, record->bytesBefore);
        QCOMPARE(record->perplexityAfter->value, record->perplexityBefore->value);
        QVERIFY(stoppedBecause(*record).find("the original, unchanged") != std::string::npos);
        QVERIFY(sameWeights(folder("none", *record) / "checkpoint", m_model->source->path()));
    }

    void cancelAndResume_data()
    {
        QTest::addColumn<int>("when");
        for (const int when : {0, 3, 10, 25, 40, 55})
            QTest::addRow("report %d", when) << when;
    }
    void cancelAndResume()
    {
        QFETCH(int, when);
        Recipe staged = recipe(64, 2, 24);
        staged.damageLimit = 1000;
        const auto expected = run(staged, "whole");
        QVERIFY2(expected.has_value(), expected ? "" : expected.error().message.c_str());
        const std::string store = "cancel-" + std::to_string(when);
        int reports = 0;
        double last = 0;
        bool forwards = true;
        JobContext *self = nullptr;
        JobContext job([&](const Progress &progress) {
            forwards = forwards && progress.done >= last - 1e-9;
            last = progress.done;
            if (reports++ == when)
                self->cancel();
        });
        self = &job;
        const auto cancelled = run(staged, store.c_str(), job);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        QVERIFY(forwards);
        const auto listed = RunStore::open(m_root / store, false)->list();
        QCOMPARE(listed->size(), size_t(1));
        QCOMPARE(listed->front().state, RunState::Unfinished);
        QVERIFY(listed->front().stages.size() < 3);
        const auto resumed = run(staged, store.c_str());
        QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
        QCOMPARE(resumed->run, expected->run);
        const auto a = test::runContents(folder("whole", *expected));
        const auto b = test::runContents(folder(store.c_str(), *resumed));
        QCOMPARE(b.size(), a.size());
        for (const auto &[name, bytes] : a)
            if (name != "evaluation.json") // holds how long measuring took
                QVERIFY2(b.contains(name) && b.at(name) == bytes, name.c_str());
    }

    void stagesOfAnUnfinishedRun()
    {
        Recipe staged = recipe(64, 48, 24);
        staged.name = "seen";
        JobContext *self = nullptr;
        JobContext job([&](const Progress &progress) {
            if (progress.label.starts_with("stage 3 of 3 (K and V): "))
                self->cancel();
        });
        self = &job;
        QVERIFY(!run(staged, "seen", job));
        const auto listed = RunStore::open(m_root / "seen", false)->list();
        QCOMPARE(listed->front().stages.size(), size_t(2));
        QVERIFY(listed->front().stages[1].ratio);
    }

    void refusals()
    {
        Recipe staged = recipe(64, 48, 24);
        staged.damageLimit = 1.5;
        RunOptions options = m_options;
        options.evaluateText.reset();
        JobContext job;
        const auto noText = executeRun(m_model, staged, m_plugins.methods, m_root / "refused",
                                       options, job);
        QVERIFY(!noText && noText.error().code == ErrorCode::Usage);
        QVERIFY(noText.error().message.find("needs a text") != std::string::npos);
        staged.steps[2].stage = "MLP";
        const auto order = run(staged, "refused");
        QVERIFY(!order && order.error().message.find("goes back to stage") != std::string::npos);
        QVERIFY(!fs::exists(m_root / "refused"));
    }
};

LAPIDARY_TEST(TestRunStages)
#include "tst_stages.moc"
