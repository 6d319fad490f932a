// Exports of models whose blocks differ or lack parts: read back and computed again.

#include "core/calibrate/calibrate.h"
#include "core/export/exporter.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/changed_model.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestStructureExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    ModelPtr m_demo;
    JobContext m_job;
    CalibrationPtr m_calibration; ///< for the next run; null: none
    int m_number = 0;

    static Step step(const char *method, json params, std::string blocks = {})
    {
        return {{{"*"}, std::move(blocks), {}, {}}, method, std::move(params)};
    }
    /// Everything at once: a block gone, an attention, an MLP, a group of heads, a narrower MLP.
    static std::vector<Step> mixed()
    {
        return {step("prune_depth", {{"blocks", "3"}}),
                step("prune_depth", {{"blocks", "0"}, {"part", "attention"}}),
                step("prune_depth", {{"blocks", "4"}, {"part", "mlp"}}),
                step("prune_heads", {{"count", 1}}, "1"),
                step("prune_width", {{"width", 256}}, "2")};
    }
    ModelPtr changed(const ModelPtr &model, std::vector<Step> steps)
    {
        RunOptions options;
        options.compute = {"cpu", "f32", 2};
        options.calibration = m_calibration;
        const fs::path store = m_root / ("store" + std::to_string(++m_number));
        const auto record = executeRun(model, {"x", std::move(steps)}, plugins().methods, store,
                                       options, m_job);
        if (!record) {
            qWarning("%s", record.error().message.c_str());
            return nullptr;
        }
        const auto opened = openModel(store.string() + "#" + record->run, m_job);
        return opened ? *opened : nullptr;
    }
    ModelPtr exported(const ModelPtr &model, const char *format, const ExportOptions &options,
                      ExportResult *result = nullptr)
    {
        const fs::path out = m_root / ("export" + std::to_string(++m_number) + "."
                                       + (std::string(format) == "gguf" ? "gguf" : "folder"));
        const auto written = exporter(format)->write(*model, options, out, m_job);
        if (!written) {
            qWarning("%s", written.error().message.c_str());
            return nullptr;
        }
        if (result)
            *result = *written;
        const auto opened = openModel(out.string(), m_job);
        if (!opened)
            qWarning("%s", opened.error().message.c_str());
        return opened ? *opened : nullptr;
    }
    static const Exporter *exporter(const std::string &id)
    {
        for (const auto &candidate : plugins().exporters)
            if (candidate->id() == id)
                return candidate.get();
        return nullptr;
    }
    std::vector<float> logits(const ModelPtr &model)
    {
        return test::logitsOf(model, m_root / ("logits" + std::to_string(++m_number)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_dir.path().toStdString();
        m_demo = openModel(LAPIDARY_SOURCE_DIR "/resources/demo/model", m_job).value();
    }

    void deci()
    {
        const ModelPtr model = changed(m_demo, mixed());
        QVERIFY(model);
        QCOMPARE(model->config.blockHeads, (std::vector<int64_t>{0, 2, 4, 4}));
        QCOMPARE(model->config.blockIntermediate, (std::vector<int64_t>{384, 384, 256, 0}));
        const ModelPtr back = exported(model, "gguf", {});
        QVERIFY(back);
        const GgufMetadata &metadata = *back->source->gguf();
        QCOMPARE(metadata.text("general.architecture").value_or(""), std::string("deci"));
        QCOMPARE(metadata.find("deci.attention.head_count")->integers,
                 (std::vector<int64_t>{0, 2, 4, 4}));
        QCOMPARE(metadata.find("deci.attention.head_count_kv")->integers,
                 (std::vector<int64_t>{0, 1, 2, 2}));
        QCOMPARE(metadata.find("deci.feed_forward_length")->integers,
                 (std::vector<int64_t>{384, 384, 256, 0}));
        QVERIFY(back->source->find("blk.0.attn_norm.weight") < 0);
        QVERIFY(back->source->find("blk.3.ffn_norm.weight") < 0);
        QCOMPARE(back->parametersUnique(), model->parametersUnique());
        QVERIFY(test::logitsApart(logits(back), logits(model)) < 1e-5);
    }

    // One matrix for an attention: llama.cpp's "linear attention", and modeling code elsewhere.
    void attentionAsAMatrix()
    {
        CalibrationOptions calibration;
        calibration.text = LAPIDARY_SOURCE_DIR "/resources/demo/calibration.txt";
        calibration.samples = 8;
        calibration.window = 64;
        calibration.compute = {"cpu", "f32", 2};
        QVERIFY(calibrate(m_demo, calibration, m_root / "cal.h5", m_job));
        m_calibration = Calibration::open(m_root / "cal.h5").value();
        const ModelPtr model = changed(
            m_demo, {step("prune_depth",
                          {{"blocks", "1,2"}, {"part", "attention"}, {"replace", "linear"}}),
                     step("prune_depth", {{"blocks", "3"}, {"part", "attention"}})});
        m_calibration = nullptr;
        QVERIFY(model);
        const auto expected = logits(model);
        const ModelPtr gguf = exported(model, "gguf", {});
        QVERIFY(gguf);
        const GgufMetadata &metadata = *gguf->source->gguf();
        QCOMPARE(metadata.text("general.architecture").value_or(""), std::string("deci"));
        QCOMPARE(metadata.find("deci.attention.head_count")->integers,
                 (std::vector<int64_t>{4, 4, 4, 0, 4}));
        QCOMPARE(metadata.find("deci.attention.head_count_kv")->integers,
                 (std::vector<int64_t>{2, 0, 0, 0, 2}));
        QVERIFY(gguf->source->find("blk.1.attn_norm.weight") >= 0);
        QVERIFY(gguf->source->find("blk.1.attn_output.weight") >= 0);
        QVERIFY(gguf->source->find("blk.1.attn_q.weight") < 0);
        QCOMPARE(gguf->parametersUnique(), model->parametersUnique());
        QVERIFY(test::logitsApart(logits(gguf), expected) < 1e-5);
        const ModelPtr hf = exported(model, "hf", {});
        QVERIFY(hf);
        QCOMPARE(hf->config.blockKvHeads, (std::vector<int64_t>{2, 0, 0, 0, 2}));
        QVERIFY(test::logitsApart(logits(hf), expected) < 1e-5);
        ExportOptions padded;
        padded.densify = true;
        for (const char *format : {"gguf", "hf"}) {
            const auto refused = exporter(format)->write(*model, padded, m_root / "no", m_job);
            QVERIFY(!refused);
            QVERIFY(refused.error().message.find("block 1 is one matrix") != std::string::npos);
        }
    }

    void remoteCode()
    {
        const ModelPtr model = changed(m_demo, mixed());
        ExportResult result;
        const ModelPtr back = exported(model, "hf", {}, &result);
        QVERIFY(back);
        QCOMPARE(back->config.raw["model_type"].get<std::string>(), std::string("lapidary_llama"));
        QCOMPARE(back->config.blockKvHeads, (std::vector<int64_t>{0, 1, 2, 2}));
        QVERIFY(std::any_of(result.files.begin(), result.files.end(), [](const fs::path &file) {
            return file.filename() == "modeling_lapidary_llama.py";
        }));
        QVERIFY(test::logitsApart(logits(back), logits(model)) < 1e-5);
    }

    void uniformIsStock_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("params");
        QTest::newRow("depth") << "prune_depth" << R"({"blocks": "1,3"})";
        QTest::newRow("heads") << "prune_heads" << R"({"count": 1})";
        QTest::newRow("width") << "prune_width" << R"({"width": 192})";
    }
    void uniformIsStock()
    {
        QFETCH(QString, method);
        QFETCH(QString, params);
        const ModelPtr model = changed(
            m_demo, {step(qPrintable(method), json::parse(params.toStdString()))});
        QVERIFY(model);
        const auto expected = logits(model);
        const ModelPtr hf = exported(model, "hf", {});
        QVERIFY(hf);
        QCOMPARE(hf->config.raw["model_type"].get<std::string>(), std::string("llama"));
        QVERIFY(!hf->config.raw.contains("auto_map"));
        QVERIFY(!hf->config.raw.contains("block_attention_heads"));
        QVERIFY(test::logitsApart(logits(hf), expected) < 1e-5);
        const ModelPtr gguf = exported(model, "gguf", {});
        QVERIFY(gguf);
        QCOMPARE(gguf->source->gguf()->text("general.architecture").value_or(""),
                 std::string("llama"));
        QVERIFY(test::logitsApart(logits(gguf), expected) < 1e-5);
    }

    // Zeros stand in for what is gone: stock again, and it computes the same.
    void densified()
    {
        const ModelPtr model = changed(m_demo, mixed());
        const auto expected = logits(model);
        ExportOptions options;
        options.densify = true;
        for (const char *format : {"hf", "gguf"}) {
            ExportResult result;
            const ModelPtr back = exported(model, format, options, &result);
            QVERIFY(back);
            QVERIFY(back->config.uniformBlocks());
            QCOMPARE(back->config.heads, 4);
            QCOMPARE(back->config.intermediate, 384);
            QVERIFY(!back->config.raw.contains("auto_map"));
            QVERIFY2(test::logitsApart(logits(back), expected) < 1e-5, format);
            QVERIFY(result.notes[0].find("Densifying adds") != std::string::npos);
        }
        options.type = "q8_0";
        QVERIFY(exported(model, "gguf", options));
    }

    void whatGgufCannotHold()
    {
        // Granite has no architecture with sizes by block.
        QVERIFY(test::writeTinyModel(m_root / "granite"));
        json config = test::tinyConfig();
        config["model_type"] = "granite";
        std::ofstream(m_root / "granite" / "config.json") << config.dump();
        const auto granite = openModel((m_root / "granite").string(), m_job);
        QVERIFY(granite);
        const ModelPtr model = changed(
            *granite, {step("prune_depth", {{"blocks", "1"}, {"part", "attention"}})});
        QVERIFY(model);
        const auto refused = exporter("gguf")->preview(*model, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unsupported);
        QVERIFY(refused.error().message.find("architecture granite cannot hold")
                != std::string::npos);
        ExportOptions options;
        options.densify = true;
        QVERIFY(exporter("gguf")->preview(*model, options));
        QVERIFY(exporter("hf")->preview(*model, {}));
    }
};

LAPIDARY_TEST(TestStructureExport)
#include "tst_structure_export.moc"
