#include "core/model/family.h"
#include "core/model/model.h"
#include "tests/support/memory_source.h"
#include "tests/support/sparse_checkpoint.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTemporaryDir>

#include <cmath>

using namespace lapidary;
using namespace lapidary::test;
using nlohmann::json;

namespace {

json small(const char *type = "llama", bool tied = true)
{
    return {{"model_type", type},        {"hidden_size", 32},        {"num_hidden_layers", 2},
            {"num_attention_heads", 4},  {"num_key_value_heads", 2}, {"intermediate_size", 64},
            {"vocab_size", 50},          {"rms_norm_eps", 1e-5},     {"head_dim", 8},
            {"tie_word_embeddings", tied}};
}

std::shared_ptr<MemorySource> memoryOf(const json &config, const std::string &without = {})
{
    auto source = std::make_shared<MemorySource>();
    source->setDocument("config.json", config);
    for (const SparseTensor &tensor : tensorsOfConfig(config)) {
        if (tensor.name != without)
            source->add(tensor.name, tensor.shape);
    }
    return source;
}

Result<ModelPtr> opened(std::shared_ptr<MemorySource> source)
{
    JobContext job;
    return modelFromSource(std::move(source), job);
}

QString messageOf(const Result<ModelPtr> &result)
{
    return result ? QString() : QString::fromStdString(result.error().message);
}

std::string treeText(const ModelTreeNode &node, int depth = 0)
{
    std::string text = std::string(size_t(2 * depth), ' ') + node.label + "\n";
    for (const ModelTreeNode &child : node.children)
        text += treeText(child, depth + 1);
    return text;
}

json published(const char *name)
{
    QFile file(QStringLiteral(LAPIDARY_SOURCE_DIR "/../shared/data/configs/") + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return json::parse(file.readAll().toStdString());
}

} // namespace

/// Opening: names, roles, order, counts, checks and refusals, from memory and from real files.
class TestOpenModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void familiesOpen_data();
    void familiesOpen();
    void tree();
    void tiedCopyCountsOnce();
    void missingHeadIsTied();
    void buffersAreNoParameters();
    void missingTensors();
    void wrongShapes();
    void biases();
    void bareFile();
    void unknownArchitecture();
    void expertsAndMamba_data();
    void expertsAndMamba();
    void factoredLayers();
    void packedBlocks();
    void permutedRows();
    void ropeDivisorsFromGguf();
    void pathsOfRuns();
    void publishedSizes_data();
    void publishedSizes();
    void manyShards();
    void realGguf_data();
    void realGguf();
};

void TestOpenModel::familiesOpen_data()
{
    QTest::addColumn<QString>("type");
    for (const FamilySpec &family : allFamilies())
        if (!family.moe) // tst_open_experts
            QTest::newRow(family.modelType) << QString(family.modelType);
}

void TestOpenModel::familiesOpen()
{
    QFETCH(QString, type);
    const json config = small(type.toLatin1().constData(), false);
    const auto model = opened(memoryOf(config));
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QVERIFY((*model)->family);
    QCOMPARE((*model)->notRunnableBecause(), std::string());
    QCOMPARE((*model)->layers.front().name, std::string("model.embed_tokens"));
    QCOMPARE((*model)->layers.back().name, std::string("lm_head"));
    QVERIFY((*model)->warnings.empty());
    int64_t count = 0;
    for (const SparseTensor &tensor : tensorsOfConfig(config))
        count += elementCount(tensor.shape).value();
    QCOMPARE((*model)->parametersStored(), count);
    QCOMPARE((*model)->parametersUnique(), count);
    QCOMPARE((*model)->bytes(), count * 4);
    const int q = (*model)->find("model.layers.1.self_attn.q_proj");
    QVERIFY(q >= 0);
    const Layer &layer = (*model)->layers[size_t(q)];
    QVERIFY(layer.role == Role::Q);
    QCOMPARE(layer.block, 1);
    QCOMPARE(layer.bias >= 0, type == "qwen2");
    QCOMPARE((*model)->find("nothing"), -1);
}

