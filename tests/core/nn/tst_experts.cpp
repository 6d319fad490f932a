#include "core/nn/experts.h"
#include "tests/core/nn/family_goldens.h"
#include "tests/support/test_program.h"

#include <cmath>

using namespace lapidary;

namespace {

/// The definition of a mixture, one row at a time, in double.
at::Tensor byHand(const at::Tensor &x, const at::Tensor &logits, int64_t active, bool normalized,
                  const std::vector<at::Tensor> &weights)
{
    at::Tensor out = at::zeros(x.sizes(), at::kDouble);
    for (int64_t row = 0; row < x.size(0); ++row) {
        std::vector<std::pair<double, int64_t>> chances;
        double sum = 0;
        for (int64_t e = 0; e < logits.size(1); ++e) {
            chances.push_back({std::exp(logits[row][e].item<double>()), e});
            sum += chances.back().first;
        }
        std::sort(chances.rbegin(), chances.rend());
        double total = 0;
        for (int64_t k = 0; k < active; ++k)
            total += chances[size_t(k)].first;
        for (int64_t k = 0; k < active; ++k) {
            const auto [chance, expert] = chances[size_t(k)];
            const at::Tensor y = weights[size_t(expert)].to(at::kDouble).mv(x[row].to(at::kDouble));
            out[row] += y * (chance / (normalized ? total : sum));
        }
    }
    return out;
}

} // namespace

