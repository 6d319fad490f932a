// Models with experts in the formats of others: the same numbers when they are read back.

#include "core/export/exporter.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/changed_model.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_moe_model.h"

#include <QTemporaryDir>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const Plugins &allPlugins()
{
    static const Plugins loaded =
        loadPlugins({fs::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded;
}

} // namespace

class TestExpertsExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    JobContext m_job;
    int m_number = 0;
    fs::path root() const { return m_dir.path().toStdString(); }

    ModelPtr model(const std::string &family, int64_t hidden = 32)
    {
        const fs::path folder = root() / (family + std::to_string(hidden));
        if (!fs::exists(folder)
            && !test::TinyMoe{.family = family, .hidden = hidden, .width = 64}.write(folder))
            return nullptr;
        return openModel(folder.string(), m_job).value();
    }
    ModelPtr changed(const ModelPtr &model, const char *method, json params, const char *blocks = "")
    {
        Selector select;
        select.roles = {"router", "expert_gate", "expert_up", "expert_down"};
        select.blocks = blocks;
        RunOptions options;
        options.compute.device = "cpu";
        options.compute.threads = 1;
        const auto record = executeRun(model, {"r", {{select, method, std::move(params)}}},
                                       allPlugins().methods, root() / "store", options, m_job);
        if (!record) {
            qWarning("%s", record.error().message.c_str());
            return nullptr;
        }
        return openModel((root() / "store" / record->run / "checkpoint").string(), m_job).value();
    }
    Result<ExportResult> write(const ModelPtr &model, const std::string &id,
                               const ExportOptions &options, fs::path *out)
    {
        *out = root() / (std::to_string(++m_number) + (id == "gguf" ? ".gguf" : ""));
        for (const auto &exporter : allPlugins().exporters)
            if (exporter->id() == id)
                return exporter->write(*model, options, *out, m_job);
        return fail(ErrorCode::Internal, "no exporter {}", id);
    }
    std::vector<float> logits(const ModelPtr &model)
    {
        return test::logitsOf(model, root() / "logits.safetensors");
    }

private Q_SLOTS:
    void thereAndBack_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("format");
        QTest::addColumn<bool>("cut");
        for (const char *family : {"mixtral", "qwen3_moe", "granitemoe"})
            for (const char *format : {"hf", "gguf"})
                for (const bool cut : {false, true})
                    QTest::addRow("%s as %s%s", family, format, cut ? ", cut" : "")
                        << family << format << cut;
    }
    void thereAndBack()
    {
        QFETCH(QString, family);
        QFETCH(QString, format);
        QFETCH(bool, cut);
        ModelPtr source = model(family.toStdString());
        QVERIFY(source);
        if (cut)
            source = changed(source, "prune_experts", {{"count", 2}});
        QVERIFY(source);
        fs::path out;
        const auto written = write(source, format.toStdString(), {}, &out);
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        const auto back = openModel(out.string(), m_job);
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY2((*back)->notRunnableBecause().empty(), (*back)->notRunnableBecause().c_str());
        QCOMPARE((*back)->config.experts, int64_t(cut ? 3 : 5));
        QCOMPARE((*back)->parametersUnique(), source->parametersUnique());
        QVERIFY(test::logitsApart(logits(*back), logits(source)) < 1e-5);
        const int stack = (*back)->source->find(
            format == "gguf"         ? "blk.1.ffn_down_exps.weight"
            : family == "granitemoe" ? "model.layers.1.block_sparse_moe.output_linear.weight"
            : family == "mixtral"    ? "model.layers.1.block_sparse_moe.experts.2.w2.weight"
                                     : "model.layers.1.mlp.experts.2.down_proj.weight");
        QVERIFY(stack >= 0);
        const Shape shape = (*back)->source->tensors()[size_t(stack)].shape;
        const bool stacked = format == "gguf" || family == "granitemoe";
        QCOMPARE(shape, (stacked ? Shape{cut ? 3 : 5, 32, 64} : Shape{32, 64}));
        if (format == "hf")
            QVERIFY(!fs::exists(out / "lapidary.json"));
    }

    void ggufMetadata()
    {
        fs::path out;
        QVERIFY(write(changed(model("qwen3_moe"), "prune_experts", {{"count", 4}}), "gguf",
                      {.type = "q8_0"}, &out));
        const auto back = openModel(out.string(), m_job).value();
        const GgufMetadata &metadata = *back->source->gguf();
        QCOMPARE(metadata.integer("qwen3moe.expert_count").value_or(0), int64_t(1));
        QCOMPARE(metadata.integer("qwen3moe.expert_used_count").value_or(0), int64_t(1));
        QCOMPARE(metadata.integer("qwen3moe.expert_feed_forward_length").value_or(0), int64_t(64));
        const auto type = [&](const char *name) {
            return back->source->tensors()[size_t(back->source->find(name))].dtype;
        };
        QVERIFY(type("blk.0.ffn_gate_inp.weight") == DType::F32);
        QVERIFY(type("blk.0.ffn_up_exps.weight") == DType::Q8_0);
    }

    /// Packed experts stay packed, and those in two types meet in a third.
    void quantizedStacks()
    {
        const ModelPtr packed = changed(model("mixtral"), "quantize", {{"type", "q8_0"}});
        QVERIFY(packed);
        fs::path out;
        QVERIFY(write(packed, "gguf", {}, &out));
        const auto back = openModel(out.string(), m_job).value();
        const int stack = back->source->find("blk.1.ffn_up_exps.weight");
        QVERIFY(back->source->tensors()[size_t(stack)].dtype == DType::Q8_0);
        QVERIFY(test::logitsApart(logits(back), logits(packed)) < 1e-5);
        // From that file again: slices of a packed stack.
        const ModelPtr cut = changed(back, "prune_experts", {{"count", 1}});
        QVERIFY(cut);
        QCOMPARE(cut->config.experts, int64_t(4));
        QVERIFY(!logits(cut).empty());
    }

    void factoredNeedDensify()
    {
        const ModelPtr factored = changed(model("granitemoe"), "svd", {{"rank", 10}});
        QVERIFY(factored);
        for (const char *format : {"hf", "gguf"}) {
            fs::path out;
            const auto refused = write(factored, format, {}, &out);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Unsupported);
            QVERIFY(refused.error().message.find("--densify") != std::string::npos);
            ExportOptions dense;
            dense.densify = true;
            dense.type = "f32";
            const auto written = write(factored, format, dense, &out);
            QVERIFY2(written, written ? "" : written.error().message.c_str());
            const auto back = openModel(out.string(), m_job).value();
            QVERIFY(test::logitsApart(logits(back), logits(factored)) < 1e-4);
        }
    }

    void unevenIsRefused()
    {
        const ModelPtr uneven = changed(model("mixtral"), "prune_experts", {{"count", 2}}, "1");
        QVERIFY(uneven);
        for (const char *format : {"hf", "gguf"}) {
            fs::path out;
            const auto refused = write(uneven, format, {}, &out);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Unsupported);
            QVERIFY2(refused.error().message.find("from 3 to 5 experts") != std::string::npos,
                     refused.error().message.c_str());
            QVERIFY(!fs::exists(out));
        }
    }

    void whatLlamaCppTakesForGranted()
    {
        for (const json &change : {json{{"norm_topk_prob", false}},
                                   json{{"mlp_only_layers", {0}}}}) {
            const fs::path folder = root() / "odd";
            fs::remove_all(folder);
            test::TinyMoe tiny{.family = "qwen3_moe"};
            QVERIFY(tiny.write(folder));
            json config = tiny.config();
            config.update(change);
            std::ofstream(folder / "config.json") << config.dump();
            auto opened = openModel(folder.string(), m_job);
            if (!opened) // the weights of block 0 are experts': only the sentence matters here
                continue;
            fs::path out;
            const auto refused = write(*opened, "gguf", {}, &out);
            QVERIFY(!refused);
            QVERIFY(refused.error().message.find("--format hf") != std::string::npos);
            QVERIFY(write(*opened, "hf", {}, &out));
        }
    }
};

LAPIDARY_TEST(TestExpertsExport)
#include "tst_experts_export.moc"