void TestOpenModel::tree()
{
    json config = small("qwen3", false);
    config["num_hidden_layers"] = 1;
    const auto model = opened(memoryOf(config));
    QVERIFY(model.has_value());
    QCOMPARE(QString::fromStdString(treeText((*model)->tree())),
             QString("Model\n"
                     "  embed_tokens\n"
                     "  Block 0\n"
                     "    norms\n"
                     "      input_layernorm\n"
                     "      post_attention_layernorm\n"
                     "    self_attn\n"
                     "      q_proj\n"
                     "      k_proj\n"
                     "      v_proj\n"
                     "      q_norm\n"
                     "      k_norm\n"
                     "      o_proj\n"
                     "    mlp\n"
                     "      gate_proj\n"
                     "      up_proj\n"
                     "      down_proj\n"
                     "  norm\n"
                     "  lm_head\n"));
}

void TestOpenModel::tiedCopyCountsOnce()
{
    const json config = small("llama", true);
    auto source = memoryOf(config);
    source->add("lm_head.weight", {50, 32});
    const auto model = opened(source);
    QVERIFY(model.has_value());
    const Layer &head = (*model)->layers[size_t((*model)->find("lm_head"))];
    QVERIFY(head.tiedCopy);
    QCOMPARE((*model)->parametersStored() - (*model)->parametersUnique(), 50 * 32);
}

void TestOpenModel::missingHeadIsTied()
{
    const auto model = opened(memoryOf(small("llama", false), "lm_head.weight"));
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QVERIFY((*model)->config.tiedEmbeddings);
    QCOMPARE((*model)->warnings.size(), size_t(1));
}

void TestOpenModel::buffersAreNoParameters()
{
    auto source = memoryOf(small());
    const int64_t before = (*opened(source))->parametersUnique();
    source->add("model.layers.0.self_attn.rotary_emb.inv_freq", {4});
    const auto model = opened(source);
    QVERIFY(model.has_value());
    QCOMPARE((*model)->parametersUnique(), before);
    QCOMPARE((*model)->parametersStored(), before + 4);
    QVERIFY((*model)->warnings.empty());
    source->add("model.layers.0.mlp.strange.weight", {4, 4});
    QCOMPARE((*opened(source))->warnings.size(), size_t(1));
}

void TestOpenModel::missingTensors()
{
    const std::string name = "model.layers.1.mlp.up_proj.weight";
    const auto model = opened(memoryOf(small(), name));
    QVERIFY(!model.has_value());
    QCOMPARE(model.error().code, ErrorCode::Input);
    QVERIFY(messageOf(model).contains(QString::fromStdString(name)));
    json config = small();
    const auto tensors = memoryOf(config);
    config["num_hidden_layers"] = 60000;
    tensors->setDocument("config.json", config);
    const auto many = opened(tensors);
    QVERIFY(messageOf(many).contains("more"));
}

void TestOpenModel::wrongShapes()
{
    json config = small();
    auto source = memoryOf(config);
    config["intermediate_size"] = 60;
    source->setDocument("config.json", config);
    const auto model = opened(source);
    QVERIFY(!model.has_value());
    QCOMPARE(model.error().code, ErrorCode::Input);
    const QString message = messageOf(model);
    QVERIFY2(message.contains("model.layers.0.mlp.gate_proj.weight") && message.contains("60 × 32")
                 && message.contains("64 × 32"),
             qPrintable(message));
}

void TestOpenModel::biases()
{
    const json config = small("qwen2");
    QVERIFY(messageOf(opened(memoryOf(config, "model.layers.1.self_attn.k_proj.bias")))
                .contains("k_proj.bias"));
    auto source = memoryOf(small("llama"));
    source->add("model.layers.0.self_attn.q_proj.bias", {32});
    const auto model = opened(source);
    QVERIFY(model.has_value());
    QCOMPARE((*model)->layers[size_t((*model)->find("model.layers.0.self_attn.q_proj"))].bias, -1);
    QCOMPARE((*model)->warnings.size(), size_t(1));
}

