// Runs that remove blocks, attentions, MLPs and heads: the checkpoint opens, counts what is really
// left, and computes what the original computes when the removed parts add zeros.

#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/changed_model.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

Step step(const char *method, json params, Selector select = {{"*"}, {}, {}, {}})
{
    return {std::move(select), method, std::move(params)};
}

std::string tensor(int block, const char *part)
{
    return "model.layers." + std::to_string(block) + "." + part + "_proj.weight";
}

void clear(std::vector<float> &values)
{
    std::fill(values.begin(), values.end(), 0.f);
}

} // namespace

class TestStructure : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    Plugins m_plugins;
    ModelPtr m_model;
    int m_number = 0;

    Result<RunRecord> run(const std::string &store, std::vector<Step> steps, JobContext &job)
    {
        RunOptions options;
        options.compute = {"cpu", "f32", 2};
        return executeRun(m_model, {"structure", std::move(steps)}, m_plugins.methods,
                          m_root / store, options, job);
    }
    Result<ModelPtr> opened(const std::string &store, const RunRecord &record)
    {
        JobContext job;
        return openModel((m_root / store).string() + "#" + record.run, job);
    }
    std::vector<float> logits(const ModelPtr &model)
    {
        return test::logitsOf(model, m_root / ("logits" + std::to_string(++m_number)));
    }
    ModelPtr zeroed(const std::function<void(test::NamedValues &)> &change)
    {
        const auto model = test::changedModel(
            *m_model, m_root / ("zeroed" + std::to_string(++m_number)), change);
        return model ? *model : nullptr;
    }
    static int64_t elements(const Model &model)
    {
        int64_t total = 0;
        for (const TensorInfo &info : model.source->tensors())
            total += info.elements;
        return total;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_root = m_dir.path().toStdString();
        QVERIFY(test::writeTinyModel(m_root / "model"));
        m_plugins = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"});
        QVERIFY(m_plugins.methods.find("prune_depth"));
        QVERIFY(m_plugins.methods.find("prune_heads"));
        JobContext job;
        m_model = openModel((m_root / "model").string(), job).value();
    }

    void wholeBlock()
    {
        JobContext job;
        const auto record = run("block", {step("prune_depth", {{"blocks", "1"}})}, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        const int64_t block = 2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64;
        QCOMPARE(record->parametersBefore - record->parametersAfter, block);
        QCOMPARE(record->bytesBefore - record->bytesAfter, 4 * block);
        QCOMPARE(record->blocksKept, (std::vector<int>{0, 2}));
        QCOMPARE(record->widthsAfter, (std::vector<int64_t>{96, 0, 96}));
        QCOMPARE(record->headsAfter, (std::vector<int64_t>{4, 0, 4}));
        QCOMPARE(record->layers.size(), size_t(9)); // seven matrices and two norms
        for (const LayerRecord &layer : record->layers) {
            QCOMPARE(layer.block, 1);
            QCOMPARE(layer.bytes, 0);
            QCOMPARE(layer.error, 1.0);
            QVERIFY(layer.form.kind == FormKind::Removed);
        }
        const auto model = opened("block", *record);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->config.blocks, 2);
        QCOMPARE((*model)->parametersStored(), record->parametersAfter);
        QCOMPARE(elements(**model), record->parametersAfter);
        QCOMPARE((*model)->config.raw["num_hidden_layers"].get<int>(), 2);
        QVERIFY((*model)->source->find("model.layers.2.mlp.up_proj.weight") < 0);

        const ModelPtr expected = zeroed([](test::NamedValues &values) {
            clear(values[tensor(1, "self_attn.o")]);
            clear(values[tensor(1, "mlp.down")]);
        });
        QVERIFY(expected);
        QVERIFY(test::logitsApart(logits(*model), logits(expected)) < 1e-5);
        QVERIFY(test::logitsApart(logits(*model), logits(m_model)) > 1e-2);
    }

    void parts_data()
    {
        QTest::addColumn<QString>("part");
        QTest::addColumn<QString>("output"); // the matrix that the part adds by
        QTest::newRow("attention") << "attention" << "self_attn.o";
        QTest::newRow("mlp") << "mlp" << "mlp.down";
    }
    void parts()
    {
        QFETCH(QString, part);
        QFETCH(QString, output);
        JobContext job;
        const bool attention = part == "attention";
        const auto record =
            run("part",
                {step("prune_depth", {{"blocks", "0,2"}, {"part", part.toStdString()}})}, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        const int64_t each = attention ? 64 + 2 * 64 * 64 + 2 * 32 * 64 : 64 + 3 * 96 * 64;
        QCOMPARE(record->parametersBefore - record->parametersAfter, 2 * each);
        QCOMPARE(record->blocksKept, (std::vector<int>{0, 1, 2}));
        const auto model = opened("part", *record);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->config.blocks, 3);
        QCOMPARE((*model)->config.blockHeads,
                 attention ? (std::vector<int64_t>{0, 4, 0}) : (std::vector<int64_t>{4, 4, 4}));
        QCOMPARE((*model)->config.blockIntermediate,
                 attention ? (std::vector<int64_t>{96, 96, 96}) : (std::vector<int64_t>{0, 96, 0}));
        QCOMPARE((*model)->parametersStored(), record->parametersAfter);
        const ModelPtr expected = zeroed([&](test::NamedValues &values) {
            for (int block : {0, 2})
                clear(values[tensor(block, qPrintable(output))]);
        });
        QVERIFY(test::logitsApart(logits(*model), logits(expected)) < 1e-5);
        // Pruned again: the part that is gone is not there to be named.
        JobContext again;
        RunOptions options;
        options.compute = {"cpu", "f32", 1};
        const auto refused = executeRun(
            *model, {"x", {step("prune_depth", {{"blocks", "0"}, {"part", part.toStdString()}})}},
            m_plugins.methods, m_root / "again", options, again);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.find("block 0") != std::string::npos);
    }

    void heads()
    {
        JobContext job;
        // Block 2 loses a group; the others keep theirs.
        const Selector attention{{"q", "k", "v", "o"}, "2", {}, {}};
        const auto record = run("heads", {step("prune_heads", {{"count", 1}}, attention)}, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->parametersBefore - record->parametersAfter,
                 2 * (32 * 64) + 2 * (16 * 64));
        QCOMPARE(record->headsAfter, (std::vector<int64_t>{4, 4, 2}));
        QCOMPARE(record->kvHeadsAfter, (std::vector<int64_t>{2, 2, 1}));
        const auto model = opened("heads", *record);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->config.blockKvHeads, (std::vector<int64_t>{2, 2, 1}));
        QCOMPARE((*model)->config.heads, 4);
        QCOMPARE(elements(**model), record->parametersAfter);
        // Which group went, from the kept rows of q: a group is two query heads of 16.
        const auto &q = *std::find_if(record->layers.begin(), record->layers.end(),
                                      [](const LayerRecord &l) { return l.role == "q"; });
        const int64_t kept = q.details["prune_heads"]["kept_groups"][0].get<int64_t>();
        QVERIFY(kept == 0 || kept == 1);
        const ModelPtr expected = zeroed([&](test::NamedValues &values) {
            const int64_t gone = 32 * (1 - kept);
            test::clearColumns(values[tensor(2, "self_attn.o")], 64, gone, gone + 32);
        });
        QVERIFY(test::logitsApart(logits(*model), logits(expected)) < 1e-5);
    }

    void uniformHeadsAreStock()
    {
        JobContext job;
        const auto record = run("uniform", {step("prune_heads", {{"fraction", 0.5}})}, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        const auto model = opened("uniform", *record);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        const json &raw = (*model)->config.raw;
        QCOMPARE(raw["num_attention_heads"].get<int>(), 2);
        QCOMPARE(raw["num_key_value_heads"].get<int>(), 1);
        QCOMPARE(raw["head_dim"].get<int>(), 16);
        QVERIFY(!raw.contains("block_attention_heads"));
        QVERIFY(!logits(*model).empty());
    }

    // Removed layers are skipped by later steps, the rest is factored and packed under new names.
    void composed()
    {
        const std::vector<Step> steps = {
            step("prune_depth", {{"count", 1}}),
            step("prune_heads", {{"count", 1}}, {{"q", "k", "v", "o"}, "2", {}, {}}),
            step("prune_depth", {{"blocks", "0"}, {"part", "mlp"}}),
            step("svd", {{"rank", 8}}, {{"gate", "up"}, {}, {}, {}}),
            step("quantize", {{"type", "q8_0"}}, {{"q", "down", "gate"}, {}, {}, {}})};
        JobContext job;
        const auto record = run("composed", steps, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->blocksKept, (std::vector<int>{0, 2}));
        const auto model = opened("composed", *record);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        QCOMPARE((*model)->config.blockIntermediate, (std::vector<int64_t>{0, 96}));
        QCOMPARE((*model)->config.blockHeads, (std::vector<int64_t>{4, 2}));
        QCOMPARE((*model)->bytes(), record->bytesAfter);
        QCOMPARE((*model)->parametersStored(), record->parametersAfter);
        const int up = (*model)->find("model.layers.1.mlp.up_proj");
        QVERIFY(up >= 0);
        QVERIFY((*model)->layers[size_t(up)].form.kind == FormKind::LowRank);
        QVERIFY(!logits(*model).empty());

        // Interrupted at any report, the run ends with the same bytes.
        for (int when : {0, 2, 4}) {
            const std::string store = "cancel" + std::to_string(when);
            int reports = 0;
            JobContext *self = nullptr;
            JobContext cancelled([&](const Progress &) {
                if (reports++ == when)
                    self->cancel();
            });
            self = &cancelled;
            QVERIFY(!run(store, steps, cancelled));
            JobContext plain;
            const auto resumed = run(store, steps, plain);
            QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
            const auto a = test::runContents(m_root / "composed" / record->run);
            const auto b = test::runContents(m_root / store / resumed->run);
            QCOMPARE(b.size(), a.size());
            for (const auto &[name, bytes] : a)
                QVERIFY2(b.contains(name) && b.at(name) == bytes, name.c_str());
        }
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("params");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *method, const char *params, const char *says) {
            QTest::newRow(params) << method << params << says;
        };
        row("prune_depth", R"({"blocks": "7"})", "there is no block 7, the model has 3 (0 to 2)");
        row("prune_depth", R"({"blocks": "0-2"})", "remove all 3 blocks");
        row("prune_depth", R"({"blocks": "0-", "part": "mlp"})", "remove all 3 MLPs");
        row("prune_depth", R"({"blocks": ""})", "no block is named");
        row("prune_depth", R"({"blocks": "1-x"})", "no block or range");
        row("prune_depth", R"({"count": 2})", "count 2 is too many");
        row("prune_depth", R"({"count": 0})", "removes nothing");
        row("prune_depth", R"({"count": 1, "score": "influence"})", "needs a calibration");
        row("prune_depth", R"({"count": 1, "blocks": "1"})", "exclude each other");
        row("prune_depth", R"({"count": 1, "part": "half"})", "half");
        row("prune_heads", R"({"count": 2})", "leaves nothing of 2 key-value heads");
        row("prune_heads", R"({"fraction": 1.5})", "makes no sense");
        row("prune_heads", R"({"count": 1, "score": "activation"})", "needs a calibration");
        row("prune_heads", R"({"count": 1, "refit": true})", "needs a calibration");
    }
    void refusals()
    {
        QFETCH(QString, method);
        QFETCH(QString, params);
        QFETCH(QString, says);
        JobContext job;
        const auto record = run("refused",
                                {step(qPrintable(method), json::parse(params.toStdString()))}, job);
        QVERIFY(!record);
        QCOMPARE(record.error().code, ErrorCode::Usage);
        QVERIFY2(record.error().message.find(says.toStdString()) != std::string::npos,
                 record.error().message.c_str());
        QVERIFY(!fs::exists(m_root / "refused"));
    }

    void everyBlockInTwoStepsIsRefused()
    {
        JobContext job;
        const auto record = run("refused", {step("prune_depth", {{"blocks", "0-1"}}),
                                            step("prune_depth", {{"blocks", "2"}})}, job);
        QVERIFY(!record);
        QVERIFY2(record.error().message.find("every block") != std::string::npos,
                 record.error().message.c_str());
    }
};

LAPIDARY_TEST(TestStructure)
#include "tst_structure.moc"
