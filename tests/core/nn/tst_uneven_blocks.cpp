// Models whose blocks have different heads and widths, or lack their attention or MLP.

#include "core/heal/trainer.h"
#include "core/nn/guard.h"
#include "core/nn/transformer.h"
#include "tests/support/memory_source.h"
#include "tests/support/test_program.h"

#include <cmath>

using namespace lapidary;

namespace {

constexpr int64_t kHidden = 32, kHeadDim = 8, kVocab = 48;
const std::vector<int64_t> kHeads{0, 4, 2, 4}, kShared{0, 2, 1, 4}, kWidths{40, 0, 24, 40};

nlohmann::json uneven(const std::string &type)
{
    return {{"model_type", type}, {"hidden_size", kHidden}, {"num_hidden_layers", 4},
            {"num_attention_heads", 4}, {"num_key_value_heads", 4}, {"head_dim", kHeadDim},
            {"intermediate_size", 40}, {"vocab_size", kVocab}, {"rms_norm_eps", 1e-5},
            {"tie_word_embeddings", true}, {"block_attention_heads", kHeads},
            {"block_key_value_heads", kShared}, {"block_intermediate_sizes", kWidths}};
}

std::shared_ptr<test::MemorySource> source(const std::string &type)
{
    auto memory = std::make_shared<test::MemorySource>();
    memory->setDocument("config.json", uneven(type));
    at::manual_seed(3);
    const auto add = [&](const std::string &name, const Shape &shape, bool norm = false) {
        const at::Tensor values = norm ? at::ones(shape) + 0.1 * at::randn(shape)
                                       : 0.3 * at::randn(shape);
        const float *data = values.const_data_ptr<float>();
        memory->add(name + ".weight", shape, {data, data + values.numel()});
    };
    add("model.embed_tokens", {kVocab, kHidden});
    for (size_t b = 0; b < kHeads.size(); ++b) {
        const std::string at = "model.layers." + std::to_string(b) + ".";
        if (kHeads[b] > 0) {
            add(at + "input_layernorm", {kHidden}, true);
            add(at + "self_attn.q_proj", {kHeads[b] * kHeadDim, kHidden});
            add(at + "self_attn.k_proj", {kShared[b] * kHeadDim, kHidden});
            add(at + "self_attn.v_proj", {kShared[b] * kHeadDim, kHidden});
            add(at + "self_attn.o_proj", {kHidden, kHeads[b] * kHeadDim});
            if (type == "qwen3") {
                add(at + "self_attn.q_norm", {kHeadDim}, true);
                add(at + "self_attn.k_norm", {kHeadDim}, true);
            }
        }
        if (kWidths[b] == 0)
            continue;
        add(at + "post_attention_layernorm", {kHidden}, true);
        add(at + "mlp.gate_proj", {kWidths[b], kHidden});
        add(at + "mlp.up_proj", {kWidths[b], kHidden});
        add(at + "mlp.down_proj", {kHidden, kWidths[b]});
    }
    add("model.norm", {kHidden}, true);
    return memory;
}

Result<std::shared_ptr<Transformer>> load(const std::string &type)
{
    JobContext job;
    LAPIDARY_ASSIGN(const ModelPtr model, modelFromSource(source(type), job));
    return Transformer::loadMutable(model, {"cpu", "f32", 1, ""}, job);
}

at::Tensor someIds()
{
    return at::arange(0, 40, at::kLong).mul(7).remainder(kVocab).view({2, 20});
}

double apart(const at::Tensor &a, const at::Tensor &b)
{
    return (a - b).abs().max().item<double>() / b.abs().max().item<double>();
}

/// The equations written out once more, one head and one position after the other.
at::Tensor byHand(const Transformer &model, const at::Tensor &ids)
{
    const auto &w = model.weights();
    const auto norm = [](const at::Tensor &x, const at::Tensor &weight) {
        return weight * x * at::rsqrt(x.square().mean(-1, true) + 1e-5);
    };
    const auto rotated = [](const at::Tensor &x, int64_t position) { // [kHeadDim]
        at::Tensor y = x.clone();
        for (int64_t i = 0; i < kHeadDim / 2; ++i) {
            const double angle = double(position) * std::pow(10000.0, -2.0 * double(i) / kHeadDim);
            y[i] = x[i] * std::cos(angle) - x[i + kHeadDim / 2] * std::sin(angle);
            y[i + kHeadDim / 2] = x[i + kHeadDim / 2] * std::cos(angle) + x[i] * std::sin(angle);
        }
        return y;
    };
    std::vector<at::Tensor> rows;
    for (int64_t row = 0; row < ids.size(0); ++row) {
        at::Tensor h = w.embed.index_select(0, ids[row]);
        for (size_t b = 0; b < w.blocks.size(); ++b) {
            const BlockWeights &block = w.blocks[b];
            if (kHeads[b] > 0) {
                const at::Tensor x = norm(h, block.inputNorm);
                const at::Tensor q = block.q.apply(x), k = block.k.apply(x), v = block.v.apply(x);
                at::Tensor mixed = at::zeros({h.size(0), kHeads[b] * kHeadDim});
                const int64_t d = kHeadDim;
                for (int64_t head = 0; head < kHeads[b]; ++head) {
                    const int64_t shared = head / (kHeads[b] / kShared[b]) * d;
                    for (int64_t t = 0; t < h.size(0); ++t) {
                        const at::Tensor query = rotated(q[t].narrow(0, head * d, d), t);
                        at::Tensor scores = at::zeros({t + 1});
                        for (int64_t s = 0; s <= t; ++s) {
                            const at::Tensor key = rotated(k[s].narrow(0, shared, d), s);
                            scores[s] = (query * key).sum() / std::sqrt(double(d));
                        }
                        const at::Tensor p = at::softmax(scores, 0);
                        const at::Tensor values = v.narrow(0, 0, t + 1).narrow(1, shared, d);
                        mixed[t].narrow(0, head * d, d).copy_(at::mv(values.t(), p));
                    }
                }
                h = h + block.o.apply(mixed);
            }
            if (kWidths[b] > 0) {
                const at::Tensor x = norm(h, block.postNorm);
                h = h + block.down.apply(at::silu(block.gate.apply(x)) * block.up.apply(x));
            }
        }
        rows.push_back(norm(h, w.finalNorm));
    }
    return at::stack(rows);
}

} // namespace

class TestUnevenBlocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bothForwardPasses()
    {
        const auto model = load("llama");
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        at::Tensor expected;
        {
            const at::NoGradGuard noGrad;
            expected = byHand(**model, someIds());
        }
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            QVERIFY(apart((*model)->hidden(someIds()).detach(), expected) < 1e-5);
        }
    }

    void cachedEqualsUncached_data()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("llama") << "llama";
        QTest::newRow("qwen3") << "qwen3";
    }
    void cachedEqualsUncached()
    {
        QFETCH(QString, type);
        const auto model = load(type.toStdString());
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        for (const bool gradients : {false, true}) {
            const at::AutoGradMode mode(gradients);
            const at::Tensor whole = (*model)->hidden(someIds()).detach();
            const at::NoGradGuard noGrad;
            KvCache cache = (*model)->makeCache(2, 20);
            QVERIFY(!cache.blocks[0].key.defined()); // no attention, nothing to remember
            QCOMPARE(cache.blocks[2].key.size(1), 1);
            QCOMPARE(cache.capacity(), 20);
            std::vector<at::Tensor> parts;
            for (const int64_t count : {9, 1, 1, 8, 1}) {
                const at::AutoGradMode inner(gradients);
                parts.push_back(
                    (*model)->hidden(someIds().narrow(1, cache.length, count), &cache).detach());
            }
            QVERIFY(apart(at::cat(parts, 1), whole) < 1e-5);
        }
    }

    void hooksNameOnlyWhatIsThere()
    {
        const auto model = load("llama");
        const auto names = (*model)->hookNames();
        const auto has = [&](const char *name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        QVERIFY(!has("model.layers.0.self_attn") && has("model.layers.0.mlp"));
        QVERIFY(has("model.layers.1.self_attn") && !has("model.layers.1.mlp"));
        std::vector<std::string> seen;
        const Transformer::Hook hook = [&](const std::string &name, const at::Tensor &) {
            seen.push_back(name);
        };
        const at::NoGradGuard noGrad;
        (*model)->hidden(someIds(), nullptr, &hook);
        seen.push_back("lm_head");
        QCOMPARE(seen, names);
    }

    void trains()
    {
        const auto model = load("llama");
        std::vector<int32_t> ids;
        for (int i = 0; i < 600; ++i)
            ids.push_back((i * i) % 12);
        TrainOptions options;
        options.steps = 40;
        options.batch = 4;
        options.window = 24;
        JobContext job;
        const auto result = trainLanguageModel(**model, ids, options, job);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QVERIFY(result->lossLast < 0.8 * result->lossFirst);
    }

    void wrongSizesAreNamed()
    {
        JobContext job;
        auto memory = source("llama");
        auto config = uneven("llama");
        config["block_attention_heads"] = {4, 4, 2, 4};
        config["block_key_value_heads"] = {2, 2, 1, 4};
        memory->setDocument("config.json", config);
        const auto missing = modelFromSource(memory, job);
        QVERIFY(!missing);
        const auto names = [](const Error &error, const char *what) {
            return error.message.find(what) != std::string::npos;
        };
        QVERIFY(names(missing.error(), "model.layers.0.input_layernorm"));
        config["block_attention_heads"] = {0, 4, 4, 4};
        config["block_key_value_heads"] = {0, 2, 2, 4};
        memory->setDocument("config.json", config);
        const auto larger = modelFromSource(memory, job);
        QVERIFY(!larger);
        QVERIFY2(names(larger.error(), "model.layers.2.self_attn.q_proj"),
                 larger.error().message.c_str());
        // What the configuration says is gone is not run, even when the file has it.
        config["block_attention_heads"] = {0, 0, 2, 4};
        config["block_key_value_heads"] = {0, 0, 1, 4};
        memory->setDocument("config.json", config);
        const auto less = modelFromSource(memory, job);
        QVERIFY2(less.has_value(), less ? "" : less.error().message.c_str());
        const auto loaded = Transformer::load(*less, {"cpu", "f32", 1, ""}, job);
        QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().message.c_str());
        QVERIFY(!(*loaded)->weights().blocks[1].q.present());
    }
};

LAPIDARY_TEST(TestUnevenBlocks)
#include "tst_uneven_blocks.moc"
