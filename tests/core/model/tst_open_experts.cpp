#include "core/model/family.h"
#include "core/model/model.h"
#include "core/model/tensor_names.h"
#include "tests/support/memory_source.h"
#include "tests/support/test_program.h"

using namespace lapidary;
using namespace lapidary::test;
using nlohmann::json;

namespace {

constexpr int64_t kHidden = 8, kWidth = 6, kExperts = 3, kVocab = 10;

json configOf(const std::string &family)
{
    json config = {{"model_type", family},       {"hidden_size", kHidden},
                   {"num_hidden_layers", 2},     {"num_attention_heads", 2},
                   {"num_key_value_heads", 1},   {"intermediate_size", kWidth},
                   {"vocab_size", kVocab},       {"head_dim", 4},
                   {"tie_word_embeddings", true}, {"num_experts_per_tok", 2}};
    config[family == "qwen3_moe" ? "num_experts" : "num_local_experts"] = kExperts;
    if (family == "qwen3_moe")
        config["moe_intermediate_size"] = kWidth;
    return config;
}

/// Numbers that say where they come from.
std::vector<float> counted(int64_t count, float start)
{
    std::vector<float> values(static_cast<size_t>(count));
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = start + float(i);
    return values;
}

enum class Experts { Single, Granite, InMemory };

/// A whole model; `change` may give another shape to a tensor, or an empty one to leave it out.
using Change = std::function<Shape(const std::string &, Shape)>;
std::shared_ptr<MemorySource> source(const json &config, Experts how, const Change &change = {})
{
    auto made = std::make_shared<MemorySource>();
    made->setDocument("config.json", config);
    const ModelConfig parsed = configFromHf(config).value();
    const FamilySpec &family = *familyOf(parsed);
    const auto add = [&](const std::string &name, Shape shape, float start = 0) {
        if (change)
            shape = change(name, shape);
        if (!shape.empty())
            made->add(name, shape, counted(elementCount(shape).value(), start));
    };
    for (const ModuleSpec &module : family.modules) {
        for (int b = 0; b < (module.perBlock ? 2 : 1); ++b) {
            if (module.role == Role::Head || (module.perBlock && !hasModule(parsed, module, b)))
                continue;
            const Shape shape = expectedShape(module, parsed, b);
            const int experts = module.perExpert() ? int(parsed.expertsOf(b)) : 1;
            for (int e = 0; e < experts; ++e)
                if (!module.perExpert() || how == Experts::Single)
                    add(moduleName(module, b, e) + ".weight", shape);
        }
    }
    for (int b = 0; b < 2 && how != Experts::Single; ++b) {
        if (parsed.expertsOf(b) == 0)
            continue;
        const bool granite = how == Experts::Granite;
        const std::string prefix = fmt::format(
            "model.layers.{}.{}", b, family.modelType == std::string("qwen3_moe")
                                         ? "mlp." : "block_sparse_moe.");
        add(prefix + (granite ? "input_linear.weight" : "experts.gate_up_proj"),
            {kExperts, 2 * kWidth, kHidden});
        add(prefix + (granite ? "output_linear.weight" : "experts.down_proj"),
            {kExperts, kHidden, kWidth}, 1000);
    }
    return made;
}

Result<ModelPtr> opened(std::shared_ptr<MemorySource> made)
{
    JobContext job;
    return modelFromSource(std::move(made), job);
}

QString messageOf(const Result<ModelPtr> &result)
{
    return result ? QString() : QString::fromStdString(result.error().message);
}

} // namespace

