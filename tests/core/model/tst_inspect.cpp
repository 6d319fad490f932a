#include "core/model/inspect.h"
#include "core/model/weight_stats.h"
#include "tests/support/memory_source.h"
#include "tests/support/sparse_checkpoint.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <cmath>
#include <numeric>

using namespace lapidary;
using namespace lapidary::test;
using nlohmann::json;

namespace {

json small(const char *type = "llama")
{
    return {{"model_type", type},        {"hidden_size", 64},        {"num_hidden_layers", 2},
            {"num_attention_heads", 4},  {"num_key_value_heads", 2}, {"intermediate_size", 96},
            {"vocab_size", 50},          {"head_dim", 16},           {"tie_word_embeddings", true},
            {"architectures", {"LlamaForCausalLM"}}};
}

ModelPtr open(std::shared_ptr<MemorySource> source)
{
    JobContext job;
    auto model = modelFromSource(std::move(source), job);
    if (!model)
        qFatal("%s", model.error().message.c_str());
    return *model;
}

ModelPtr openConfig(const json &config)
{
    auto source = std::make_shared<MemorySource>();
    source->setDocument("config.json", config);
    for (const SparseTensor &tensor : tensorsOfConfig(config))
        source->add(tensor.name, tensor.shape);
    return open(source);
}

/// A model that holds one matrix, for statistics.
ModelPtr openMatrix(const Shape &shape, const std::vector<float> &values, DType type)
{
    auto source = std::make_shared<MemorySource>(CheckpointFormat::Safetensors);
    source->add("x.up_proj.weight", shape, values, type);
    return open(source);
}

} // namespace

/// `inspect`'s keys and the statistics of weights.
class TestInspect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keys();
    void attentionKinds_data();
    void attentionKinds();
    void mixersAndExperts();
    void sharesOfGranite();
    void sharesOfUnequalBlocks();
    void strategyFollowsTheSizes();
    void statistics();
    void statisticsInManyPieces();
    void statisticsOfOddInput();
    void cancelled();
};

void TestInspect::keys()
{
    const ModelPtr model = openConfig(small());
    const json found = inspectModel(*model, true);
    for (const char *key :
         {"format", "architecture", "family", "parameters", "parameters_unique", "bytes", "dtypes",
          "blocks", "config", "attention", "mixers", "experts", "strategy", "warnings", "tensors"})
        QVERIFY2(found.contains(key), key);
    QCOMPARE(found["format"], json("huggingface"));
    QCOMPARE(found["family"], json("llama"));
    QCOMPARE(found["architecture"], json("LlamaForCausalLM"));
    QCOMPARE(found["parameters_unique"], json(model->parametersUnique()));
    QVERIFY(found["experts"].is_null());
    QCOMPARE(found["config"]["hidden_size"], json(64));
    QCOMPARE(found["config"]["rope_theta"], json(10000.0));
    QCOMPARE(found["tensors"].size(), size_t(20));
    const json tensor = found["tensors"][2];
    QCOMPARE(tensor["name"], json("model.layers.0.self_attn.q_proj.weight"));
    QCOMPARE(tensor["role"], json("q"));
    QCOMPARE(tensor["block"], json(0));
    QCOMPARE(tensor["shape"], json({64, 64}));
    QCOMPARE(tensor["dtype"], json("f32"));
    QCOMPARE(tensor["parameters"], json(4096));
    QCOMPARE(tensor["bytes"], json(16384));
    int64_t bytes = 0;
    for (const json &entry : found["tensors"])
        bytes += entry["bytes"].get<int64_t>();
    QCOMPARE(json(bytes), found["bytes"]);
    QCOMPARE(inspectModel(*model, false)["tensors"].size(), size_t(0));
}

void TestInspect::attentionKinds_data()
{
    QTest::addColumn<int>("kv");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<double>("ratio");
    QTest::newRow("mha") << 4 << "mha" << 1.0;
    QTest::newRow("gqa") << 2 << "gqa" << 2.0;
    QTest::newRow("mqa") << 1 << "mqa" << 4.0;
}

void TestInspect::attentionKinds()
{
    QFETCH(int, kv);
    QFETCH(QString, kind);
    QFETCH(double, ratio);
    json config = small();
    config["num_key_value_heads"] = kv;
    const json attention = attentionSummary(*openConfig(config));
    QCOMPARE(attention["kind"], json(kind.toStdString()));
    QCOMPARE(attention["ratio"], json(ratio));
    QCOMPARE(attention["kv_heads"], json(kv));
}

