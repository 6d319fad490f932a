#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "core/run/run_arrays.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>
#include <cmath>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestExecutor : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    Plugins m_plugins;
    ModelPtr m_model;
    Recipe m_recipe;
    RunOptions m_options;

    Result<RunRecord> run(const char *store, JobContext &job) const
    {
        return executeRun(m_model, m_recipe, m_plugins.methods, m_root / store, m_options, job);
    }
    static const LayerRecord *find(const RunRecord &record, const std::string &name)
    {
        for (const LayerRecord &layer : record.layers)
            if (layer.name == name)
                return &layer;
        return nullptr;
    }
    static std::vector<float> values(const Model &model, const std::string &layer, int factor)
    {
        JobContext job;
        const int index = model.find(layer);
        if (index < 0)
            return {};
        auto read = readFactorF32(model, model.layers[static_cast<size_t>(index)], factor, job);
        return read ? *read : std::vector<float>();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        m_root = m_dir.path().toStdString();
        const auto written = test::writeTinyModel(m_root / "model");
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        m_plugins = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"});
        QVERIFY(m_plugins.methods.find("svd"));
        JobContext job;
        auto model = openModel((m_root / "model").string(), job);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        m_model = *model;
        m_recipe = recipeFromJson(json::parse(test::tinyRecipe())).value();
        m_options.compute = {"cpu", "f32", 2};
    }

    // Every count against the formula worked by hand.
    void wholeRun()
    {
        JobContext job;
        const auto record = run("store", job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        QCOMPARE(record->state, RunState::Finished);
        QVERIFY(record->run.starts_with("tiny-all-four-"));
        const int64_t before = 2 * 100 * 64 + 64 + 3 * (2 * 64 + 2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64);
        QCOMPARE(record->parametersBefore, before);
        QCOMPARE(record->bytesBefore, 4 * before);

        // q: 64x64 as (4 4 4), bonds min(20, 16, 16) = 16: 16*16 + 16*16*16 + 16*16.
        const LayerRecord *q = find(*record, "model.layers.0.self_attn.q_proj");
        QVERIFY(q);
        QCOMPARE(q->parameters, 256 + 16 * 16 * 16 + 256);
        QCOMPARE(q->bytes, 4 * q->parameters);
        QVERIFY(q->error < 1e-5); // nothing is cut at full bonds
        // gate of a pruned block: rank 16 of 64x64, then q8_0 (34 bytes for 32).
        const LayerRecord *gate = find(*record, "model.layers.1.mlp.gate_proj");
        QVERIFY(gate);
        QCOMPARE(gate->parameters, 16 * (64 + 64));
        QCOMPARE(gate->form.out, 64);
        QVERIFY(gate->error > 0.05 && gate->error < 1);
        // up of the unpruned block: rank 16 of 96x64 in f32.
        const LayerRecord *up = find(*record, "model.layers.0.mlp.up_proj");
        QVERIFY(up);
        QCOMPARE(up->parameters, 16 * (96 + 64));
        QCOMPARE(up->bytes, 4 * 16 * (96 + 64));
        // down of a pruned block: 64x64 in q8_0, of the unpruned one 64x96.
        QCOMPARE(find(*record, "model.layers.2.mlp.down_proj")->bytes, 64 * 64 / 32 * 34);
        QCOMPARE(find(*record, "model.layers.0.mlp.down_proj")->bytes, 64 * 96 / 32 * 34);
        QCOMPARE(find(*record, "model.layers.0.self_attn.v_proj")->bytes, 32 * 64 / 32 * 34);
        QVERIFY(!find(*record, "model.layers.0.self_attn.k_proj"));
        QCOMPARE(record->widthsAfter, (std::vector<int64_t>{96, 64, 64}));

        int64_t bytes = record->bytesBefore, roleBytes = 0;
        for (const LayerRecord &layer : record->layers)
            bytes += layer.bytes - layer.bytesBefore;
        for (const RoleTotals &role : record->roles)
            roleBytes += role.bytesAfter;
        QCOMPARE(record->bytesAfter, bytes);
        QCOMPARE(roleBytes, bytes);
    }

    // The run opens as a model, and its stored numbers give the recorded error.
    void checkpointOpens()
    {
        JobContext job;
        const auto record = run("store", job);
        QVERIFY(record);
        const std::string where = (m_root / "store").string() + "#" + record->run;
        const auto opened = openModel(where, job);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
        QCOMPARE((*opened)->parametersStored(), record->parametersAfter);
        QCOMPARE((*opened)->bytes(), record->bytesAfter);
        QCOMPARE((*opened)->config.blockIntermediate, record->widthsAfter);
        QCOMPARE(values(**opened, "model.layers.1.self_attn.k_proj", 0),
                 values(*m_model, "model.layers.1.self_attn.k_proj", 0));

        const std::string name = "model.layers.0.mlp.up_proj";
        const auto w = values(*m_model, name, 0), a = values(**opened, name, 0),
                   b = values(**opened, name, 1);
        QCOMPARE(a.size(), size_t(16 * 64));
        QCOMPARE(b.size(), size_t(96 * 16));
        double lost = 0, all = 0;
        for (int i = 0; i < 96; ++i)
            for (int j = 0; j < 64; ++j) {
                double x = 0;
                for (int k = 0; k < 16; ++k)
                    x += double(b[size_t(i * 16 + k)]) * a[size_t(k * 64 + j)];
                const double original = w[size_t(i * 64 + j)];
                lost += (original - x) * (original - x);
                all += original * original;
            }
        QVERIFY(std::abs(std::sqrt(lost / all) - find(*record, name)->error) < 1e-5);
    }

    // Pruned: removed rows count as zeros.
    void errorOfPruning()
    {
        JobContext job;
        Recipe recipe;
        recipe.name = "prune";
        recipe.steps = {{{{"gate", "up", "down"}, "0", {}, {}}, "prune_width", {{"width", 64}}}};
        const auto record
            = executeRun(m_model, recipe, m_plugins.methods, m_root / "prune", m_options, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        const auto opened = openModel((m_root / "prune" / record->run / "checkpoint").string(), job);
        QVERIFY(opened);
        for (const char *part : {"gate", "up", "down"}) {
            const std::string name = std::string("model.layers.0.mlp.") + part + "_proj";
            double all = 0, kept = 0;
            for (const float x : values(*m_model, name, 0))
                all += double(x) * x;
            for (const float x : values(**opened, name, 0))
                kept += double(x) * x;
            const double expected = std::sqrt((all - kept) / all);
            QVERIFY(expected > 0.1);
            QVERIFY2(std::abs(find(*record, name)->error - expected) < 1e-5, part);
        }
    }

    void secondCallReturnsTheRecord()
    {
        JobContext job;
        const auto first = run("store", job);
        QVERIFY(first);
        const fs::path path = m_root / "store" / first->run / "record.json";
        const std::string bytes = test::readBytes(path);
        const auto second = run("store", job);
        QVERIFY(second);
        QCOMPARE(toJson(*second).dump(), toJson(*first).dump());
        QCOMPARE(test::readBytes(path), bytes);
        QCOMPARE(RunStore::open(m_root / "store", false)->list()->size(), size_t(1));
    }

    void cancelAndResume_data()
    {
        QTest::addColumn<int>("when");
        QTest::addColumn<int>("threads");
        for (int when : {0, 1, 2, 4, 6})
            for (int threads : {1, 3})
                QTest::addRow("report %d, %d threads", when, threads) << when << threads;
    }
    void cancelAndResume()
    {
        QFETCH(int, when);
        QFETCH(int, threads);
        JobContext plain;
        const auto expected = run("store", plain);
        QVERIFY(expected);
        const std::string store = "cancel-" + std::to_string(when) + "-" + std::to_string(threads);
        RunOptions options = m_options;
        options.compute.threads = threads;
        int reports = 0;
        JobContext *self = nullptr;
        JobContext job([&](const Progress &) {
            if (reports++ == when)
                self->cancel();
        });
        self = &job;
        const auto cancelled
            = executeRun(m_model, m_recipe, m_plugins.methods, m_root / store, options, job);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
        const auto listed = RunStore::open(m_root / store, false)->list();
        QCOMPARE(listed->size(), size_t(1));
        QCOMPARE(listed->front().state, RunState::Unfinished);
        const auto resumed = run(store.c_str(), plain);
        QVERIFY2(resumed.has_value(), resumed ? "" : resumed.error().message.c_str());
        const auto a = test::runContents(m_root / "store" / expected->run);
        const auto b = test::runContents(m_root / store / resumed->run);
        QCOMPARE(b.size(), a.size());
        for (const auto &[name, bytes] : a)
            QVERIFY2(b.contains(name) && b.at(name) == bytes, name.c_str());
    }

    // A part that was damaged after it was written is noticed and made again.
    void damagedPart()
    {
        JobContext job;
        const auto expected = run("store", job);
        const auto first = run("damaged", job);
        QVERIFY(first);
        const fs::path folder = m_root / "damaged" / first->run;
        fs::remove(folder / "record.json");
        for (const auto &entry : fs::directory_iterator(folder / "layers"))
            if (entry.path().extension() == ".safetensors") {
                std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
                file.seekp(-5, std::ios::end);
                file.put('\x55');
                break;
            }
        const auto again = run("damaged", job);
        QVERIFY(again);
        const auto a = test::runContents(m_root / "store" / expected->run);
        const auto b = test::runContents(folder);
        for (const auto &[name, bytes] : a)
            QVERIFY2(b.contains(name) && b.at(name) == bytes, name.c_str());
    }

    void nonFiniteLayerIsRefused()
    {
        JobContext job;
        QVERIFY(test::writeTinyModel(m_root / "poisoned", "model.layers.1.self_attn.q_proj.weight"));
        const auto model = openModel((m_root / "poisoned").string(), job);
        QVERIFY(model);
        const auto record
            = executeRun(*model, m_recipe, m_plugins.methods, m_root / "nan", m_options, job);
        QVERIFY2(record.has_value(), record ? "" : record.error().message.c_str());
        const LayerRecord *q = find(*record, "model.layers.1.self_attn.q_proj");
        QVERIFY(q);
        QCOMPARE(q->method, std::string("none"));
        QCOMPARE(q->bytes, q->bytesBefore);
        QVERIFY(q->warnings.at(0).find("model.layers.1.self_attn.q_proj") != std::string::npos);
        QCOMPARE(find(*record, "model.layers.2.self_attn.q_proj")->method, std::string("mpo"));
        QVERIFY(std::find(record->warnings.begin(), record->warnings.end(), q->warnings.at(0))
                != record->warnings.end());
        const auto opened = openModel((m_root / "nan").string() + "#" + record->run, job);
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
        QCOMPARE((*opened)->bytes(), record->bytesAfter);
    }

    void arraysHoldSpectra()
    {
        JobContext job;
        const auto record = run("store", job);
        const fs::path file = m_root / "store" / record->run / "arrays.h5";
        const auto names = runArrayNames(file);
        QVERIFY2(names.has_value(), names ? "" : names.error().message.c_str());
        for (const std::string &name : *names)
            QVERIFY2(readRunArray(file, name).has_value(), name.c_str());
        qInfo("%d arrays", static_cast<int>(names->size()));
    }

    void refusals()
    {
        JobContext job;
        Recipe nothing = m_recipe;
        nothing.steps = {{{{}, {}, {"no.such.layer"}, {}}, "svd", {{"rank", 4}}}};
        const auto none
            = executeRun(m_model, nothing, m_plugins.methods, m_root / "refused", m_options, job);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Usage);
        QVERIFY(!fs::exists(m_root / "refused"));
        RunOptions small = m_options;
        small.memoryLimit = 1000;
        const auto memory
            = executeRun(m_model, m_recipe, m_plugins.methods, m_root / "small", small, job);
        QVERIFY(!memory);
        QCOMPARE(memory.error().code, ErrorCode::Budget);
        RunOptions measured = m_options;
        measured.evaluateText = "some text";
        const auto text
            = executeRun(m_model, m_recipe, m_plugins.methods, m_root / "text", measured, job);
        QVERIFY(!text); // the tiny model has no tokenizer
        QVERIFY(!fs::exists(m_root / "text"));
    }
};

LAPIDARY_TEST(TestExecutor)
#include "tst_executor.moc"
