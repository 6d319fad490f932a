#include "core/base/atomic_file.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

using namespace lapidary;
namespace fs = std::filesystem;

/// Runs that are measured, on the built-in model.
class TestEvaluation : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_store;
    Plugins m_plugins;
    ModelPtr m_model;
    RunOptions m_options;

    static Recipe recipe(const char *name, int rank)
    {
        Recipe recipe;
        recipe.name = name;
        recipe.steps = {{{{"gate", "up"}, {}, {}, {}}, "svd", {{"rank", rank}}}};
        return recipe;
    }
    Result<RunRecord> run(const Recipe &recipe, const RunOptions &options) const
    {
        JobContext job;
        return executeRun(m_model, recipe, m_plugins.methods, m_store, options, job);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path demo = LAPIDARY_SOURCE_DIR "/resources/demo";
        if (!fs::exists(demo / "model" / "config.json"))
            QSKIP("the built-in model is not there");
        m_store = fs::path(m_dir.path().toStdString()) / "store";
        m_plugins = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"});
        JobContext job;
        auto model = openModel((demo / "model").string(), job);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        m_model = *model;
        m_options.compute = {"cpu", "f32", 2};
        m_options.evaluateText = readTextFile(demo / "test.txt").value().substr(0, 6000);
        m_options.protocol.name = "strided";
        m_options.protocol.window = 256;
        m_options.protocol.maxWindows = 4;
    }

    void measuredBeforeAndAfter()
    {
        const auto record = run(recipe("strong", 8), m_options);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QVERIFY(record->perplexityBefore && record->perplexityAfter);
        QVERIFY(record->perplexityBefore->value > 1);
        QVERIFY(record->perplexityAfter->value > record->perplexityBefore->value);
        QCOMPARE(record->perplexityAfter->windows, int64_t(4));
        // The second run finds the original's figure, to the last bit and with its old seconds.
        const auto weak = run(recipe("weak", 64), m_options);
        QVERIFY(weak);
        QCOMPARE(perplexityToRecordJson(*weak->perplexityBefore).dump(),
                 perplexityToRecordJson(*record->perplexityBefore).dump());
        QVERIFY(weak->perplexityAfter->value < record->perplexityAfter->value);
    }

    void measuredLater()
    {
        RunOptions plain = m_options;
        plain.evaluateText.reset();
        const auto first = run(recipe("later", 16), plain);
        QVERIFY(first && !first->perplexityAfter);
        const auto second = run(recipe("later", 16), m_options);
        QVERIFY(second);
        QCOMPARE(second->run, first->run);
        QVERIFY(second->perplexityAfter);
        JobContext job;
        const auto loaded = RunStore::open(m_store, false)->load(first->run);
        QCOMPARE(toJson(*loaded).dump(), toJson(*second).dump());
        const auto direct = run(recipe("later", 16), plain);
        QVERIFY(direct->perplexityAfter); // the record keeps what was measured
    }

    void divergenceFromTheOriginal()
    {
        RunOptions options = m_options;
        options.divergence = true;
        const auto record = run(recipe("divergence", 8), options);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QVERIFY(record->divergence);
        QVERIFY(record->divergence->klMean > 0);
        QVERIFY(record->divergence->top1Agreement > 0 && record->divergence->top1Agreement <= 1);
    }

    void tooShortATextIsRefusedFirst()
    {
        RunOptions options = m_options;
        options.evaluateText = "Too short.";
        const auto record = run(recipe("short", 8), options);
        QVERIFY(!record);
        const auto listed = RunStore::open(m_store, false)->list();
        for (const RunRecord &other : *listed)
            if (other.name == "short")
                QVERIFY(fs::is_empty(m_store / other.run / "layers"));
    }
};

LAPIDARY_TEST(TestEvaluation)
#include "tst_evaluation.moc"