void TestInspect::mixersAndExperts()
{
    auto source = std::make_shared<MemorySource>();
    json config = small("granitemoehybrid");
    config.update({{"num_local_experts", 8}, {"num_experts_per_tok", 2},
                   {"shared_intermediate_size", 32}, {"num_hidden_layers", 3}});
    source->setDocument("config.json", config);
    source->add("model.layers.0.mamba.in_proj.weight", {8, 8});
    source->add("model.layers.0.mamba.dt_bias", {8});
    source->add("model.layers.1.self_attn.q_proj.weight", {8, 8});
    source->add("model.layers.2.mlp.up_proj.weight", {8, 8});
    const ModelPtr model = open(source);
    const json found = inspectModel(*model, false);
    QCOMPARE(found["mixers"], json({"mamba2", "attention", "none"}));
    QCOMPARE(found["experts"], json({{"count", 8}, {"active", 2}, {"shared", 1}}));
    QCOMPARE(found["attention"]["kind"], json("gqa"));

    auto latent = std::make_shared<MemorySource>();
    config = small("deepseek_v3");
    config["kv_lora_rank"] = 16;
    latent->setDocument("config.json", config);
    latent->add("model.layers.0.self_attn.kv_a_proj_with_mqa.weight", {8, 8});
    QCOMPARE(attentionSummary(*open(latent))["kind"], json("mla"));

    auto none = std::make_shared<MemorySource>();
    none->setDocument("config.json", {{"model_type", "mamba2"}, {"num_hidden_layers", 1}});
    none->add("backbone.layers.0.mixer.in_proj.weight", {8, 8});
    QCOMPARE(attentionSummary(*open(none))["kind"], json("none"));
}