void TestOpenModel::bareFile()
{
    auto source = std::make_shared<MemorySource>(CheckpointFormat::Safetensors);
    source->add("model.layers.3.mlp.up_proj.weight", {64, 32});
    const auto model = opened(source);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QVERIFY(!(*model)->family);
    QVERIFY((*model)->layers[0].role == Role::Up);
    QCOMPARE((*model)->config.blocks, 4);
    QVERIFY(!(*model)->notRunnableBecause().empty());
    // One shard of a known family is not refused, but cannot run.
    source->setDocument("config.json", small());
    auto shard = std::make_shared<MemorySource>(CheckpointFormat::Safetensors);
    shard->setDocument("config.json", small());
    shard->add("model.layers.0.mlp.up_proj.weight", {64, 32});
    const auto part = opened(shard);
    QVERIFY2(part.has_value(), qPrintable(messageOf(part)));
    QVERIFY((*part)->family);
    QVERIFY(!(*part)->notRunnableBecause().empty());
}

void TestOpenModel::unknownArchitecture()
{
    json config = small("phi");
    auto source = memoryOf(config);
    const auto model = opened(source);
    QVERIFY(model.has_value());
    QVERIFY(!(*model)->family);
    QVERIFY(QString::fromStdString((*model)->notRunnableBecause()).contains("phi"));
    QVERIFY((*model)->layers.front().role == Role::Embed);
    QVERIFY((*model)->layers[2].role == Role::Q);
    source->setDocument("config.json", json::array());
    QVERIFY(!opened(source).has_value());
}

void TestOpenModel::expertsAndMamba_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("role");
    const auto row = [](const char *name, const char *role) {
        QTest::newRow(name) << QString(name) << QString(role);
    };
    row("model.layers.0.block_sparse_moe.gate.weight", "router");
    row("model.layers.0.block_sparse_moe.experts.7.w1.weight", "expert_gate");
    row("model.layers.0.block_sparse_moe.experts.7.w2.weight", "expert_down");
    row("model.layers.0.block_sparse_moe.experts.7.w3.weight", "expert_up");
    row("model.layers.1.mlp.gate.weight", "router");
    row("model.layers.1.mlp.experts.12.gate_proj.weight", "expert_gate");
    row("model.layers.1.mlp.shared_expert.up_proj.weight", "shared_up");
    row("model.layers.1.mlp.shared_experts.down_proj.weight", "shared_down");
    row("model.layers.1.mlp.shared_expert_gate.weight", "router");
    row("model.layers.1.self_attn.kv_a_proj_with_mqa.weight", "qkv");
    row("model.layers.1.self_attn.q_b_proj.weight", "q");
    row("model.layers.1.self_attn.kv_a_layernorm.weight", "norm");
    row("model.layers.2.mamba.in_proj.weight", "mamba_in");
    row("model.layers.2.mamba.out_proj.weight", "mamba_out");
    row("model.layers.2.mamba.conv1d.weight", "conv");
    row("model.layers.2.mamba.A_log", "ssm");
    row("model.layers.2.mamba.dt_bias", "ssm");
    row("model.layers.2.mamba.norm.weight", "norm");
    row("model.layers.2.block_sparse_moe.input_linear.weight", "expert_up");
    row("model.layers.2.block_sparse_moe.output_linear.weight", "expert_down");
    row("model.layers.2.block_sparse_moe.router.layer.weight", "router");
    row("model.layers.2.shared_mlp.input_linear.weight", "shared_up");
    row("model.layers.3.mlp.router.weight", "router");
    row("model.layers.3.mlp.experts.gate_up_proj_blocks", "expert_up");
    row("model.layers.3.mlp.experts.down_proj_blocks", "expert_down");
    row("backbone.layers.4.mixer.in_proj.weight", "mamba_in");
    row("backbone.layers.5.mixer.q_proj.weight", "q");
    row("backbone.layers.6.mixer.up_proj.weight", "up");
    row("h.3.attn.c_attn.weight", "qkv");
    row("h.3.attn.c_proj.weight", "o");
    row("h.3.mlp.c_proj.weight", "down");
    row("wte.weight", "embed");
    row("transformer.h.0.ln_1.weight", "norm");
    row("lm_head.weight", "head");
}

