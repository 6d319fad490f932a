// One fitted matrix in place of attentions (prune_depth, replace "linear").

#include "core/base/atomic_file.h"
#include "core/calibrate/calibrate.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>
#include <cmath>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestAttentionMatrix : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Plugins m_plugins;
    JobContext m_job;
    fs::path root() const { return m_dir.path().toStdString(); }
    static fs::path demo() { return fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo"; }

    struct Case {
        ModelPtr model;
        RunOptions options;
    };
    Case m_demo;

    static std::string calibrationText()
    {
        return readTextFile(demo() / "calibration.txt").value();
    }
    Result<Case> calibrated(const fs::path &folder, const char *name)
    {
        Case made;
        LAPIDARY_ASSIGN(made.model, openModel(folder.string(), m_job));
        CalibrationOptions options;
        options.text = demo() / "calibration.txt";
        options.samples = 48;
        options.window = 64;
        options.compute = made.options.compute = {"cpu", "f32", 2};
        LAPIDARY_TRY(calibrate(made.model, options, root() / name, m_job));
        LAPIDARY_ASSIGN(made.options.calibration, Calibration::open(root() / name));
        made.options.protocol.name = "strided";
        made.options.protocol.window = 64;
        made.options.protocol.maxWindows = 40;
        made.options.evaluateText = calibrationText().substr(0, 12000);
        return made;
    }
    /// The built-in weights as a mistral whose positions see only themselves: its attention is
    /// linear in the normalized stream.
    fs::path lonely()
    {
        const fs::path folder = root() / "lonely";
        fs::create_directories(folder);
        for (const auto &entry : fs::directory_iterator(demo() / "model"))
            fs::copy_file(entry.path(), folder / entry.path().filename(),
                          fs::copy_options::overwrite_existing);
        json config = json::parse(test::readBytes(folder / "config.json"));
        config["model_type"] = "mistral";
        config["architectures"] = {"MistralForCausalLM"};
        config["sliding_window"] = 1;
        for (const char *key : {"attention_bias", "mlp_bias"})
            config.erase(key);
        std::ofstream(folder / "config.json") << config.dump(1);
        return folder;
    }
    Result<RunRecord> run(const Case &on, const char *store, const json &params,
                          bool sequential = false)
    {
        Recipe recipe{"attention", {{{{"*"}, {}, {}, {}}, "prune_depth", params}}};
        recipe.sequential = sequential;
        return executeRun(on.model, recipe, m_plugins.methods, root() / store, on.options, m_job);
    }
    static json replace(const char *blocks)
    {
        return {{"part", "attention"}, {"blocks", blocks}, {"replace", "linear"}};
    }
    static std::string refusal(const Case &on, const MethodRegistry &methods, const json &params,
                               const Calibration *calibration)
    {
        const Plan plan = makePlan(*on.model,
                                   {"x", {{{{"*"}, {}, {}, {}}, "prune_depth", params}}}, methods,
                                   nullptr, calibration);
        return plan.errors.empty() ? std::string() : plan.errors[0];
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_plugins = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"});
        auto made = calibrated(demo() / "model", "demo.h5");
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        m_demo = *made;
    }

    void trueCounts()
    {
        const auto record = run(m_demo, "counts", replace("1,3"));
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const int64_t h = 128, q = 128, kv = 64;
        // q, k, v and o become one square matrix; the norm in front of it stays.
        QCOMPARE(record->parametersBefore - record->parametersAfter,
                 2 * (q * h + 2 * kv * h + h * q - h * h));
        QCOMPARE(record->headsAfter, (std::vector<int64_t>{4, 4, 4, 4, 4}));
        QCOMPARE(record->kvHeadsAfter, (std::vector<int64_t>{2, 0, 2, 0, 2}));
        QCOMPARE(record->blocksKept.size(), size_t(5));
        const auto opened = openModel((root() / "counts").string() + "#" + record->run, m_job);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        const Model &model = **opened;
        QVERIFY(model.warnings.empty());
        QCOMPARE(model.parametersStored(), record->parametersAfter);
        QCOMPARE(model.bytes(), record->bytesAfter);
        QCOMPARE(model.config.blockKvHeads, record->kvHeadsAfter);
        QVERIFY(model.find("model.layers.1.self_attn.q_proj") < 0);
        QVERIFY(model.find("model.layers.1.input_layernorm") >= 0);
        const int o = model.find("model.layers.1.self_attn.o_proj");
        QVERIFY(o >= 0 && model.layers[size_t(o)].form.in == h);
        for (const LayerRecord &layer : record->layers)
            if (layer.name.ends_with("o_proj")) {
                QVERIFY(layer.error > 0 && layer.error < 1);
                QCOMPARE(*layer.outputError, layer.error);
                QVERIFY(layer.details.at("attention_map").at("damping").get<double>() > 0);
            }
    }

    void betterThanDropping_data()
    {
        QTest::addColumn<QString>("block");
        for (const char *block : {"0", "2", "3"})
            QTest::newRow(block) << block;
    }
    void betterThanDropping()
    {
        QFETCH(QString, block);
        const auto fitted = run(m_demo, "fitted", replace(qPrintable(block)));
        QVERIFY2(fitted, fitted ? "" : fitted.error().message.c_str());
        const auto dropped
            = run(m_demo, "dropped", {{"part", "attention"}, {"blocks", block.toStdString()}});
        QVERIFY2(dropped, dropped ? "" : dropped.error().message.c_str());
        const double before = fitted->perplexityBefore->value;
        const double with = fitted->perplexityAfter->value, without = dropped->perplexityAfter->value;
        QVERIFY2(std::log(with / before) < 0.95 * std::log(without / before),
                 fmt::format("{} {} {}", before, with, without).c_str());
    }

    // What is linear is found again.
    void exactWhereAttentionIsLinear()
    {
        const auto made = calibrated(lonely(), "lonely.h5");
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto record = run(*made, "lonely-run", replace("0,2"));
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        for (const LayerRecord &layer : record->layers)
            if (layer.name.ends_with("o_proj"))
                QVERIFY2(layer.error < 2e-3, fmt::format("{}", layer.error).c_str());
        const double before = record->perplexityBefore->value;
        QVERIFY2(std::abs(record->perplexityAfter->value / before - 1) < 2e-3,
                 fmt::format("{} {}", before, record->perplexityAfter->value).c_str());
        const auto dropped = run(*made, "lonely-dropped",
                                 {{"part", "attention"}, {"blocks", "0,2"}});
        QVERIFY(std::abs(dropped->perplexityAfter->value / before - 1) > 0.01); // it did something
    }

    // Steps after it work on the matrix, weighted by what flows into it.
    void factoredInTheSameRecipe()
    {
        const Recipe both{"both", {{{{"*"}, {}, {}, {}}, "prune_depth", replace("1")},
                                   {{{"o"}, "1", {}, {}}, "svd", {{"rank", 24}}}}};
        const auto record = executeRun(m_demo.model, both, m_plugins.methods, root() / "both",
                                       m_demo.options, m_job);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto alone = run(m_demo, "alone", replace("1"));
        for (size_t i = 0; i < record->layers.size(); ++i) {
            const LayerRecord &layer = record->layers[i];
            if (!layer.name.ends_with("o_proj"))
                continue;
            QCOMPARE(layer.method, std::string("prune_depth + svd"));
            QCOMPARE(layer.parameters, 24 * (128 + 128));
            QVERIFY(layer.error > alone->layers[i].error && layer.error < 1);
        }
        const auto opened = openModel((root() / "both").string() + "#" + record->run, m_job);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        QCOMPARE((*opened)->bytes(), record->bytesAfter);
    }

    void sameBytesAgain()
    {
        const auto first = run(m_demo, "again-a", replace("2"));
        const auto second = run(m_demo, "again-b", replace("2"));
        QVERIFY(first && second);
        QCOMPARE(second->run, first->run);
        const fs::path name = fs::path(first->run) / "checkpoint";
        for (const auto &entry : fs::directory_iterator(root() / "again-a" / name))
            QVERIFY(test::readBytes(entry.path())
                    == test::readBytes(root() / "again-b" / name / entry.path().filename()));
    }

    void sequentialAndAgain()
    {
        const auto record = run(m_demo, "sequential", replace("1"), true);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        // The result is a model like any other: its matrices are pruned and factored on.
        const auto opened = openModel((root() / "sequential").string() + "#" + record->run, m_job);
        QVERIFY(opened);
        RunOptions options = m_demo.options;
        options.calibration = nullptr;
        const Recipe next{"next", {{{{"o"}, {}, {}, {}}, "svd", {{"rank", 16}}},
                                   {{{"*"}, "1", {}, {}}, "prune_depth",
                                    {{"part", "attention"}, {"blocks", "1"}}}}};
        Recipe factored = next;
        factored.steps.pop_back();
        const auto low = executeRun(*opened, factored, m_plugins.methods, root() / "low", options,
                                    m_job);
        QVERIFY2(low, low ? "" : low.error().message.c_str());
        QCOMPARE(low->kvHeadsAfter, (std::vector<int64_t>{2, 0, 2, 2, 2}));
        Recipe removed = next;
        removed.steps.erase(removed.steps.begin());
        const auto gone = executeRun(*opened, removed, m_plugins.methods, root() / "gone", options,
                                     m_job);
        QVERIFY2(gone, gone ? "" : gone.error().message.c_str());
        QCOMPARE(gone->headsAfter, (std::vector<int64_t>{4, 0, 4, 4, 4}));
    }

    void refusals()
    {
        const Calibration *calibration = m_demo.options.calibration.get();
        const auto says = [&](json params, const Calibration *with) {
            return refusal(m_demo, m_plugins.methods, params, with);
        };
        QVERIFY(says(replace("1"), nullptr).find("none is given (--calibration)")
                != std::string::npos);
        json mlp = replace("1");
        mlp["part"] = "mlp";
        QVERIFY(says(mlp, calibration).find("give part \"attention\"") != std::string::npos);
        QVERIFY(says(replace("0-4"), calibration).find("at least one has to stay")
                != std::string::npos);
        QVERIFY(says(replace("1"), calibration).empty());
    }
};

LAPIDARY_TEST(TestAttentionMatrix)
#include "tst_attention_matrix.moc"