// Granite 3.3 8B from headers alone, written out as one would write the file: 8,170,864,640.
void TestInspect::sharesOfGranite()
{
    const json config = {{"model_type", "granite"},   {"hidden_size", 4096},
                         {"num_hidden_layers", 40},   {"num_attention_heads", 32},
                         {"num_key_value_heads", 8},  {"intermediate_size", 12800},
                         {"vocab_size", 49159},       {"tie_word_embeddings", true},
                         {"embedding_multiplier", 12.0}, {"attention_multiplier", 0.0078125},
                         {"residual_multiplier", 0.22},  {"logits_scaling", 16.0},
                         {"architectures", {"GraniteForCausalLM"}}};
    QTemporaryDir dir;
    const std::filesystem::path folder = dir.path().toStdString();
    writeSparseFolder(folder, config, tensorsOfConfig(config), 5'000'000'000);
    JobContext job;
    const auto model = openModel(folder.string(), job);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const json shares = inspectModel(**model, false).at("shares");
    QCOMPARE(shares["total"], json(8170864640));
    QCOMPARE(shares["tied"], json(true));
    std::map<std::string, int64_t> roles;
    int64_t sum = 0;
    double part = 0;
    for (const json &role : shares["roles"]) {
        roles[role["role"]] = role["parameters"];
        sum += role["parameters"].get<int64_t>();
        part += role["share"].get<double>();
    }
    const std::map<std::string, int64_t> expected = {
        {"embed", 201355264}, {"norm", 331776},
        {"q", 40LL * 4096 * 4096}, {"o", 40LL * 4096 * 4096},
        {"k", 40LL * 1024 * 4096}, {"v", 40LL * 1024 * 4096},
        {"gate", 40LL * 12800 * 4096}, {"up", 40LL * 12800 * 4096}, {"down", 40LL * 12800 * 4096}};
    QVERIFY(roles == expected);
    QCOMPARE(sum, int64_t(8170864640));
    QVERIFY(std::abs(part - 1) < 1e-12);
    QCOMPARE(shares["blocks"].size(), size_t(1));
    const json block = shares["blocks"][0];
    QCOMPARE(block["first"], json(0));
    QCOMPARE(block["last"], json(39));
    QCOMPARE(block["attention"], json(41943040));
    QCOMPARE(block["mlp"], json(157286400));
    QCOMPARE(block["norms"], json(8192));
    QCOMPARE(block["other"], json(0));
}

void TestInspect::sharesOfUnequalBlocks()
{
    json config = small();
    config["num_hidden_layers"] = 4;
    config["block_intermediate_sizes"] = {96, 64, 64, 96};
    config["tie_word_embeddings"] = false;
    const ModelPtr model = openConfig(config);
    const json shares = inspectModel(*model, false).at("shares");
    QCOMPARE(shares["total"], json(model->parametersUnique()));
    QCOMPARE(shares["blocks"].size(), size_t(3));
    QCOMPARE(shares["blocks"][1]["first"], json(1));
    QCOMPARE(shares["blocks"][1]["last"], json(2));
    QCOMPARE(shares["blocks"][1]["mlp"], json(3 * 64 * 64));
    QCOMPARE(shares["blocks"][2]["mlp"], json(3 * 96 * 64));
    QCOMPARE(shares["roles"][1]["role"], json("head"));
    QCOMPARE(shares["roles"][1]["parameters"], json(50 * 64));
}

void TestInspect::strategyFollowsTheSizes()
{
    const json strategy = recommendStrategy(*openConfig(small()));
    QCOMPARE(strategy["steps"][0]["method"], json("prune_width"));
    QCOMPARE(strategy["quantize"]["type"], json("q8_0")); // 64 columns: no k-quants
    double sum = 0;
    for (const auto &share : strategy["shares"])
        sum += share.get<double>();
    QVERIFY(std::abs(sum - 1) < 1e-9);
    json wide = small();
    wide.update({{"hidden_size", 256}, {"intermediate_size", 512}, {"head_dim", 64}});
    QCOMPARE(recommendStrategy(*openConfig(wide))["quantize"]["type"], json("q4_k"));
    json odd = small();
    odd["intermediate_size"] = 6554;
    QCOMPARE(recommendStrategy(*openConfig(odd))["quantize"]["type"], json("bf16"));
}

void TestInspect::statistics()
{
    // numpy and scipy of [0, 1, -2, 4, 0, 3]: mean 1, population std 2.0816..., Pearson kurtosis.
    const ModelPtr model = openMatrix({2, 3}, {0, 1, -2, 4, 0, 3}, DType::F32);
    JobContext job;
    const auto stats = weightStats(*model, model->layers[0], {.bins = 3}, job);
    QVERIFY(stats.has_value());
    QCOMPARE(stats->count, 6);
    QCOMPARE(stats->min, -2.0);
    QCOMPARE(stats->max, 4.0);
    QCOMPARE(stats->absMax, 4.0);
    QCOMPARE(stats->mean, 1.0);
    QCOMPARE(stats->std, std::sqrt(24.0 / 6));
    QCOMPARE(stats->kurtosis, (1 + 0 + 81 + 81 + 1 + 16) / 6.0 / 16);
    QCOMPARE(stats->zeros, 2);
    QCOMPARE(stats->nonfinite, 0);
    QCOMPARE(stats->edges, (std::vector<double>{-2, 0, 2, 4}));
    QCOMPARE(stats->counts, (std::vector<int64_t>{1, 3, 2}));
    QCOMPARE(stats->rowAbsMax, (std::vector<float>{2, 4}));
    QCOMPARE(stats->rowL2, (std::vector<float>{std::sqrt(5.f), 5}));
    const json written = toJson(*stats);
    QCOMPARE(written["histogram"]["counts"], json({1, 3, 2}));
    QVERIFY(!written.contains("row_l2"));
}

void TestInspect::statisticsInManyPieces()
{
    std::vector<float> values(9973);
    for (size_t i = 0; i < values.size(); ++i)
        values[i] = float(std::sin(double(i) * double(i)) * 3);
    for (const Shape &shape : {Shape{1500, 1024}, Shape{2, 700'032}}) {
        for (DType type : {DType::F32, DType::Q8_0}) {
            const ModelPtr model = openMatrix(shape, values, type);
            JobContext job;
            const auto all = readFactorF32(*model, model->layers[0], 0, job);
            const auto one = weightStats(*model, model->layers[0], {.bins = 64, .threads = 1}, job);
            const auto two = weightStats(*model, model->layers[0], {.bins = 64, .threads = 2}, job);
            QVERIFY(all && one && two);
            QCOMPARE(toJson(*one, true), toJson(*two, true));
            double sum = 0, row = 0;
            for (size_t i = 0; i < all->size(); ++i) {
                sum += (*all)[i];
                if (int64_t(i) / shape[1] == 1)
                    row += double((*all)[i]) * (*all)[i];
            }
            QVERIFY(std::abs(one->mean - sum / double(all->size())) < 1e-9);
            QVERIFY(std::abs(one->rowL2[1] - std::sqrt(row)) < 1e-3);
            QCOMPARE(std::accumulate(one->counts.begin(), one->counts.end(), int64_t(0)),
                     int64_t(all->size()));
        }
    }
}

void TestInspect::statisticsOfOddInput()
{
    JobContext job;
    const ModelPtr bad = openMatrix({2, 2}, {NAN, 1, INFINITY, 1}, DType::F32);
    const auto stats = weightStats(*bad, bad->layers[0], {}, job);
    QVERIFY(stats.has_value());
    QCOMPARE(stats->nonfinite, 2);
    QCOMPARE(stats->mean, 1.0);
    QCOMPARE(stats->std, 0.0);
    QCOMPARE(stats->kurtosis, 0.0);
    const ModelPtr none = openMatrix({1, 2}, {NAN, NAN}, DType::F32);
    QCOMPARE(weightStats(*none, none->layers[0], {}, job)->nonfinite, 2);
    QVERIFY(!weightStats(*none, none->layers[0], {.bins = 0}, job).has_value());
    QVERIFY(!weightStats(*none, none->layers[0], {.factor = 1}, job).has_value());
    auto packed = std::make_shared<MemorySource>(CheckpointFormat::Safetensors);
    packed->addBytes("x.up_proj.weight", {2, 2}, DType::I32, std::vector<std::byte>(16));
    const ModelPtr integers = open(packed);
    QCOMPARE(weightStats(*integers, integers->layers[0], {}, job).error().code,
             ErrorCode::Unsupported);
}

void TestInspect::cancelled()
{
    const ModelPtr model = openMatrix({64, 64}, {1, 2}, DType::F32);
    JobContext job;
    job.cancel();
    QCOMPARE(weightStats(*model, model->layers[0], {}, job).error().code, ErrorCode::Cancelled);
}

LAPIDARY_TEST(TestInspect)
#include "tst_inspect.moc"
