// Plans that remove blocks, parts of blocks and heads: counts, renumbering, what later steps see.

#include "core/calibrate/calibration.h"
#include "core/model/family.h"
#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace lapidary;
using nlohmann::json;

namespace {

const MethodRegistry &methods()
{
    static const Plugins loaded = loadPlugins(
        {std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

Step step(const char *method, json params, Selector select = {{"*"}, {}, {}, {}})
{
    return {std::move(select), method, std::move(params)};
}

Plan planOf(const Model &model, std::vector<Step> steps)
{
    return makePlan(model, Recipe{"test", std::move(steps)}, methods());
}

/// A llama of 9 query and 3 key-value heads of 64, as SmolLM2.
std::shared_ptr<Model> llama(int blocks, DType type = DType::F32)
{
    auto model = test::shapeModel(blocks, 576, 1536, type);
    model->config.modelType = "llama";
    model->config.heads = 9;
    model->config.kvHeads = 3;
    model->config.headDim = 64;
    model->config.blockHeads.assign(size_t(blocks), 9);
    model->config.blockKvHeads.assign(size_t(blocks), 3);
    model->family = familyForModelType("llama");
    return model;
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
#define VERIFY_GOOD(plan) QVERIFY2((plan).errors.empty(), joined((plan).errors).c_str())

std::vector<int> sources(const Plan &plan)
{
    std::vector<int> blocks;
    for (const BlockShape &block : plan.blocks)
        blocks.push_back(block.source);
    return blocks;
}

// One block of that model: a norm (f32), q, k, v, o, gate, up, down.
constexpr int64_t kNorm = 576, kQuery = 576 * 576, kKey = 192 * 576, kMlp = 1536 * 576;
constexpr int64_t kAttention = kNorm + 2 * kQuery + 2 * kKey;

} // namespace

class TestStructurePlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namedBlocks()
    {
        const auto model = llama(6);
        const Plan plan = planOf(*model, {step("prune_depth", {{"blocks", "1,3-4"}})});
        VERIFY_GOOD(plan);
        QCOMPARE(plan.parametersBefore - plan.parametersAfter, 3 * (kAttention + 3 * kMlp));
        QCOMPARE(plan.bytesBefore - plan.bytesAfter, 4 * 3 * (kAttention + 3 * kMlp));
        QCOMPARE(sources(plan), (std::vector<int>{0, 2, 5}));
        QCOMPARE(plan.layers.size(), size_t(3 * 8));
        for (const PlannedLayer &layer : plan.layers) {
            QCOMPARE(layer.bytesAfter, 0);
            QCOMPARE(layer.parametersAfter, 0);
            QCOMPARE(layer.predictedError.value_or(0), 1.0);
            QVERIFY(layer.form.kind == FormKind::Removed);
        }
        QCOMPARE(plan.blockIntermediate, (std::vector<int64_t>{1536, 0, 1536, 0, 0, 1536}));
        QCOMPARE(plan.stepSummaries[0], std::string("Depth −[1,3-4]"));
        // A list of numbers is the same.
        const Plan list = planOf(*model, {step("prune_depth", {{"blocks", {1, 3, 4}}})});
        QCOMPARE(list.bytesAfter, plan.bytesAfter);
        QCOMPARE(list.hash(*model, 0), plan.hash(*model, 0));
    }

    void biasesGoToo()
    {
        auto model = llama(3);
        auto &source = const_cast<test::ShapeSource &>(
            static_cast<const test::ShapeSource &>(*model->source));
        test::addLayer(*model, source, "model.layers.1.extra", Role::Other, 1, {8, 8}, DType::F32,
                       true);
        const Plan plan = planOf(*model, {step("prune_depth", {{"blocks", "1"}})});
        VERIFY_GOOD(plan);
        QCOMPARE(plan.parametersBefore - plan.parametersAfter, kAttention + 3 * kMlp + 64 + 8);
    }

    void deepestFirst()
    {
        const auto model = llama(6);
        const Plan plan = planOf(*model, {step("prune_depth", {{"count", 2}})});
        VERIFY_GOOD(plan);
        QCOMPARE(sources(plan), (std::vector<int>{0, 1, 2, 5}));
        VERIFY_MENTIONS(plan.warnings, "no calibration tells");
        const Plan last =
            planOf(*model, {step("prune_depth",
                                 {{"count", 2}, {"protect_last", 0}, {"score", "last"}})});
        QCOMPARE(sources(last), (std::vector<int>{0, 1, 2, 3}));
        QVERIFY(!mentions(last.warnings, "no calibration"));
        const Plan selected = planOf(
            *model, {step("prune_depth", {{"count", 2}}, {{"*"}, "0-2", {}, {}})});
        QCOMPARE(sources(selected), (std::vector<int>{0, 3, 4, 5}));
        const Plan many = planOf(
            *model, {step("prune_depth", {{"count", 3}}, {{"*"}, "0-2", {}, {}})});
        VERIFY_MENTIONS(many.errors, "of the 3 selected blocks 2 may go");
    }

    void partsOfBlocks()
    {
        const auto model = llama(4);
        const Plan attention =
            planOf(*model, {step("prune_depth", {{"blocks", "1,2"}, {"part", "attention"}})});
        VERIFY_GOOD(attention);
        QCOMPARE(attention.parametersBefore - attention.parametersAfter, 2 * kAttention);
        QCOMPARE(sources(attention), (std::vector<int>{0, 1, 2, 3}));
        QCOMPARE(attention.blocks[1], (BlockShape{1, 0, 0, 1536}));
        const Plan mlp = planOf(*model, {step("prune_depth", {{"count", 1}, {"part", "mlp"}})});
        VERIFY_GOOD(mlp);
        QCOMPARE(mlp.parametersBefore - mlp.parametersAfter, 3 * kMlp);
        QCOMPARE(mlp.blocks[2], (BlockShape{2, 9, 3, 0}));
        // Both parts of a block: the block is gone.
        const Plan both =
            planOf(*model, {step("prune_depth", {{"blocks", "1"}, {"part", "attention"}}),
                            step("prune_depth", {{"blocks", "1"}, {"part", "mlp"}})});
        VERIFY_GOOD(both);
        QCOMPARE(sources(both), (std::vector<int>{0, 2, 3}));
        QCOMPARE(planOf(*model, {step("prune_depth", {{"blocks", "1"}})}).parametersAfter,
                 both.parametersAfter);
    }

    void heads()
    {
        const auto model = llama(2);
        const Plan plan = planOf(*model, {step("prune_heads", {{"count", 1}})});
        VERIFY_GOOD(plan);
        QCOMPARE(plan.blocks[0], (BlockShape{0, 6, 2, 1536}));
        QCOMPARE(plan.parametersBefore - plan.parametersAfter, 2 * (2 * 192 * 576 + 2 * 64 * 576));
        const PlannedLayer *o = plan.find(model->find("model.layers.1.self_attn.o_proj"));
        QVERIFY(o);
        QCOMPARE(o->form.in, 384);
        QCOMPARE(o->form.out, 576);
        QCOMPARE(o->actions[0].params["kv_heads"].get<int>(), 2);
        QCOMPARE(o->group, plan.find(model->find("model.layers.1.self_attn.q_proj"))->group);
        // int(0.5 * 3) = 1 goes; int(0.2 * 3) = 0 and the plan says so.
        QCOMPARE(planOf(*model, {step("prune_heads", {{"fraction", 0.5}})}).parametersAfter,
                 plan.parametersAfter);
        const Plan none = planOf(*model, {step("prune_heads", {{"fraction", 0.2}})});
        VERIFY_MENTIONS(none.warnings, "all 3 key-value heads stay");
        QCOMPARE(none.parametersAfter, none.parametersBefore);
        const Plan partial = planOf(
            *model, {step("prune_heads", {{"count", 1}}, {{"q"}, {}, {}, {}})});
        VERIFY_MENTIONS(partial.warnings, "q, k, v and o of a block are cut together");
        QCOMPARE(partial.parametersAfter, plan.parametersAfter);
    }

    void headsThatDoNotDivide()
    {
        auto model = llama(2);
        model->config.headDim = 100;
        VERIFY_MENTIONS(planOf(*model, {step("prune_heads", {{"count", 1}})}).errors,
                        "no groups of heads of 100");
        model->family = nullptr;
        VERIFY_MENTIONS(planOf(*model, {step("prune_heads", {{"count", 1}})}).errors,
                        "this architecture is not known");
        VERIFY_MENTIONS(planOf(*model, {step("prune_depth", {{"count", 1}})}).errors,
                        "this architecture is not known");
    }

    void packedTypes()
    {
        const auto model = llama(2, DType::Q8_0);
        const Plan plan = planOf(*model, {step("prune_heads", {{"count", 1}})});
        VERIFY_GOOD(plan);
        for (const PlannedLayer &layer : plan.layers)
            QCOMPARE(layer.form.factors[0].stored, DType::Q8_0); // 384 columns are whole blocks
        const Plan k = planOf(*llama(2, DType::Q5_0), {step("prune_depth", {{"count", 1}})});
        QVERIFY(!k.errors.empty()); // both blocks are protected
        const Plan removed = planOf(*llama(2, DType::Q5_0),
                                    {step("prune_depth", {{"blocks", "0"}})});
        VERIFY_GOOD(removed);
    }

    void laterStepsSkipWhatIsGone()
    {
        const auto model = llama(3);
        const Plan plan = planOf(*model, {step("prune_depth", {{"blocks", "1"}}),
                                          step("quantize", {{"type", "q8_0"}}),
                                          step("prune_width", {{"fraction", 0.5}})});
        VERIFY_GOOD(plan);
        for (const PlannedLayer &layer : plan.layers) {
            const bool gone = model->layers[size_t(layer.layer)].block == 1;
            QCOMPARE(layer.form.kind == FormKind::Removed, gone);
            QCOMPARE(layer.steps.size(), size_t(gone ? 1 : layer.actions.size()));
        }
        QCOMPARE(plan.stepTotals[1].layers, 15); // embedding and 2 x 7 matrices
        QCOMPARE(plan.stepTotals[2].layers, 6);
        const Plan nothing = planOf(*model, {step("prune_depth", {{"blocks", "1"}}),
                                             step("svd", {{"rank", 4}}, {{"q"}, "1", {}, {}})});
        VERIFY_MENTIONS(nothing.errors, "earlier steps have removed everything");
        const Plan twice = planOf(*model, {step("prune_depth", {{"blocks", "1"}}),
                                           step("prune_depth", {{"blocks", "1"}})});
        VERIFY_MENTIONS(twice.errors, "block 1 is not among those");
        const Plan all = planOf(*model, {step("prune_depth", {{"blocks", "0-1"}}),
                                         step("prune_depth", {{"blocks", "2"}})});
        VERIFY_MENTIONS(all.errors, "removes every block");
    }
};

LAPIDARY_TEST(TestStructurePlan)
#include "tst_structure_plan.moc"