/// Every expert is a layer of its own, however a file keeps it.
class TestOpenExperts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void singleExperts_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("down");
        QTest::newRow("mixtral") << "mixtral" << "model.layers.1.block_sparse_moe.experts.2.w2";
        QTest::newRow("qwen3_moe") << "qwen3_moe" << "model.layers.1.mlp.experts.2.down_proj";
        QTest::newRow("granitemoe")
            << "granitemoe" << "model.layers.1.block_sparse_moe.experts.2.down_proj";
    }
    void singleExperts()
    {
        QFETCH(QString, family);
        QFETCH(QString, down);
        const auto model = opened(source(configOf(family.toStdString()), Experts::Single));
        QVERIFY2(model, qPrintable(messageOf(model)));
        const Model &m = **model;
        QVERIFY2(m.notRunnableBecause().empty(), m.notRunnableBecause().c_str());
        QCOMPARE(m.config.experts, kExperts);
        QCOMPARE(m.config.expertsActive, int64_t(2));
        QCOMPARE(m.config.blockExperts, (std::vector<int64_t>{kExperts, kExperts}));
        const int found = m.find(down.toStdString());
        QVERIFY(found >= 0);
        const Layer &layer = m.layers[size_t(found)];
        QVERIFY(layer.role == Role::ExpertDown);
        QCOMPARE(layer.firstRow, int64_t(-1));
        QCOMPARE(expertOfName(layer.name), 2);
        QVERIFY(m.warnings.empty());
    }

    void stackedExperts_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<bool>("granite");
        QTest::newRow("granite, published") << "granitemoe" << true;
        for (const char *family : {"granitemoe", "mixtral", "qwen3_moe"})
            QTest::newRow(family) << family << false;
    }
    void stackedExperts()
    {
        QFETCH(QString, family);
        QFETCH(bool, granite);
        const auto made = source(configOf(family.toStdString()),
                                 granite ? Experts::Granite : Experts::InMemory);
        const auto model = opened(made);
        QVERIFY2(model, qPrintable(messageOf(model)));
        int64_t bytes = 0;
        for (const TensorInfo &tensor : made->tensors())
            bytes += tensor.bytes;
        QCOMPARE((*model)->bytes(), bytes);
        QCOMPARE((*model)->parametersStored(), bytes / 4);
        JobContext job;
        std::map<std::pair<int, Role>, float> first;
        for (const Layer &layer : (*model)->layers) {
            if (layer.block != 1 || layer.firstRow < 0)
                continue;
            const auto values = readFactorF32(**model, layer, 0, job);
            QVERIFY(values && int64_t(values->size()) == kHidden * kWidth);
            QCOMPARE(values->back() - values->front(), float(kHidden * kWidth - 1));
            first[{expertOfName(layer.name), layer.role}] = values->front();
        }
        QCOMPARE(first.size(), size_t(3 * kExperts));
        constexpr float size = kHidden * kWidth;
        for (int e = 0; e < kExperts; ++e) { // gate and up of an expert follow each other
            QCOMPARE(first.at({e, Role::ExpertGate}), 2 * size * float(e));
            QCOMPARE(first.at({e, Role::ExpertUp}), 2 * size * float(e) + size);
            QCOMPARE(first.at({e, Role::ExpertDown}), 1000 + size * float(e));
        }
    }

    void singleMlpBlocks_data()
    {
        QTest::addColumn<QString>("key");
        QTest::newRow("step") << "decoder_sparse_step";
        QTest::newRow("list") << "mlp_only_layers";
    }
    void singleMlpBlocks()
    {
        QFETCH(QString, key);
        json config = configOf("qwen3_moe");
        config["intermediate_size"] = 20;
        if (key == "decoder_sparse_step")
            config["decoder_sparse_step"] = 2; // blocks 1, 3, ... have experts
        else
            config["mlp_only_layers"] = {0};
        const auto model = opened(source(config, Experts::Single));
        QVERIFY2(model, qPrintable(messageOf(model)));
        const ModelConfig &parsed = (*model)->config;
        QCOMPARE(parsed.blockExperts, (std::vector<int64_t>{0, kExperts}));
        QCOMPARE(parsed.blockIntermediate, (std::vector<int64_t>{20, kWidth}));
        QVERIFY(parsed.uniformBlocks());
        QVERIFY((*model)->find("model.layers.0.mlp.up_proj") >= 0);
        QVERIFY((*model)->find("model.layers.1.mlp.gate") >= 0);
        QCOMPARE((*model)->find("model.layers.1.mlp.up_proj"), -1);
        const auto again = configFromHf(configToHf(parsed, "float32"));
        QVERIFY(again.has_value());
        QCOMPARE(again->blockExperts, parsed.blockExperts);
        QCOMPARE(again->blockIntermediate, parsed.blockIntermediate);
    }

    void gguf()
    {
        for (const char *arch : {"llama", "qwen3moe", "granitemoe"}) {
            const std::string a = arch;
            GgufMetadata metadata;
            metadata.setText("general.architecture", a);
            for (const auto &[key, value] : std::map<std::string, uint32_t>{
                     {"block_count", 1}, {"embedding_length", 8}, {"feed_forward_length", 6},
                     {"attention.head_count", 2}, {"attention.head_count_kv", 1},
                     {"expert_count", 3}, {"expert_used_count", 2}, {"vocab_size", 10}})
                metadata.setU32(a + "." + key, value);
            const auto config = configFromGguf(metadata);
            QVERIFY2(config, config ? "" : config.error().message.c_str());
            const FamilySpec *family = familyOf(*config);
            QVERIFY2(family && family->moe, arch);
            QCOMPARE(config->activeOf(0), int64_t(2));
            auto made = std::make_shared<MemorySource>();
            made->setMetadata(metadata);
            for (const ModuleSpec &module : family->modules) {
                if (module.role == Role::Head
                    || (module.perBlock && !hasModule(*config, module, 0)))
                    continue;
                Shape shape = expectedShape(module, *config, 0);
                if (module.perExpert())
                    shape.insert(shape.begin(), 3);
                made->add(ggufModuleName(module, 0) + ".weight", shape);
            }
            const auto model = opened(made);
            QVERIFY2(model, qPrintable(messageOf(model)));
            QVERIFY2((*model)->notRunnableBecause().empty(),
                     (*model)->notRunnableBecause().c_str());
            const auto experts =
                std::count_if((*model)->layers.begin(), (*model)->layers.end(),
                              [](const Layer &layer) { return layer.firstRow >= 0; });
            QCOMPARE(int(experts), 9);
        }
    }

    /// Weights that do not belong to the configuration.
    void malformed_data()
    {
        QTest::addColumn<QString>("tensor");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<bool>("stacked");
        QTest::newRow("router rows") << "model.layers.1.block_sparse_moe.router.layer.weight"
                                     << "expected 3 × 8" << true;
        QTest::newRow("fewer experts in the stack")
            << "model.layers.1.block_sparse_moe.input_linear.weight" << "expected 3 × 12 × 8"
            << true;
        QTest::newRow("one expert smaller")
            << "model.layers.0.block_sparse_moe.experts.1.up_proj.weight" << "expected 6 × 8"
            << false;
    }
    void malformed()
    {
        QFETCH(QString, tensor);
        QFETCH(QString, expected);
        QFETCH(bool, stacked);
        const auto model = opened(source(
            configOf("granitemoe"), stacked ? Experts::Granite : Experts::Single,
            [&](const std::string &name, Shape shape) {
                if (name == tensor.toStdString())
                    shape[0] -= 1;
                return shape;
            }));
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Input);
        QVERIFY2(messageOf(model).contains(tensor) && messageOf(model).contains(expected),
                 qPrintable(messageOf(model)));
    }

    void missingExpert()
    {
        const auto model = opened(source(configOf("mixtral"), Experts::Single,
                                         [](const std::string &name, Shape shape) {
                                             return name.ends_with("1.block_sparse_moe.experts.2."
                                                                   "w3.weight")
                                                        ? Shape() : shape;
                                         }));
        QVERIFY(!model);
        QVERIFY2(messageOf(model).contains("model.layers.1.block_sparse_moe.experts.2.w3.weight"),
                 qPrintable(messageOf(model)));
    }

    void badConfigs_data()
    {
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("names");
        QTest::newRow("more than there are") << "mixtral" << R"({"num_experts_per_tok": 4})"
                                             << "num_experts_per_tok";
        QTest::newRow("none") << "mixtral" << R"({"num_local_experts": 0})" << "num_local_experts";
        QTest::newRow("hostile") << "granitemoe" << R"({"num_local_experts": 2000000000})"
                                 << "num_local_experts";
        QTest::newRow("no width") << "qwen3_moe" << R"({"moe_intermediate_size": null})"
                                  << "moe_intermediate_size";
        QTest::newRow("list") << "mixtral" << R"({"block_experts": [3]})" << "block_experts";
    }
    void badConfigs()
    {
        QFETCH(QString, family);
        QFETCH(QString, change);
        QFETCH(QString, names);
        json config = configOf(family.toStdString());
        config.update(json::parse(change.toStdString()));
        const auto parsed = configFromHf(config);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::Input);
        QVERIFY2(QString::fromStdString(parsed.error().message).contains(names),
                 parsed.error().message.c_str());
    }

    void numberOfAnExpert()
    {
        QCOMPARE(expertOfName("model.layers.3.mlp.experts.17.up_proj"), 17);
        QCOMPARE(expertOfName("model.layers.3.mlp.experts.gate_up_proj"), -1);
        QCOMPARE(expertOfName("model.layers.3.mlp.up_proj"), -1);
        const FamilySpec &family = *familyForModelType("mixtral");
        QCOMPARE(ggufNameOf(family, "model.layers.3.block_sparse_moe.experts.17.w1").value_or(""),
                 std::string("blk.3.ffn_gate_exps"));
        QVERIFY(!ggufNameOf(family, "model.layers.3.block_sparse_moe.experts.x.w1"));
        QVERIFY(!moduleOf(family, "model.layers.3.mlp.up_proj"));
    }
};

LAPIDARY_TEST(TestOpenExperts)
#include "tst_open_experts.moc"