void TestOpenModel::expertsAndMamba()
{
    QFETCH(QString, name);
    QFETCH(QString, role);
    auto source = std::make_shared<MemorySource>();
    json config = small("some_moe");
    config["num_local_experts"] = 16;
    source->setDocument("config.json", config);
    source->add(name.toStdString(), {4, 4});
    const auto model = opened(source);
    QVERIFY(model.has_value());
    QCOMPARE(QString(roleName((*model)->layers[0].role)), role);
}

void TestOpenModel::factoredLayers()
{
    json config = small();
    config["block_intermediate_sizes"] = {64, 48};
    const std::string up = "model.layers.0.mlp.up_proj", q = "model.layers.1.self_attn.q_proj";
    const LayerForm low = lowRankForm(64, 32, 5, DType::F32);
    const LayerForm mpo = mpoForm({4, 8}, {4, 8}, 6, DType::F32);
    auto source = std::make_shared<MemorySource>();
    source->setDocument("config.json", config);
    source->setDocument("lapidary.json", formsToJson({{up, low}, {q, mpo}}));
    for (const SparseTensor &tensor : tensorsOfConfig(config)) {
        if (tensor.name != up + ".weight" && tensor.name != q + ".weight")
            source->add(tensor.name, tensor.shape);
    }
    auto broken = std::make_shared<MemorySource>(*source);
    source->add(up + ".a.weight", {5, 32});
    source->add(up + ".b.weight", {64, 5}, {1.f, 2.f});
    source->add(q + ".cores.0", {1, 4, 4, 6});
    source->add(q + ".cores.1", {6, 64}); // folded to a matrix: [6*8, 8] or the full shape only
    QVERIFY(messageOf(opened(source)).contains("cores.1"));
    broken->add(up + ".a.weight", {5, 32});
    broken->add(up + ".b.weight", {64, 5}, {1.f, 2.f});
    broken->add(q + ".cores.0", {1, 4, 4, 6});
    QVERIFY(messageOf(opened(broken)).contains("cores.1"));
    broken->add(q + ".cores.1", {6, 8, 8, 1});
    const auto model = opened(broken);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    const Layer &layer = (*model)->layers[size_t((*model)->find(up))];
    QVERIFY(layer.form.kind == FormKind::LowRank);
    QCOMPARE(layer.parameters(), 5 * (64 + 32));
    JobContext job;
    const auto values = readFactorF32(**model, layer, 1, job);
    QVERIFY(values.has_value());
    QCOMPARE(values->size(), size_t(320));
    QCOMPARE((*values)[1], 2.f);
    QVERIFY(!readFactorF32(**model, layer, 2, job).has_value());
    QVERIFY((*model)->notRunnableBecause().empty());
}

void TestOpenModel::packedBlocks()
{
    const json config = small();
    const std::string name = "model.layers.0.mlp.up_proj";
    auto source = memoryOf(config, name + ".weight");
    std::vector<float> values(64 * 32);
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = float(i % 127) - 63;
    std::vector<std::byte> bytes(64 * 34);
    QVERIFY(encodeFromF32(DType::Q8_0, values, bytes).has_value());
    source->addBytes(name + ".weight", {64, 34}, DType::U8, bytes);
    source->setDocument("lapidary.json",
                        formsToJson({{name, denseForm({64, 32}, DType::Q8_0)}}));
    const auto model = opened(source);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    const Layer &layer = (*model)->layers[size_t((*model)->find(name))];
    QCOMPARE(layer.parameters(), 64 * 32);
    QCOMPARE(layer.bytes(), 64 * 34);
    JobContext job;
    const auto back = readFactorF32(**model, layer, 0, job);
    QVERIFY(back.has_value());
    for (size_t i = 0; i < values.size(); ++i)
        QVERIFY(std::abs((*back)[i] - values[i]) < 0.3f);
    QVERIFY((*model)->notRunnableBecause().empty());
}

