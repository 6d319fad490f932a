// Experts removed by a run: what is left computes what the kept experts did.

#include "core/calibrate/calibrate.h"
#include "core/plugin/loader.h"
#include "core/run/executor.h"
#include "tests/support/changed_model.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_moe_model.h"

#include <QTemporaryDir>

#include <set>

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

Step step(const char *method, json params, Selector select = {{"*"}, {}, {}, {}})
{
    return {std::move(select), method, std::move(params)};
}

Selector expertsOf(const char *blocks = "")
{
    Selector select;
    select.roles = {"router", "expert_gate", "expert_up", "expert_down"};
    select.blocks = blocks;
    return select;
}

bool says(const std::vector<std::string> &sentences, const char *what)
{
    return std::any_of(sentences.begin(), sentences.end(), [&](const std::string &text) {
        return text.find(what) != std::string::npos;
    });
}

} // namespace

class TestExpertsRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    JobContext m_job;
    std::map<std::string, ModelPtr> m_models;
    fs::path root() const { return m_dir.path().toStdString(); }

    ModelPtr model(const std::string &family)
    {
        ModelPtr &made = m_models[family];
        if (!made && test::TinyMoe{.family = family}.write(root() / family))
            made = openModel((root() / family).string(), m_job).value();
        return made;
    }
    Result<RunRecord> run(const ModelPtr &model, const Recipe &recipe, RunOptions options = {})
    {
        options.compute.device = "cpu";
        options.compute.dtype = "f32";
        options.compute.threads = 2;
        return executeRun(model, recipe, methods(), root() / "store", options, m_job);
    }
    Result<ModelPtr> result(const RunRecord &record)
    {
        return openModel((root() / "store" / record.run / "checkpoint").string(), m_job);
    }
    std::vector<float> logits(const ModelPtr &model)
    {
        return test::logitsOf(model, root() / "logits.safetensors");
    }
    /// A model of the same family that only ever had the `kept` experts of each block.
    Result<ModelPtr> smaller(const std::string &family, const std::vector<json> &kept)
    {
        const test::TinyMoe whole{.family = family};
        const ModelPtr source = model(family);
        test::TinyMoe small = whole;
        small.experts = int64_t(kept[0].size());
        small.active = std::min(small.active, small.experts);
        const fs::path folder = root() / (family + "-small");
        fs::create_directories(folder);
        std::ofstream(folder / "config.json") << small.config().dump();
        std::vector<OutgoingTensor> tensors;
        for (const Layer &layer : source->layers) {
            std::string name = layer.name;
            LAPIDARY_ASSIGN(std::vector<float> values, readFactorF32(*source, layer, 0, m_job));
            Shape shape = layer.form.factors[0].shape;
            if (layer.role == Role::Router) {
                std::vector<float> rows;
                for (const int e : kept[size_t(layer.block)].get<std::vector<int>>())
                    rows.insert(rows.end(), values.begin() + e * whole.hidden,
                                values.begin() + (e + 1) * whole.hidden);
                values = rows;
                shape[0] = small.experts;
            }
            const size_t at = name.find(".experts.");
            if (at != std::string::npos) {
                const size_t dot = name.find('.', at + 9);
                const int expert = std::stoi(name.substr(at + 9, dot - at - 9));
                const auto list = kept[size_t(layer.block)].get<std::vector<int>>();
                const auto found = std::find(list.begin(), list.end(), expert);
                if (found == list.end())
                    continue;
                name = name.substr(0, at + 9) + std::to_string(found - list.begin())
                       + name.substr(dot);
            }
            if (!layer.tiedCopy)
                tensors.push_back(test::outgoing(name + ".weight", shape, std::move(values)));
        }
        LAPIDARY_TRY(writeSafetensors(folder / "model.safetensors", std::move(tensors), {}, m_job));
        return openModel(folder.string(), m_job);
    }
    static std::vector<json> keptBy(const RunRecord &record)
    {
        std::vector<json> kept;
        for (const LayerRecord &layer : record.layers)
            if (layer.role == "router")
                kept.push_back(layer.details["prune_experts"]["kept"]);
        return kept;
    }

