#include "core/plugin/loader.h"
#include "core/surgery/layer_spectra.h"
#include "core/surgery/plan.h"
#include "tests/support/shape_model.h"
#include "tests/support/sparse_checkpoint.h"
#include "tests/support/test_program.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cmath>
#include <fstream>

using namespace lapidary;
using nlohmann::json;

namespace {

const MethodRegistry &methods()
{
    static const Plugins loaded = loadPlugins(
        {std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

Step step(const char *method, json params, Selector select = {})
{
    Step s;
    s.select = std::move(select);
    s.method = method;
    s.params = std::move(params);
    return s;
}

Plan planOf(const Model &model, std::vector<Step> steps, const SpectrumSource *spectra = nullptr)
{
    return makePlan(model, Recipe{"test", std::move(steps)}, methods(), spectra);
}

/// The only planned layer of a one-layer model.
Plan planOne(int64_t out, int64_t in, std::vector<Step> steps, DType type = DType::F32,
             const SpectrumSource *spectra = nullptr)
{
    auto source = std::make_shared<test::ShapeSource>();
    Model model;
    test::addLayer(model, *source, "only", Role::Q, 0, {out, in}, type);
    model.source = source;
    return planOf(model, std::move(steps), spectra);
}

bool mentions(const std::vector<std::string> &texts, const char *part)
{
    return std::any_of(texts.begin(), texts.end(), [&](const std::string &text) {
        return text.find(part) != std::string::npos;
    });
}

std::string joined(const std::vector<std::string> &texts)
{
    std::string all;
    for (const std::string &text : texts)
        all += text + "\n";
    return all;
}

#define VERIFY_MENTIONS(texts, part) QVERIFY2(mentions(texts, part), joined(texts).c_str())

struct KnownSpectra : SpectrumSource {
    std::vector<double> values;
    std::vector<std::vector<double>> bonds;
    const std::vector<double> *singularValues(const Layer &) const override { return &values; }
    const std::vector<std::vector<double>> *bondSpectra(
        const Layer &, const std::vector<int64_t> &, const std::vector<int64_t> &) const override
    {
        return &bonds;
    }
};

} // namespace

// QCOMPARE itself cannot print JSON.
#define COMPARE_JSON(found, expected) QCOMPARE((found).dump(), (expected).dump())

class TestPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void methodsAreThere()
    {
        std::vector<std::string> ids;
        for (const auto &method : methods().all())
            ids.push_back(method->info().id);
        QCOMPARE(ids.front(), std::string("svd"));
        for (const char *id : {"mpo", "prune_width", "prune_heads", "prune_depth", "quantize"})
            QVERIFY2(std::find(ids.begin(), ids.end(), id) != ids.end(), id);
    }

    void svdSizes()
    {
        const Plan rank = planOne(576, 1536, {step("svd", {{"rank", 100}})});
        QCOMPARE(rank.errors, std::vector<std::string>());
        QCOMPARE(rank.layers[0].parametersAfter, 100 * (576 + 1536));
        QCOMPARE(rank.bytesAfter, 4 * 100 * (576 + 1536));
        COMPARE_JSON(rank.layers[0].actions[0].params, json({{"rank", 100}}));
        QVERIFY(!rank.layers[0].predictedError);

        // keep 0.6: floor(0.6 * 576 * 1536 / 2112) = 251
        const Plan keep = planOne(576, 1536, {step("svd", {{"keep", 0.6}})});
        COMPARE_JSON(keep.layers[0].actions[0].params["rank"], json(251));
        const Plan divisor = planOne(576, 1536, {step("svd", {{"keep", 0.6}, {"divisor", 32}})});
        COMPARE_JSON(divisor.layers[0].actions[0].params["rank"], json(224));
        // Everything kept: the largest rank that is not larger than the matrix.
        const Plan all = planOne(576, 576, {step("svd", {{"keep", 1.0}})});
        COMPARE_JSON(all.layers[0].actions[0].params["rank"], json(288));
        VERIFY_MENTIONS(all.warnings, "keeps its 0.33 M parameters; stay below 288");
    }

    void svdWarnsAndRefuses()
    {
        const Plan grows = planOne(576, 576, {step("svd", {{"rank", 500}})});
        VERIFY_MENTIONS(grows.warnings, "at rank 500 this layer grows from 0.33 M to 0.58 M "
                                        "parameters; stay below 288 to save anything");
        QVERIFY(grows.warnings[0].starts_with("this recipe makes the model larger"));
        const Plan clamped = planOne(576, 192, {step("svd", {{"rank", 500}})});
        COMPARE_JSON(clamped.layers[0].actions[0].params["rank"], json(192));
        VERIFY_MENTIONS(clamped.warnings, "rank 500 is clamped to 192");
        for (const json &bad : {json{{"rank", 0}}, json{{"rank", -3}}, json{{"keep", 0.0}},
                                json{{"keep", 1.5}}, json{{"error", -0.1}}, json{{"error", 1.0}},
                                json{{"rank", 5}, {"calibrated", true}}}) {
            const Plan refused = planOne(576, 192, {step("svd", bad)});
            QVERIFY2(refused.errors.size() == 1, bad.dump().c_str());
            QVERIFY(refused.errors[0].starts_with("step 1 (svd), only: "));
            QVERIFY(refused.layers.empty());
        }
    }

    void mpoOf216Clamps()
    {
        // 216 = 6 6 6: 2 * 36 chi + 36 chi^2, bonds at most 36.
        const Plan plan = planOne(216, 216, {step("mpo", {{"chi", 100}})});
        const PlannedAction &action = plan.layers[0].actions[0];
        COMPARE_JSON(action.params["bonds"], json({36, 36}));
        COMPARE_JSON(action.params["out_factors"], json({6, 6, 6}));
        QCOMPARE(action.parameters, 2 * 36 * 36 + 36 * 36 * 36);
        VERIFY_MENTIONS(plan.warnings, "at χ 100 (bonds 36, 36) this layer grows from 46,656 to "
                                       "49,248 parameters; χ 35 or less saves");
        VERIFY_MENTIONS(plan.warnings, "χ 100 is clamped");
        for (int64_t chi : {1, 5, 20, 35}) {
            const Plan fits = planOne(216, 216, {step("mpo", {{"chi", chi}})});
            QCOMPARE(fits.layers[0].parametersAfter, 2 * 36 * chi + 36 * chi * chi);
            QVERIFY(fits.layers[0].parametersAfter < 216 * 216);
            QCOMPARE(fits.warnings, std::vector<std::string>());
        }
        // keep 0.5: 36 chi^2 + 72 chi <= 23328 gives chi = 24.
        const Plan keep = planOne(216, 216, {step("mpo", {{"keep", 0.5}})});
        COMPARE_JSON(keep.layers[0].actions[0].params["chi"], json(24));
    }

    void mpoFactors()
    {
        const Plan own = planOne(12, 10, {step("mpo", {{"chi", 3}, {"out_factors", {3, 4}},
                                                       {"in_factors", {5, 2}}})});
        QCOMPARE(own.errors, std::vector<std::string>());
        QCOMPARE(own.layers[0].parametersAfter, 3 * 5 * 3 + 3 * 4 * 2);
        const auto refused = [](json params, const char *part) {
            const Plan plan = planOne(12, 10, {step("mpo", std::move(params))});
            return plan.errors.size() == 1 && mentions(plan.errors, part);
        };
        QVERIFY(refused({{"chi", 3}, {"out_factors", {3, 5}}},
                        "out_factors 3 · 5 multiply to 15, but the layer has 12"));
        QVERIFY(refused({{"chi", 3}, {"out_factors", {3, -4}}}, "must be positive numbers"));
        QVERIFY(refused({{"chi", 3}, {"out_factors", {3, 4}}, {"in_factors", {5, 2, 1}}},
                        "must be equally many"));
        QVERIFY(refused({{"chi", 3}, {"sites", 1}}, "1 sites make no sense"));
        QVERIFY(refused({{"chi", 0}}, "nothing is left"));
        QVERIFY(refused({{"chi", 3}, {"out_factors", {int64_t(1) << 40, int64_t(1) << 40}}},
                        "must be positive numbers"));
    }

    void errorTargets()
    {
        const Plan unknown = planOne(64, 64, {step("svd", {{"error", 0.1}})});
        COMPARE_JSON(unknown.layers[0].actions[0].params, json({{"error", 0.1}}));
        QVERIFY(unknown.layers[0].parametersAfter < 64 * 64);
        VERIFY_MENTIONS(unknown.warnings, "the most it can be");

        KnownSpectra spectra;
        for (int i = 0; i < 64; ++i)
            spectra.values.push_back(std::pow(0.5, i));
        const Plan known = planOne(64, 64, {step("svd", {{"error", 0.1}})}, DType::F32, &spectra);
        // Tail after k values is 0.5^k of the whole: 0.5^4 = 0.0625 is the first below 0.1.
        COMPARE_JSON(known.layers[0].actions[0].params, json({{"rank", 4}}));
        QVERIFY(std::abs(*known.layers[0].predictedError - 0.0625) < 1e-6);

        spectra.values.assign(64, 1.0);
        const Plan flat = planOne(64, 64, {step("svd", {{"error", 0.1}})}, DType::F32, &spectra);
        QCOMPARE(flat.layers[0].parametersAfter, 64 * 64);
        VERIFY_MENTIONS(flat.warnings, "stays dense");

        spectra.bonds = {{4, 2, 1}, {3, 1}};
        const double first = std::sqrt(1.0 / 21), both = std::sqrt(5.0 / 21 + 1.0 / 10);
        Plan plan = planOne(64, 64, {step("mpo", {{"chi", 2}})}, DType::F32, &spectra);
        QVERIFY(std::abs(*plan.layers[0].predictedError - first) < 1e-12);
        plan = planOne(64, 64, {step("mpo", {{"error", both + 1e-9}})}, DType::F32, &spectra);
        COMPARE_JSON(plan.layers[0].actions[0].params["chi"], json(1));
        plan = planOne(64, 64, {step("mpo", {{"error", both - 1e-9}})}, DType::F32, &spectra);
        COMPARE_JSON(plan.layers[0].actions[0].params["chi"], json(2));
    }

    void widthRule()
    {
        const std::vector<std::pair<double, int64_t>> kept = {
            {0.0, 8192}, {0.1, 7373}, {0.2, 6554}, {0.3, 5735}, {0.4, 4916}, {0.5, 4096},
            {0.6, 3277}};
        for (const auto &[fraction, width] : kept) {
            const auto model = test::shapeModel(2, 2048, 8192, DType::BF16);
            const Plan plan =
                planOf(*model, {step("prune_width", {{"fraction", fraction}}, {.roles = {"gate"}})});
            QCOMPARE(plan.errors, std::vector<std::string>());
            QCOMPARE(plan.blockIntermediate, std::vector<int64_t>({width, width}));
            QCOMPARE(plan.layers.size(), size_t(6));
        }
        const auto model = test::shapeModel(1, 2048, 8192, DType::BF16);
        const auto width = [&](json params) {
            const Plan plan = planOf(*model, {step("prune_width", std::move(params),
                                                   {.roles = {"gate", "up", "down"}})});
            return plan.errors.empty() ? plan.blockIntermediate[0] : -1;
        };
        QCOMPARE(width({{"width", 5000}}), 5000);
        QCOMPARE(width({{"width", 9000}}), 8192);
        QCOMPARE(width({{"width", 0}}), -1);
        QCOMPARE(width({{"fraction", 1.0}}), -1);
        QCOMPARE(width({{"fraction", -0.1}}), -1);
        QCOMPARE(width({{"fraction", 0.99999}}), 1);
        QCOMPARE(width({{"expansion", 2.0}}), 4096);
        QCOMPARE(width({{"expansion", 200}}), 4096);
        QCOMPARE(width({{"expansion", 140}}), 2868); // 2867.2: what is removed truncates
        QCOMPARE(width({{"expansion", 4.0}}), 8192);
        QCOMPARE(width({{"fraction", 0.1}, {"divisor", 32}}), 7360);
        QCOMPARE(width({{"fraction", 0.1}, {"divisor", 256}}), 7424);
        QCOMPARE(width({{"width", 3}, {"divisor", 256}}), 256);
        QCOMPARE(width({{"width", 8190}, {"divisor", 3000}}), 6000);
        QCOMPARE(width({{"width", 3}, {"divisor", 10000}}), -1);
    }

    void parameterCountsOfTheTable_data()
    {
        QTest::addColumn<QString>("config");
        QTest::addColumn<QStringList>("millions");
        const auto row = [](const char *name, json config, const QStringList &millions) {
            config.update({{"architectures", {"LlamaForCausalLM"}}, {"model_type", "llama"},
                           {"vocab_size", 128256}, {"intermediate_size", 8192},
                           {"num_key_value_heads", 8}, {"tie_word_embeddings", true},
                           {"rms_norm_eps", 1e-5}, {"max_position_embeddings", 131072},
                           {"rope_theta", 500000.0}, {"hidden_act", "silu"}});
            QTest::newRow(name) << QString::fromStdString(config.dump()) << millions;
        };
        row("Llama-3.2-1B", {{"hidden_size", 2048}, {"num_hidden_layers", 16},
                             {"num_attention_heads", 32}, {"head_dim", 64}},
            {"1235.81", "1155.30", "1074.79", "994.28", "913.77", "833.16", "752.65"});
        row("Llama-3.2-3B", {{"hidden_size", 3072}, {"num_hidden_layers", 28},
                             {"num_attention_heads", 24}, {"head_dim", 128}},
            {"3212.75", "3001.41", "2790.07", "2578.73", "2367.38", "2155.79", "1944.44"});
    }
    void parameterCountsOfTheTable()
    {
        QFETCH(QString, config);
        QFETCH(QStringList, millions);
        const json parsed = json::parse(config.toStdString());
        QTemporaryDir dir;
        const std::filesystem::path folder = dir.path().toStdString();
        std::ofstream(folder / "config.json") << parsed.dump();
        test::writeSparseSafetensors(folder / "model.safetensors", test::tensorsOfConfig(parsed));
        JobContext job;
        const auto model = openModel(folder.string(), job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        for (int i = 0; i < millions.size(); ++i) {
            const Plan plan = planOf(**model, {step("prune_width", {{"fraction", i / 10.0}},
                                                    {.roles = {"gate", "up", "down"}})});
            QCOMPARE(plan.errors, std::vector<std::string>());
            QCOMPARE(QString::number(double(plan.parametersUniqueAfter) / 1e6, 'f', 2),
                     millions[i]);
        }
    }

    void mlpIsCutTogether()
    {
        const auto model = test::shapeModel(3);
        const Plan plan = planOf(*model, {step("prune_width", {{"width", 1000}},
                                               {.roles = {"up"}, .blocks = "1"})});
        QCOMPARE(plan.layers.size(), size_t(3));
        VERIFY_MENTIONS(plan.warnings, "gate, up and down of a block are cut together");
        VERIFY_MENTIONS(plan.warnings, "width 1000 is no multiple of 32");
        for (const PlannedLayer &layer : plan.layers) {
            QCOMPARE(layer.group, plan.layers[0].group);
            QCOMPARE(layer.parametersAfter, 1000 * 576);
        }
        QCOMPARE(plan.layers[2].form.factors[0].shape, Shape({576, 1000}));
        QCOMPARE(plan.blockIntermediate, std::vector<int64_t>({1536, 1000, 1536}));
        QCOMPARE(plan.parametersBefore - plan.parametersAfter, 3 * 536 * 576);
        // Of everything, only the MLPs suit.
        QCOMPARE(planOf(*model, {step("prune_width", {{"fraction", 0.5}})}).layers.size(),
                 size_t(9));
        const Plan wrong = planOf(*model, {step("prune_width", {{"fraction", 0.5}},
                                                {.roles = {"q"}})});
        VERIFY_MENTIONS(wrong.errors, "does not suit what it selects (q); it works on gate, up, down");
    }

    void biasesFollow()
    {
        auto source = std::make_shared<test::ShapeSource>();
        Model model;
        test::addLayer(model, *source, "g", Role::Gate, 0, {64, 32}, DType::F32, true);
        test::addLayer(model, *source, "u", Role::Up, 0, {64, 32}, DType::F32, true);
        test::addLayer(model, *source, "d", Role::Down, 0, {32, 64}, DType::F32, true);
        model.source = source;
        const Plan plan = planOf(model, {step("prune_width", {{"width", 32}}),
                                         step("quantize", {{"type", "q8_0"}})});
        QCOMPARE(plan.errors, std::vector<std::string>());
        QCOMPARE(plan.parametersAfter, 3 * 32 * 32 + 32 + 32 + 32);
        QCOMPARE(plan.bytesAfter, 3 * 32 * 34 + 4 * 96);
    }

    void stepsCompose()
    {
        const auto model = test::shapeModel(30);
        const Plan plan = planOf(
            *model,
            {step("prune_width", {{"fraction", 0.2}, {"divisor", 32}},
                  {.roles = {"gate", "up", "down"}, .blocks = "2-27"}),
             step("svd", {{"keep", 0.6}}, {.layers = {"*.mlp.*"}, .except = {"model.layers.0.*"}}),
             step("mpo", {{"chi", 50}}, {.roles = {"q", "o"}}),
             step("quantize", {{"type", "q8_0"}}, {.roles = {"*"}})});
        QCOMPARE(plan.errors, std::vector<std::string>());
        QCOMPARE(plan.layers.size(), size_t(211));
        // 0.2 of 1536: 1229, to the nearest 32: 1216. keep 0.6 of 1216 x 576: rank 234.
        const PlannedLayer &gate = *plan.find(model->find("model.layers.5.mlp.gate_proj"));
        QCOMPARE(gate.actions.size(), size_t(3));
        QCOMPARE(gate.steps, std::vector<int>({0, 1, 3}));
        COMPARE_JSON(gate.actions[1].params["rank"], json(234));
        QCOMPARE(gate.parametersAfter, 234 * (1216 + 576));
        // a [234, 576] as Q8_0, b [1216, 234] does not fit: F16.
        QCOMPARE(gate.bytesAfter, 234 * 576 / 32 * 34 + 1216 * 234 * 2);
        VERIFY_MENTIONS(plan.warnings, "b.weight has rows of 234, no multiple of 32: stored as f16 "
                                       "instead of q8_0; a rank of 224 would fit");
        // 576 = 8 8 9: cores 1 64 50, 50 64 50, 50 81 1.
        const PlannedLayer &q = *plan.find(model->find("model.layers.5.self_attn.q_proj"));
        QCOMPARE(q.parametersAfter, 64 * 50 + 50 * 64 * 50 + 50 * 81);
        QCOMPARE(plan.stepTotals[0].layers, 78);
        QCOMPARE(plan.stepTotals[1].layers, 87);
        QCOMPARE(plan.stepTotals[3].layers, 211);
        QCOMPARE(plan.stepSummaries[2], std::string("MPO χ 50, 3 sites"));
        int64_t bytes = model->bytes(), parameters = model->parametersStored();
        for (const PlannedLayer &layer : plan.layers) {
            bytes += layer.bytesAfter - layer.bytesBefore;
            parameters += layer.parametersAfter - layer.parametersBefore;
        }
        QCOMPARE(plan.bytesAfter, bytes);
        QCOMPARE(plan.parametersAfter, parameters);
        int64_t steps = model->bytes();
        for (const auto &totals : plan.stepTotals)
            steps += totals.bytesAfter - totals.bytesBefore;
        QCOMPARE(steps, plan.bytesAfter);
    }

    void orderMistakes()
    {
        const auto model = test::shapeModel(2);
        const Plan twice = planOf(*model, {step("svd", {{"keep", 0.5}}, {.roles = {"q"}}),
                                           step("mpo", {{"chi", 5}}, {.roles = {"q", "o"}})});
        VERIFY_MENTIONS(twice.errors, "step 2 (mpo): it is already factored (low_rank) by an earlier "
                                      "step");
        VERIFY_MENTIONS(twice.errors, "(2 layers, first model.layers.0.self_attn.q_proj)");
        const Plan late = planOf(*model, {step("svd", {{"keep", 0.5}}, {.roles = {"gate"}}),
                                          step("prune_width", {{"fraction", 0.5}})});
        VERIFY_MENTIONS(late.errors, "put this step before the factorization");
    }

    void matchingNothing()
    {
        const auto model = test::shapeModel(4);
        const auto error = [&](Selector select) {
            const Plan plan = planOf(*model, {step("svd", {{"rank", 8}}, std::move(select))});
            return plan.errors.size() == 1 ? plan.errors[0] : std::string();
        };
        const auto has = [](const std::string &text, const char *part) {
            if (text.find(part) == std::string::npos)
                qWarning("%s", text.c_str());
            return text.find(part) != std::string::npos;
        };
        QVERIFY(has(error({.roles = {"router"}}), "no layer has role router; the matrices of this "
                                                  "model have embed, q, k, v, o, gate, up, down"));
        QVERIFY(has(error({.blocks = "40-50"}), "the model has blocks 0-3"));
        QVERIFY(has(error({.layers = {"*.mpl.*"}}),
                    "\"*.mpl.*\" matches 0 layers; did you mean \"mlp\" for \"mpl\"?"));
        QVERIFY(has(error({.layers = {"*.mlp.*"}, .except = {"*"}}), "\"except\" takes out"));
        QVERIFY(has(error({.roles = {"q"}, .layers = {"*.mlp.*"}}), "\"*.mlp.*\" matches 12 layers"));
        QVERIFY(has(error({.roles = {"gates"}}), "unknown role"));
        QVERIFY(has(error({.blocks = "x"}), "no block or range"));
        Plan plan = planOf(*model, {step("sdv", {{"rank", 8}})});
        VERIFY_MENTIONS(plan.errors,
                        "step 1 (sdv): unknown method \"sdv\"; known are svd, mpo, tucker, cp, "
                        "prune_width, prune_depth, prune_heads, prune_experts, refit, quantize; did you mean "
                        "\"svd\"?");
        plan = planOf(*model, {step("svd", {{"rnak", 8}})});
        VERIFY_MENTIONS(plan.errors, "did you mean \"rank\"?");
        // A step switched off is no mistake.
        Step off = step("sdv", {{"rank", 8}});
        off.enabled = false;
        QVERIFY(planOf(*model, {off}).errors.empty());
    }

    void quantizeTypes()
    {
        const Plan q4 = planOne(64, 96, {step("quantize", {{"type", "q4_0"}})}, DType::BF16);
        QCOMPARE(q4.bytesAfter, 64 * 96 / 32 * 18);
        QVERIFY(*q4.layers[0].predictedError > 0.05 && *q4.layers[0].predictedError < 0.12);
        const Plan odd = planOne(64, 100, {step("quantize", {{"type", "q4_0"}})}, DType::F32);
        QCOMPARE(odd.bytesAfter, 64 * 100 * 2);
        VERIFY_MENTIONS(odd.warnings, "weight has rows of 100, no multiple of 32");
        const Plan same = planOne(64, 96, {step("quantize", {{"type", "bf16"}})}, DType::BF16);
        QCOMPARE(*same.layers[0].predictedError, 0.0);
        const Plan wider = planOne(64, 96, {step("quantize", {{"type", "f32"}})}, DType::BF16);
        QVERIFY(wider.warnings[0].starts_with("this recipe makes the model larger"));
        const Plan group = planOne(64, 96, {step("quantize", {{"type", "q4_0"}, {"group", 64}})});
        VERIFY_MENTIONS(group.errors, "q4_0 always has groups of 32, not 64");
        const Plan f16 = planOne(64, 96, {step("quantize", {{"type", "f16"}, {"group", 64}})});
        VERIFY_MENTIONS(f16.errors, "\"group\" does not apply to f16");
    }

    void packedSources()
    {
        // Factors of a packed weight are stored as F16, and the program says when that grows.
        const Plan svd = planOne(576, 576, {step("svd", {{"keep", 0.6}})}, DType::Q4_1);
        QCOMPARE(svd.layers[0].form.factors[0].stored, DType::F16);
        QVERIFY(svd.warnings[0].starts_with("this recipe makes the model larger"));
        const auto model = test::shapeModel(1, 576, 1536, DType::Q8_0);
        const Plan kept = planOf(*model, {step("prune_width", {{"width", 1024}})});
        QCOMPARE(kept.layers[2].form.factors[0].stored, DType::Q8_0);
        const Plan odd = planOf(*model, {step("prune_width", {{"width", 1000}})});
        QCOMPARE(odd.layers[0].form.factors[0].stored, DType::Q8_0);
        QCOMPARE(odd.layers[2].form.factors[0].stored, DType::F16);
    }

    void deterministicHash()
    {
        const auto model = test::shapeModel(3);
        const std::vector<Step> steps = {step("svd", {{"keep", 0.5}}, {.roles = {"q"}}),
                                         step("quantize", {{"type", "q8_0"}})};
        const Plan a = planOf(*model, steps), b = planOf(*model, steps);
        QCOMPARE(a.hash(*model, 1), b.hash(*model, 1));
        QCOMPARE(toJson(a).dump(), toJson(b).dump());
        QVERIFY(a.hash(*model, 1) != a.hash(*model, 2));
        std::vector<Step> other = steps;
        other[0].params["keep"] = 0.51;
        QVERIFY(a.hash(*model, 1) != planOf(*model, other).hash(*model, 1));
        // The name is no part of what is computed.
        const Plan renamed = makePlan(*model, Recipe{"other name", steps}, methods());
        QCOMPARE(renamed.hash(*model, 1), a.hash(*model, 1));
        auto moved = test::shapeModel(3);
        std::const_pointer_cast<test::ShapeSource>(
            std::static_pointer_cast<const test::ShapeSource>(moved->source))->name = "elsewhere";
        QVERIFY(a.hash(*moved, 1) != a.hash(*model, 1));
    }

    void jsonKeys()
    {
        const auto model = test::shapeModel(2);
        const json plan = toJson(planOf(*model, {step("svd", {{"rank", 500}}, {.roles = {"q"}}),
                                                 step("mpo", {{"chi", 2}}, {.roles = {"router"}})}));
        for (const char *key : {"parameters_before", "parameters_after", "bytes_before",
                                "bytes_after", "layers", "warnings", "errors"})
            QVERIFY2(plan.contains(key), key);
        QCOMPARE(plan["layers"].size(), size_t(2));
        const json &layer = plan["layers"][0];
        COMPARE_JSON(layer["name"], json("model.layers.0.self_attn.q_proj"));
        QVERIFY(layer.contains("predicted_error"));
        for (const char *key : {"method", "params", "parameters", "bytes"})
            QVERIFY2(layer["actions"][0].contains(key), key);
        COMPARE_JSON(layer["actions"][0]["parameters"], json(500 * 1152));
        QCOMPARE(plan["errors"].size(), size_t(1));
    }

    void presetsPlan()
    {
        const auto model = test::shapeModel(30);
        int found = 0;
        for (const auto &entry : std::filesystem::directory_iterator(
                 std::filesystem::path(LAPIDARY_SOURCE_DIR) / "resources/presets")) {
            const auto recipe = readRecipe(entry.path());
            QVERIFY2(recipe, recipe ? "" : recipe.error().message.c_str());
            const Plan plan = makePlan(*model, *recipe, methods());
            QVERIFY2(plan.errors.empty(), joined(plan.errors).c_str());
            QVERIFY(plan.bytesAfter < plan.bytesBefore);
            ++found;
        }
        QVERIFY(found >= 6);
    }

    void manyLayers()
    {
        const auto model = test::shapeModel(1250); // 10,000 layers and two more
        const std::vector<Step> steps = {
            step("prune_width", {{"fraction", 0.2}}, {.blocks = "1-"}),
            step("svd", {{"keep", 0.6}}, {.layers = {"*.mlp.*"}}),
            step("mpo", {{"chi", 50}}, {.roles = {"q", "o"}}),
            step("quantize", {{"type", "q8_0"}})};
        QElapsedTimer timer;
        timer.start();
        const Plan plan = planOf(*model, steps);
        qInfo("plan of %zu layers: %lld ms", model->layers.size(), timer.elapsed());
        QCOMPARE(plan.errors, std::vector<std::string>());
        QCOMPARE(plan.layers.size(), size_t(1250 * 7 + 1));
    }
};

LAPIDARY_TEST(TestPlan)
#include "tst_plan.moc"