namespace {

std::shared_ptr<MemorySource> memoryGguf(const json &config)
{
    const ModelConfig parsed = configFromHf(config).value();
    const FamilySpec &family = *familyOf(parsed);
    auto source = std::make_shared<MemorySource>();
    source->setMetadata(configToGguf(parsed, family));
    for (const SparseTensor &tensor : tensorsOfConfig(config)) {
        const size_t dot = tensor.name.rfind('.');
        const auto name = ggufNameOf(family, tensor.name.substr(0, dot));
        std::vector<float> values(size_t(elementCount(tensor.shape).value()));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] = float(int64_t(i) / tensor.shape.back()); // number of the row
        source->add(*name + tensor.name.substr(dot), tensor.shape, values);
    }
    return source;
}

} // namespace

void TestOpenModel::permutedRows()
{
    // llama.cpp: within a head of d rows, new row 2j is old row j, new 2j + 1 is old j + d/2.
    const auto llama = opened(memoryGguf(small("llama")));
    QVERIFY2(llama.has_value(), qPrintable(messageOf(llama)));
    JobContext job;
    const Layer &k = (*llama)->layers[size_t((*llama)->find("model.layers.0.self_attn.k_proj"))];
    QVERIFY(k.permutedRows);
    const auto rows = readFactorF32(**llama, k, 0, job);
    QVERIFY(rows.has_value());
    const std::vector<float> expected{0, 2, 4, 6, 1, 3, 5, 7, 8, 10, 12, 14, 9, 11, 13, 15};
    for (size_t row = 0; row < 16; ++row)
        QCOMPARE((*rows)[row * 32 + 5], expected[row]);
    const Layer &v = (*llama)->layers[size_t((*llama)->find("model.layers.0.self_attn.v_proj"))];
    QCOMPARE((*readFactorF32(**llama, v, 0, job))[3 * 32], 3.f);

    const auto qwen = opened(memoryGguf(small("qwen2")));
    QVERIFY2(qwen.has_value(), qPrintable(messageOf(qwen)));
    const Layer &q = (*qwen)->layers[size_t((*qwen)->find("model.layers.0.self_attn.q_proj"))];
    QVERIFY(!q.permutedRows);
    QCOMPARE((*readFactorF32(**qwen, q, 0, job))[3 * 32], 3.f);
    QCOMPARE(readBiasF32(**qwen, q, job)->size(), size_t(32));
    QVERIFY(!readBiasF32(**llama, k, job).has_value());
}

void TestOpenModel::ropeDivisorsFromGguf()
{
    auto source = memoryGguf(small("llama"));
    const int64_t before = (*opened(source))->parametersUnique();
    source->add("rope_freqs.weight", {4}, {1, 1, 2, 8});
    const auto model = opened(source);
    QVERIFY(model.has_value());
    QCOMPARE((*model)->config.rope.divisors, (std::vector<double>{1, 1, 2, 8}));
    QCOMPARE((*model)->parametersUnique(), before);
    QVERIFY((*model)->warnings.empty());
    auto bad = memoryGguf(small("llama"));
    bad->add("rope_freqs.weight", {5});
    QVERIFY(messageOf(opened(bad)).contains("rope_freqs"));
}

void TestOpenModel::pathsOfRuns()
{
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    std::filesystem::create_directories(root / "store" / "run1" / "checkpoint");
    std::filesystem::create_directories(root / "store" / "run2");
    std::filesystem::create_directories(root / "odd#name");
    const std::string store = (root / "store").string();
    QCOMPARE(resolveModelPath(store + "#run1").value(),
             root / "store" / "run1" / "checkpoint");
    QCOMPARE(resolveModelPath((root / "odd#name").string()).value(), root / "odd#name");
    QVERIFY(resolveModelPath(store + "#run2").error().message.find("resume")
            != std::string::npos);
    QVERIFY(!resolveModelPath(store + "#run3").has_value());
    QVERIFY(!resolveModelPath(store + "#../store").has_value());
    QVERIFY(!resolveModelPath("").has_value());
    JobContext job;
    QCOMPARE(openModel("/nowhere/at/all", job).error().code, ErrorCode::Io);
}