private Q_SLOTS:
    void families_data()
    {
        QTest::addColumn<QString>("family");
        for (const char *family : {"mixtral", "qwen3_moe", "granitemoe"})
            QTest::newRow(family) << family;
    }
    void families()
    {
        QFETCH(QString, family);
        const ModelPtr whole = model(family.toStdString());
        QVERIFY(whole);
        const Recipe recipe{"e", {step("prune_experts", {{"count", 2}}, expertsOf())}};
        const Plan plan = makePlan(*whole, recipe, methods());
        QVERIFY2(plan.errors.empty(), plan.errors.empty() ? "" : plan.errors[0].c_str());
        constexpr int64_t expert = 3 * 32 * 48 + 32; // with its row of the router
        QCOMPARE(plan.parametersAfter, plan.parametersBefore - 2 * 2 * expert);
        QCOMPARE(plan.bytesAfter, plan.bytesBefore - 4 * 2 * 2 * expert);
        QCOMPARE(plan.blocks[1].experts, int64_t(3));
        const auto record = run(whole, recipe);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        QCOMPARE(record->parametersAfter, plan.parametersAfter);
        QCOMPARE(record->bytesAfter, plan.bytesAfter);
        QCOMPARE(record->expertsAfter, (std::vector<int64_t>{3, 3}));
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.experts, int64_t(3));
        QCOMPARE((*cut)->config.expertsActive, int64_t(2));
        QCOMPARE((*cut)->parametersStored(), plan.parametersAfter);
        const std::vector<json> kept = keptBy(*record);
        QCOMPARE(kept.size(), size_t(2));
        const auto expected = smaller(family.toStdString(), kept);
        QVERIFY2(expected, expected ? "" : expected.error().message.c_str());
        QCOMPARE(logits(*cut), logits(*expected));
        for (const LayerRecord &layer : record->layers) // moved, but what they were
            if (layer.role.starts_with("expert") && layer.form.kind == FormKind::Dense)
                QVERIFY2(layer.error == 0, layer.name.c_str());
    }

    void normsDecideWithoutCalibration()
    {
        const ModelPtr whole = model("mixtral");
        // Expert 1 of block 0 is all but nothing, and so is expert 4 of block 1.
        const auto changed = test::changedModel(
            *whole, root() / "faint", [](test::NamedValues &values) {
                for (auto &[name, numbers] : values)
                    if (name.find("0.block_sparse_moe.experts.1.") != std::string::npos
                        || name.find("1.block_sparse_moe.experts.4.") != std::string::npos)
                        for (float &number : numbers)
                            number *= 0.01f;
            });
        QVERIFY(changed);
        const auto record =
            run(*changed, {"n", {step("prune_experts", {{"count", 1}}, expertsOf())}});
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        QCOMPARE(keptBy(*record), (std::vector<json>{{0, 2, 3, 4}, {0, 1, 2, 3}}));
        QVERIFY(says(record->warnings, "norm of their weights"));
    }

    void calibrationDecides_data()
    {
        QTest::addColumn<QString>("score");
        for (const char *score : {"auto", "frequency", "weight"})
            QTest::newRow(score) << score;
    }
    void calibrationDecides()
    {
        QFETCH(QString, score);
        const ModelPtr whole = model("qwen3_moe");
        CalibrationOptions options;
        options.text = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo/calibration.txt";
        options.samples = 6;
        options.window = 40;
        options.compute.device = "cpu";
        options.compute.dtype = "f32";
        const fs::path path = root() / "cal.h5";
        if (!fs::exists(path))
            QVERIFY(calibrate(whole, options, path, m_job));
        RunOptions runOptions;
        runOptions.calibration = Calibration::open(path).value();
        const auto record = run(whole,
                                {"c" + score.toStdString(),
                                 {step("prune_experts",
                                       {{"fraction", 0.5}, {"score", score.toStdString()}},
                                       expertsOf())}},
                                runOptions);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const std::vector<json> kept = keptBy(*record);
        for (size_t block = 0; block < 2; ++block) {
            const RouterCounts &counts = runOptions.calibration->routers().at(
                fmt::format("model.layers.{}.mlp.gate", block));
            QCOMPARE(kept[block].size(), size_t(3));
            std::set<int> stays(kept[block].begin(), kept[block].end());
            for (int a = 0; a < 5; ++a)
                for (int b = 0; b < 5; ++b)
                    if (stays.contains(a) && !stays.contains(b))
                        QVERIFY(score == "frequency"
                                    ? counts.chosen[size_t(a)] >= counts.chosen[size_t(b)]
                                    : counts.weight[size_t(a)] >= counts.weight[size_t(b)]);
        }
        // What was known of an expert's inputs moved with it: its own output error is nothing.
        for (const LayerRecord &layer : record->layers)
            if (layer.role == "expert_down" && layer.outputError)
                QCOMPARE(*layer.outputError, 0.0);
    }

    void mergedByCounts()
    {
        const ModelPtr whole = model("granitemoe");
        // Expert 3 is expert 0 a little smaller, so that it goes there.
        const auto changed = test::changedModel(
            *whole, root() / "alike", [](test::NamedValues &values) {
                for (auto &[name, numbers] : values) {
                    if (name.find("_linear.weight") == std::string::npos)
                        continue;
                    const size_t size = numbers.size() / 5;
                    for (size_t i = 0; i < size; ++i)
                        numbers[3 * size + i] = 0.5f * numbers[i];
                }
            });
        QVERIFY(changed);
        const auto record = run(*changed, {"m", {step("prune_experts",
                                                      {{"count", 1}, {"merge", true}},
                                                      expertsOf())}});
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        QCOMPARE(keptBy(*record), (std::vector<json>{{0, 1, 2, 4}, {0, 1, 2, 4}}));
        QVERIFY(says(record->warnings, "equal weights"));
        const auto cut = result(*record);
        QVERIFY(cut);
        for (const char *part : {"gate_proj", "down_proj"}) {
            const std::string name =
                std::string("model.layers.1.block_sparse_moe.experts.0.") + part;
            const auto before =
                readFactorF32(**changed, (*changed)->layers[size_t((*changed)->find(name))], 0,
                              m_job);
            const auto after =
                readFactorF32(**cut, (*cut)->layers[size_t((*cut)->find(name))], 0, m_job);
            for (size_t i = 0; i < before->size(); ++i)
                QVERIFY(std::abs((*after)[i] - 0.75f * (*before)[i]) < 1e-6);
        }
        for (const LayerRecord &layer : record->layers)
            if (layer.name.ends_with("experts.0.up_proj"))
                QVERIFY(std::abs(layer.error - 0.25) < 1e-6);
    }

    void fewerThanATokenUses()
    {
        const ModelPtr whole = model("mixtral");
        const Recipe recipe{"f", {step("prune_experts", {{"count", 4}}, expertsOf())}};
        QVERIFY(says(makePlan(*whole, recipe, methods()).warnings, "a token uses 2 experts"));
        const auto record = run(whole, recipe);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto cut = result(*record);
        QVERIFY(cut);
        QCOMPARE((*cut)->config.expertsActive, int64_t(1));
        QCOMPARE((*cut)->config.raw["num_experts_per_tok"].get<int>(), 1);
        QCOMPARE(logits(*cut), logits(*smaller("mixtral", keptBy(*record))));
    }

    void someBlocksOnly()
    {
        const ModelPtr whole = model("granitemoe");
        const Recipe recipe{"s", {step("prune_experts", {{"count", 2}}, expertsOf("1"))}};
        QVERIFY(says(makePlan(*whole, recipe, methods()).warnings, "only 1 of the 2 blocks"));
        const auto record = run(whole, recipe);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.blockExperts, (std::vector<int64_t>{5, 3}));
        QVERIFY(!(*cut)->config.uniformBlocks());
        QVERIFY(!logits(*cut).empty());
    }

    /// Later steps work on what is left; a run of a run begins where it ended.
    void thenFactoredAndQuantized()
    {
        const ModelPtr whole = model("qwen3_moe");
        Selector down;
        down.roles = {"expert_down"};
        const auto record = run(
            whole, {"q", {step("prune_experts", {{"count", 2}}, expertsOf()),
                          step("svd", {{"rank", 12}}, down),
                          step("quantize", {{"type", "q8_0"}}, expertsOf())}});
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QVERIFY(!logits(*cut).empty());
        for (const LayerRecord &layer : record->layers)
            if (layer.role == "expert_gate" && layer.form.kind == FormKind::Dense)
                QVERIFY2(layer.error > 0 && layer.error < 0.02, layer.name.c_str());
        const auto second =
            run(*cut, {"q2", {step("quantize", {{"type", "f16"}}, {{"q", "k"}, {}, {}, {}})}});
        QVERIFY2(second, second ? "" : second.error().message.c_str());
        const auto twice = result(*second);
        QVERIFY(twice);
        QVERIFY(test::logitsApart(logits(*twice), logits(*cut)) < 1e-2);
    }

    void blocksAndMlpsGo()
    {
        const ModelPtr whole = model("qwen3_moe");
        const auto mlp = run(
            whole, {"d", {step("prune_experts", {{"count", 1}}, expertsOf()),
                          step("prune_depth", {{"blocks", "0"}, {"part", "mlp"}})}});
        QVERIFY2(mlp, mlp ? "" : mlp.error().message.c_str());
        const auto cut = result(*mlp);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.widthOf(0), int64_t(0));
        QCOMPARE((*cut)->config.blockExperts, (std::vector<int64_t>{0, 4}));
        QVERIFY(!logits(*cut).empty());
        const auto block = run(whole, {"b", {step("prune_depth", {{"blocks", "0"}})}});
        QVERIFY2(block, block ? "" : block.error().message.c_str());
        const auto rest = result(*block);
        QVERIFY2(rest, rest ? "" : rest.error().message.c_str());
        QCOMPARE((*rest)->config.blocks, int64_t(1));
        QCOMPARE((*rest)->config.blockExperts, (std::vector<int64_t>{5}));
    }

    /// Blocks with one MLP beside blocks with experts: each kind is cut by its own method.
    void mixedBlocks()
    {
        const fs::path golden =
            fs::path(LAPIDARY_SOURCE_DIR) / "tests/data/families/qwen3_moe_mixed/model";
        const auto whole = openModel(golden.string(), m_job);
        QVERIFY2(whole, whole ? "" : whole.error().message.c_str());
        const auto record = run(*whole, {"mixed", {step("prune_width", {{"width", 16}}),
                                                   step("prune_experts", {{"count", 1}})}});
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.blockIntermediate, (std::vector<int64_t>{16, 8}));
        QCOMPARE((*cut)->config.blockExperts, (std::vector<int64_t>{0, 3}));
        QVERIFY((*cut)->config.uniformBlocks());
        QVERIFY(!logits(*cut).empty());
    }

    void sequentialRuns()
    {
        const ModelPtr whole = model("mixtral");
        CalibrationOptions options;
        options.text = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo/calibration.txt";
        options.samples = 6;
        options.window = 40;
        options.compute.device = "cpu";
        options.compute.dtype = "f32";
        QVERIFY(calibrate(whole, options, root() / "mixtral.h5", m_job));
        RunOptions runOptions;
        runOptions.calibration = Calibration::open(root() / "mixtral.h5").value();
        Recipe recipe{"seq", {step("prune_experts", {{"count", 2}}, expertsOf()),
                              step("svd", {{"rank", 12}}, {{"q", "o"}, {}, {}, {}})}};
        recipe.sequential = true;
        const auto record = run(whole, recipe, runOptions);
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.experts, int64_t(3));
        QVERIFY(!logits(*cut).empty());
    }

    void notFiniteStaysWhole()
    {
        const auto poisoned = test::changedModel(
            *model("mixtral"), root() / "nan", [](test::NamedValues &values) {
                values["model.layers.0.block_sparse_moe.experts.4.w1.weight"][7] = NAN;
            });
        QVERIFY(poisoned);
        const auto record =
            run(*poisoned, {"x", {step("prune_experts", {{"count", 2}}, expertsOf())}});
        QVERIFY2(record, record ? "" : record.error().message.c_str());
        QVERIFY(says(record->warnings, "experts.4.w1 was left as it is"));
        QCOMPARE(record->expertsAfter, (std::vector<int64_t>{5, 3}));
        const auto cut = result(*record);
        QVERIFY2(cut, cut ? "" : cut.error().message.c_str());
        QCOMPARE((*cut)->config.blockExperts, (std::vector<int64_t>{5, 3}));
    }
};

LAPIDARY_TEST(TestExpertsRun)
#include "tst_experts_run.moc"
