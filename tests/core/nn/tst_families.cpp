#include "tests/core/nn/family_goldens.h"
#include "tests/support/test_program.h"

using namespace lapidary;

namespace {

constexpr double LogitTolerance = 2e-4;

} // namespace

/// Tiny random models of every family against transformers.
class TestFamilies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void families_data()
    {
        QTest::addColumn<QString>("family");
        for (const std::string &name : goldens::families())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void logits_data() { families_data(); }
    void logits()
    {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        const auto model = goldens::load(name);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const auto expected = goldens::array(name, "logits");
        QVERIFY(expected.has_value());
        const at::Tensor ids = goldens::ids(name);
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            const at::Tensor found = (*model)->logits((*model)->hidden(ids));
            QVERIFY(goldens::difference(found, *expected) < LogitTolerance);
        }
    }

    void logitsInBf16_data() { families_data(); }
    void logitsInBf16()
    {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        const auto model = goldens::load(name, "bf16");
        QVERIFY(model.has_value());
        const at::NoGradGuard noGrad;
        const at::Tensor found = (*model)->logits((*model)->hidden(goldens::ids(name)));
        QCOMPARE(found.scalar_type(), at::kBFloat16);
        const double error = goldens::difference(found, *goldens::array(name, "logits"));
        QVERIFY(error > 0 && error < 0.08);
    }

    void cachedEqualsUncached_data() { families_data(); }
    void cachedEqualsUncached()
    {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        const auto model = goldens::load(name);
        QVERIFY(model.has_value());
        const at::Tensor ids = goldens::ids(name);
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            const at::Tensor whole = (*model)->hidden(ids).detach();
            KvCache cache = (*model)->makeCache(2, 40);
            std::vector<at::Tensor> parts;
            const at::NoGradGuard noGrad;
            for (const int64_t count : {10, 7, 1, 1, 12, 1}) {
                const at::AutoGradMode inner(gradients);
                const at::Tensor piece = ids.narrow(1, cache.length, count);
                parts.push_back((*model)->hidden(piece, &cache).detach());
            }
            QCOMPARE(cache.length, int64_t(32));
            QVERIFY(goldens::difference(at::cat(parts, 1), whole) < 1e-5);
        }
    }

    void hooksSeeTheModules()
    {
        const auto model = goldens::load("llama");
        QVERIFY(model.has_value());
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            std::vector<std::string> order;
            std::map<std::string, at::Tensor> seen;
            const Transformer::Hook hook = [&](const std::string &name, const at::Tensor &out) {
                order.push_back(name);
                seen[name] = out.detach();
            };
            (*model)->hidden(goldens::ids("llama"), nullptr, &hook);
            order.push_back("lm_head");
            QCOMPARE(order, (*model)->hookNames());
            for (const char *name : {"model.layers.0.self_attn", "model.layers.0.mlp",
                                     "model.layers.0", "model.layers.1", "model.norm"}) {
                const auto expected = goldens::array("llama", name);
                QVERIFY2(expected, name);
                QVERIFY2(goldens::difference(seen[name], *expected) < LogitTolerance, name);
            }
        }
    }

    void gradientsReachEveryWeight()
    {
        const auto model = goldens::load("qwen3");
        QVERIFY(model.has_value());
        std::vector<at::Tensor> leaves{(*model)->mutableWeights().embed};
        for (BlockWeights &block : (*model)->mutableWeights().blocks) {
            for (CompressedLayer *layer : {&block.q, &block.k, &block.v, &block.o, &block.gate,
                                           &block.up, &block.down})
                leaves.push_back(layer->factors[0]);
            leaves.push_back(block.qNorm);
            leaves.push_back(block.inputNorm);
        }
        for (at::Tensor &leaf : leaves)
            leaf.set_requires_grad(true);
        const at::Tensor hidden = (*model)->hidden(goldens::ids("qwen3"));
        (*model)->logits(hidden).square().mean().backward();
        for (const at::Tensor &leaf : leaves) {
            QVERIFY(leaf.is_leaf());
            QVERIFY(leaf.grad().defined() && leaf.grad().norm().item<double>() > 0);
        }
    }

    void changedWeightsAreSeen()
    {
        const auto model = goldens::load("llama");
        QVERIFY(model.has_value());
        const at::NoGradGuard noGrad;
        const at::Tensor ids = goldens::ids("llama");
        const at::Tensor before = (*model)->hidden(ids);
        BlockWeights &block = (*model)->mutableWeights().blocks[0];
        block.up.factors[0].mul_(1.5);
        const at::Tensor inPlace = (*model)->hidden(ids);
        QVERIFY(goldens::difference(inPlace, before) > 1e-3);
        block.up.factors[0] = block.up.factors[0] / 1.5;
        QVERIFY(goldens::difference((*model)->hidden(ids), before) < 1e-5);
    }

    void missingPartsAreSkipped()
    {
        const auto model = goldens::load("llama");
        QVERIFY(model.has_value());
        Transformer::Weights &weights = (*model)->mutableWeights();
        for (CompressedLayer *part : {&weights.blocks[0].q, &weights.blocks[0].k,
                                      &weights.blocks[0].v, &weights.blocks[0].o})
            *part = CompressedLayer();
        weights.blocks[1].down = CompressedLayer();
        const at::Tensor ids = goldens::ids("llama");
        at::Tensor results[2];
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            results[gradients] = (*model)->hidden(ids);
        }
        QVERIFY(goldens::difference(results[0], results[1]) < 1e-5);
        const auto full = goldens::load("llama");
        QVERIFY(goldens::difference(results[0], (*full)->hidden(ids)) > 1e-2);
    }

    void badIdsAndCancelAreValues()
    {
        const auto model = goldens::load("llama");
        QVERIFY(model.has_value());
        JobContext job;
        const auto outside = (*model)->tryHidden(at::full({1, 3}, 64, at::kLong), nullptr, nullptr,
                                                 job);
        QVERIFY(!outside);
        QCOMPARE(outside.error().code, ErrorCode::Usage);
        QVERIFY(outside.error().message.find("64") != std::string::npos);
        KvCache cache = (*model)->makeCache(1, 4);
        const auto full = (*model)->tryHidden(at::zeros({1, 5}, at::kLong), &cache, nullptr, job);
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::Usage);
        job.cancel();
        const auto cancelled = (*model)->tryHidden(at::zeros({1, 3}, at::kLong), nullptr, nullptr,
                                                   job);
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    }

    void wrongShapesAreNamed()
    {
        JobContext job;
        const auto model = openModel((goldens::folder("llama") / "model").string(), job);
        QVERIFY(model.has_value());
        auto broken = std::make_shared<Model>(**model);
        const int down = broken->find("model.layers.1.mlp.down_proj");
        QVERIFY(down >= 0);
        broken->layers.erase(broken->layers.begin() + broken->find("model.layers.1.mlp.up_proj"));
        ComputeChoice compute{"cpu", "f32", 1, ""};
        const auto loaded = Transformer::load(broken, compute, job);
        QVERIFY(!loaded);
        QVERIFY(loaded.error().message.find("model.layers.1") != std::string::npos);
    }
};

LAPIDARY_TEST(TestFamilies)
#include "tst_families.moc"