void TestOpenModel::publishedSizes_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("patch");
    QTest::addColumn<qlonglong>("unique");
    QTest::newRow("Llama 3.2 1B") << "Llama-3.2-1B_config.json" << "{}" << 1235814400LL;
    QTest::newRow("Llama 3.2 3B")
        << "Llama-3.2-1B_config.json"
        << R"({"hidden_size":3072,"num_hidden_layers":28,"num_attention_heads":24,"head_dim":128})"
        << 3212749824LL;
    QTest::newRow("Granite 3.3 8B") << "granite-3.3-8b-instruct_config.json" << "{}"
                                    << 8170864640LL;
    QTest::newRow("SmolLM2 135M") << "SmolLM2-135M-derived_config.json" << "{}" << 134515008LL;
    QTest::newRow("Qwen3 0.6B") << "Qwen--Qwen3-0.6B_config.json" << "{}" << 596049920LL;
    QTest::newRow("Llama 3.1 8B") << "meta-llama--Meta-Llama-3.1-8B_config.json" << "{}"
                                  << 8030261248LL;
    // OptIPFair's table at 40 % pruning.
    QTest::newRow("Llama 3.2 1B, 4916 wide") << "Llama-3.2-1B_config.json"
                                             << R"({"intermediate_size":4916})" << 913770496LL;
}

void TestOpenModel::publishedSizes()
{
    QFETCH(QString, file);
    QFETCH(QString, patch);
    QFETCH(qlonglong, unique);
    json config = published(file.toLatin1().constData());
    if (config.is_null())
        QSKIP("../shared/data/configs is not there");
    config.update(json::parse(patch.toStdString()));
    QTemporaryDir folder;
    writeSparseFolder(folder.path().toStdString(), config);
    JobContext job;
    const auto model = openModel(folder.path().toStdString(), job);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QCOMPARE((*model)->parametersUnique(), unique);
    QCOMPARE((*model)->bytes(), unique * 2);
    QVERIFY2((*model)->notRunnableBecause().empty(), (*model)->notRunnableBecause().c_str());
}

void TestOpenModel::manyShards()
{
    // 126 blocks, about 400 GB by their headers.
    json config = small("llama", false);
    config.update({{"hidden_size", 16384}, {"num_hidden_layers", 126},
                   {"num_attention_heads", 128}, {"num_key_value_heads", 8},
                   {"head_dim", 128}, {"intermediate_size", 26624}, {"vocab_size", 128256}});
    QTemporaryDir folder;
    try {
        writeSparseFolder(folder.path().toStdString(), config, 5'000'000'000);
    } catch (const std::exception &) {
        QSKIP("the file system has no sparse files of this size");
    }
    JobContext job;
    const auto model = openModel(folder.path().toStdString(), job);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QVERIFY((*model)->bytes() > 400'000'000'000);
    QCOMPARE((*model)->layers.size(), size_t(126 * 9 + 3));
}

void TestOpenModel::realGguf_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<qlonglong>("unique");
    QTest::newRow("stories260K") << "models/stories260K/stories260K.gguf" << 292800LL;
    QTest::newRow("tiny random") << "models/tiny-random/llama-2-tiny-random.gguf" << 513048LL;
}

void TestOpenModel::realGguf()
{
    QFETCH(QString, file);
    QFETCH(qlonglong, unique);
    const QString path = QStringLiteral(LAPIDARY_SOURCE_DIR "/../shared/data/") + file;
    if (!QFile::exists(path))
        QSKIP("../shared/data is not there");
    JobContext job;
    const auto model = openModel(path.toStdString(), job);
    QVERIFY2(model.has_value(), qPrintable(messageOf(model)));
    QCOMPARE((*model)->parametersUnique(), unique);
    QCOMPARE((*model)->config.raw["model_type"], json("llama"));
    QVERIFY((*model)->notRunnableBecause().empty());
}

LAPIDARY_TEST(TestOpenModel)
#include "tst_open_model.moc"