/// Routing and mixing, and whole models with experts that are compressed or few.
class TestExperts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mixtureByHand_data()
    {
        QTest::addColumn<int>("active");
        QTest::addColumn<bool>("normalized");
        for (const int active : {1, 2, 6})
            for (const bool normalized : {false, true})
                QTest::addRow("%d of 6, %s", active, normalized ? "normalized" : "as they are")
                    << active << normalized;
    }
    void mixtureByHand()
    {
        QFETCH(int, active);
        QFETCH(bool, normalized);
        at::manual_seed(3);
        const at::Tensor x = at::randn({40, 8}), logits = 2 * at::randn({40, 6});
        std::vector<at::Tensor> weights;
        for (int i = 0; i < 6; ++i)
            weights.push_back(at::randn({8, 8}));
        int64_t seen = 0, last = -1;
        const at::Tensor found = mixExperts(
            x, routeTokens(logits, active, normalized), 6,
            [&](int64_t expert, const at::Tensor &rows) {
                seen += rows.size(0);
                if (rows.size(0) == 0 || expert <= last)
                    throw std::runtime_error("called out of order or for nothing");
                last = expert;
                return at::linear(rows, weights[size_t(expert)]);
            });
        QCOMPARE(seen, int64_t(40 * active));
        const at::Tensor expected = byHand(x, logits, active, normalized, weights);
        QVERIFY(goldens::difference(found, expected) < 1e-6);
    }

    void unusedExpertsAreNotCalled()
    {
        at::Tensor logits = at::zeros({5, 4});
        logits.select(1, 2).fill_(9);
        int calls = 0;
        mixExperts(at::ones({5, 3}), routeTokens(logits, 1, true), 4,
                   [&](int64_t expert, const at::Tensor &rows) {
                       calls += expert == 2 ? 1 : 100;
                       return rows;
                   });
        QCOMPARE(calls, 1);
    }

    void compressedExperts_data()
    {
        QTest::addColumn<QString>("family");
        for (const std::string &name : goldens::moeFamilies())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void compressedExperts()
    {
        QFETCH(QString, family);
        const std::string name = family.toStdString();
        const auto model = goldens::load(name);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        ExpertWeights &expert = (*model)->mutableWeights().blocks[1].experts[1];
        for (CompressedLayer *layer : {&expert.gate, &expert.down}) {
            const auto [u, s, v] = at::linalg_svd(layer->factors[0], false);
            layer->form = lowRankForm(layer->form.out, layer->form.in, s.size(0), DType::F32);
            layer->factors = {(s.unsqueeze(1) * v).contiguous(), u.contiguous()};
        }
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            const at::Tensor found = (*model)->logits((*model)->hidden(goldens::ids(name)));
            QVERIFY(goldens::difference(found, *goldens::array(name, "logits")) < 2e-4);
        }
        expert.down.factors[1].mul_(-1); // and they are what is computed with
        const at::NoGradGuard noGrad;
        const at::Tensor found = (*model)->logits((*model)->hidden(goldens::ids(name)));
        QVERIFY(goldens::difference(found, *goldens::array(name, "logits")) > 1e-2);
    }

    void gradientsReachEveryExpert()
    {
        const auto model = goldens::load("mixtral");
        QVERIFY(model.has_value());
        std::vector<at::Tensor> leaves;
        for (BlockWeights &block : (*model)->mutableWeights().blocks) {
            QCOMPARE(block.experts.size(), size_t(6));
            leaves.push_back(block.router.factors[0]);
            for (ExpertWeights &expert : block.experts)
                for (CompressedLayer *layer : {&expert.gate, &expert.up, &expert.down})
                    leaves.push_back(layer->factors[0]);
        }
        for (at::Tensor &leaf : leaves)
            leaf.set_requires_grad(true);
        const at::Tensor hidden = (*model)->hidden(goldens::ids("mixtral"));
        (*model)->logits(hidden).square().mean().backward();
        for (const at::Tensor &leaf : leaves)
            QVERIFY(leaf.grad().defined() && leaf.grad().norm().item<double>() > 0);
    }

    void fewerExpertsThanUsed()
    {
        const auto model = goldens::load("qwen3_moe"); // a token uses 3 of 5
        QVERIFY(model.has_value());
        for (BlockWeights &block : (*model)->mutableWeights().blocks) {
            block.experts.resize(2);
            block.router.factors[0] = block.router.factors[0].narrow(0, 0, 2).contiguous();
            block.router.form.out = 2;
        }
        at::Tensor results[2];
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            results[gradients] = (*model)->hidden(goldens::ids("qwen3_moe"));
        }
        QVERIFY(at::isfinite(results[0]).all().item<bool>());
        QVERIFY(goldens::difference(results[0], results[1]) < 1e-5);
    }

    void tapsNameTheLayers()
    {
        const auto model = goldens::load("granitemoe");
        QVERIFY(model.has_value());
        std::set<std::string> names;
        int64_t rows = 0;
        const LayerTap tap = [&](const char *part, const at::Tensor &x, const at::Tensor &) {
            names.insert(part);
            if (std::string_view(part).ends_with("down_proj"))
                rows += x.size(0);
        };
        const at::Tensor ids = goldens::ids("granitemoe");
        (*model)->forwardBlock(0, (*model)->embed(ids), &tap);
        QVERIFY(names.contains("block_sparse_moe.router.layer"));
        QVERIFY(names.contains("block_sparse_moe.experts.3.up_proj"));
        QCOMPARE(rows, int64_t(2 * ids.numel()));
        for (const std::string &name : names)
            QVERIFY2((*model)->mutableWeights().blocks[0].find(name), name.c_str());
    }

    void missingExpertIsNamed()
    {
        JobContext job;
        const auto model = openModel((goldens::folder("mixtral") / "model").string(), job);
        QVERIFY(model.has_value());
        auto broken = std::make_shared<Model>(**model);
        const int gone = broken->find("model.layers.1.block_sparse_moe.experts.3.w2");
        QVERIFY(gone >= 0);
        broken->layers.erase(broken->layers.begin() + gone);
        const auto loaded = Transformer::load(broken, {"cpu", "f32", 1, ""}, job);
        QVERIFY(!loaded);
        QVERIFY(loaded.error().message.find("model.layers.1.block_sparse_moe.experts.3.")
                != std::string::npos);
    }
};

LAPIDARY_TEST(TestExperts)
#include "tst_experts.moc"
