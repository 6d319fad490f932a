#include "core/model/config_meaning.h"
#include "core/model/family.h"
#include "core/model/rope.h"
#include "tests/support/test_program.h"

#include <QFile>

#include <cmath>

using namespace lapidary;
using nlohmann::json;

namespace {

json small(const char *type = "llama")
{
    return {{"model_type", type},        {"hidden_size", 64},        {"num_hidden_layers", 3},
            {"num_attention_heads", 4},  {"num_key_value_heads", 2}, {"intermediate_size", 96},
            {"vocab_size", 100},         {"rms_norm_eps", 1e-5},     {"rope_theta", 10000.0},
            {"max_position_embeddings", 128}};
}

ModelConfig parsed(const json &config)
{
    const auto result = configFromHf(config);
    if (!result)
        qWarning("%s", result.error().message.c_str());
    return result.value_or(ModelConfig());
}

} // namespace

/// config.json and GGUF metadata of the known families, both spellings, and every refusal.
class TestConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headDimensionFallsBack();
    void biasesByFamily();
    void windowByFamily();
    void ropeBothSpellings();
    void llama3Frequencies();
    void graniteMultipliers();
    void widthsByBlock();
    void eosTokens();
    void unknownArchitectureIsLenient();
    void malformed_data();
    void malformed();
    void roundTripThroughHf_data();
    void roundTripThroughHf();
    void roundTripThroughGguf_data();
    void roundTripThroughGguf();
    void ggufErrors();
    void ggufMixtral();
    void headsByBlock();
    void partsThatAreGone();
    void reshapedKeepsWhatBelongsToBlocks();
    void deciForWidthsByBlock();
    void deciForHeadsAndMissingParts();
    void ggufNames();
    void publishedConfigs();
    void meanings();
};

void TestConfig::headDimensionFallsBack()
{
    QCOMPARE(parsed(small()).headDim, 16);
    json config = small();
    config["head_dim"] = nullptr;
    QCOMPARE(parsed(config).headDim, 16);
    config["head_dim"] = 32;
    QCOMPARE(parsed(config).headDim, 32);
    QCOMPARE(parsed(small("qwen3")).headDim, 128);
    config = small();
    config.erase("num_key_value_heads");
    QCOMPARE(parsed(config).kvHeads, 4);
    config.erase("model_type");
    config["architectures"] = {"MistralForCausalLM"};
    QCOMPARE(parsed(config).modelType, std::string("mistral"));
}

void TestConfig::biasesByFamily()
{
    json config = small();
    QVERIFY(!parsed(config).attentionBias);
    config["attention_bias"] = true;
    config["mlp_bias"] = true;
    QVERIFY(parsed(config).attentionBias && parsed(config).outputBias && parsed(config).mlpBias);
    config["model_type"] = "qwen2";
    QVERIFY(parsed(config).attentionBias && !parsed(config).outputBias && !parsed(config).mlpBias);
    config["model_type"] = "mistral";
    QVERIFY(!parsed(config).attentionBias && !parsed(config).mlpBias);
    config["model_type"] = "qwen3";
    QVERIFY(parsed(config).attentionBias && parsed(config).outputBias && !parsed(config).mlpBias);
}

void TestConfig::windowByFamily()
{
    QCOMPARE(parsed(small("llama")).slidingWindow, 0);
    QCOMPARE(parsed(small("mistral")).slidingWindow, 4096);
    json config = small("mistral");
    config["sliding_window"] = nullptr;
    QCOMPARE(parsed(config).slidingWindow, 0);
    config["sliding_window"] = 32;
    QCOMPARE(parsed(config).slidingWindow, 32);
    config["model_type"] = "qwen2";
    QCOMPARE(parsed(config).slidingWindow, 0);
    config["use_sliding_window"] = true;
    config["max_window_layers"] = 1;
    QCOMPARE(parsed(config).slidingWindow, 32);
    QCOMPARE(parsed(config).slidingFromBlock, 1);
    config["max_window_layers"] = 3; // no block is left
    QCOMPARE(parsed(config).slidingWindow, 0);
    config["layer_types"] = {"full_attention", "sliding_attention", "sliding_attention"};
    QCOMPARE(parsed(config).slidingFromBlock, 1);
    config["layer_types"] = {"sliding_attention", "full_attention", "sliding_attention"};
    QVERIFY(!parsed(config).unsupported.empty());
}

void TestConfig::ropeBothSpellings()
{
    json config = small();
    config["rope_scaling"] = {{"type", "linear"}, {"factor", 4}};
    QCOMPARE(parsed(config).rope.type, std::string("linear"));
    QCOMPARE(parsed(config).rope.factor, 4.0);
    QCOMPARE(ropeInverseFrequencies(parsed(config))[0], 0.25);
    config["rope_scaling"] = nullptr;
    config["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 500000}};
    QCOMPARE(parsed(config).rope.theta, 500000.0);
    QCOMPARE(parsed(config).rope.type, std::string("default"));
    config["rope_parameters"] = {{"rope_type", "yarn"}, {"factor", 2.0}};
    QCOMPARE(parsed(config).unsupported.size(), size_t(1));
    config["rope_parameters"] = {{"full_attention", {{"rope_type", "default"}}}};
    QCOMPARE(parsed(config).unsupported.size(), size_t(1));
    config["rope_parameters"] = {{"partial_rotary_factor", 0.5}};
    QCOMPARE(parsed(config).unsupported.size(), size_t(1));
}

void TestConfig::llama3Frequencies()
{
    json config = small();
    config["head_dim"] = 64;
    config["rope_theta"] = 500000.0;
    config["rope_scaling"] = {{"rope_type", "llama3"},
                              {"factor", 32.0},
                              {"low_freq_factor", 1.0},
                              {"high_freq_factor", 4.0},
                              {"original_max_position_embeddings", 8192}};
    ModelConfig model = parsed(config);
    const std::vector<double> found = ropeInverseFrequencies(model);
    QCOMPARE(found.size(), size_t(32));
    // transformers 5.23, ROPE_INIT_FUNCTIONS["llama3"], in f32
    const std::vector<double> expected{
        1,              0.663601279,    0.440366626,    0.292227834,    0.193922758,
        0.128687382,    0.0853971019,   0.0566696189,   0.0376060307,   0.0249554086,
        0.0165604409,   0.0109895291,   0.00729266508,  0.00483942125,  0.00321144611,
        0.00129054801,  0.000429556705, 9.70828623e-05, 1.94616387e-05, 1.29147675e-05,
        8.57025589e-06, 5.68723226e-06, 3.77405445e-06, 2.50446715e-06, 1.66196742e-06,
        1.10288363e-06, 7.31874934e-07, 4.85673127e-07, 3.22293289e-07, 2.1387423e-07,
        1.41927202e-07, 9.41830649e-08};
    for (size_t i = 0; i < expected.size(); ++i)
        QVERIFY2(std::abs(found[i] / expected[i] - 1) < 2e-6, qPrintable(QString::number(i)));
    // The divisors of a GGUF file are recognised again.
    ModelConfig gguf = model;
    gguf.rope = RopeConfig();
    gguf.rope.theta = 500000;
    for (double divisor : ropeDivisors(model))
        gguf.rope.divisors.push_back(float(divisor));
    recogniseLlama3Scaling(gguf);
    QCOMPARE(gguf.rope.type, std::string("llama3"));
    QCOMPARE(gguf.rope.factor, 32.0);
    QCOMPARE(gguf.rope.originalContext, 8192);
    gguf.rope.type = "default";
    gguf.rope.divisors[15] *= 1.5;
    recogniseLlama3Scaling(gguf);
    QCOMPARE(gguf.rope.type, std::string("default"));
    QCOMPARE(ropeDivisors(gguf), gguf.rope.divisors);
}

void TestConfig::graniteMultipliers()
{
    json config = small("granite");
    config.update({{"embedding_multiplier", 12},
                   {"attention_multiplier", 0.0078125},
                   {"residual_multiplier", 0.22},
                   {"logits_scaling", 16}});
    const ModelConfig model = parsed(config);
    QCOMPARE(model.embeddingMultiplier, 12.0);
    QCOMPARE(model.attentionMultiplier, 0.0078125);
    QCOMPARE(model.residualMultiplier, 0.22);
    QCOMPARE(model.logitsScaling, 16.0);
    QCOMPARE(parsed(small("granite")).attentionMultiplier, 1.0);
    QCOMPARE(parsed(small("llama")).attentionMultiplier, 0.0);
}

void TestConfig::widthsByBlock()
{
    json config = small();
    QCOMPARE(parsed(config).blockIntermediate, (std::vector<int64_t>{96, 96, 96}));
    config["block_intermediate_sizes"] = {96, 80, 64};
    QCOMPARE(parsed(config).blockIntermediate, (std::vector<int64_t>{96, 80, 64}));
    QCOMPARE(parsed(config).intermediate, 0);
    config["block_intermediate_sizes"] = {80, 80, 80};
    QCOMPARE(parsed(config).intermediate, 80);
    config["model_type"] = "lapidary_llama";
    QCOMPARE(parsed(config).modelType, std::string("llama"));
}

void TestConfig::eosTokens()
{
    json config = small();
    config["eos_token_id"] = 7;
    QCOMPARE(parsed(config).eosTokens, (std::vector<int64_t>{7}));
    config["eos_token_id"] = {7, 9};
    QCOMPARE(parsed(config).eosTokens, (std::vector<int64_t>{7, 9}));
    config["eos_token_id"] = nullptr;
    QVERIFY(parsed(config).eosTokens.empty());
}

void TestConfig::unknownArchitectureIsLenient()
{
    json config = small("dbrx");
    config["num_local_experts"] = 8;
    config["num_experts_per_tok"] = 2;
    config["rms_norm_eps"] = "what";
    config["vocab_size"] = -5;
    const ModelConfig model = parsed(config);
    QVERIFY(!familyOf(model));
    QCOMPARE(model.experts, 8);
    QCOMPARE(model.expertsActive, 2);
    QCOMPARE(model.hidden, 64);
    QCOMPARE(model.vocab, 0);
    QVERIFY(configFromHf(json::object()).has_value());
}

void TestConfig::malformed_data()
{
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *patch, const char *says) {
        QTest::newRow(name) << QString(patch) << QString(says);
    };
    row("text for a size", R"({"hidden_size":"64"})", "hidden_size");
    row("fraction", R"({"hidden_size":64.5})", "64.5");
    row("zero blocks", R"({"num_hidden_layers":0})", "num_hidden_layers");
    row("missing width", R"({"intermediate_size":null})", "intermediate_size is missing");
    row("missing vocab", R"({"vocab_size":null})", "vocab_size is missing");
    row("negative heads", R"({"num_attention_heads":-4})", "-4");
    row("huge blocks", R"({"num_hidden_layers":99999999})", "99999999");
    row("overflow", R"({"hidden_size":18446744073709551615})", "hidden_size");
    row("kv heads", R"({"num_key_value_heads":3})", "multiple");
    row("kv zero", R"({"num_key_value_heads":0})", "num_key_value_heads");
    row("odd head", R"({"head_dim":15})", "even");
    row("list", R"({"hidden_size":[64]})", "hidden_size");
    row("bool", R"({"tie_word_embeddings":"yes"})", "tie_word_embeddings");
    row("bool for int", R"({"hidden_size":true})", "hidden_size");
    row("theta", R"({"rope_theta":-1})", "rope_theta");
    row("theta text", R"({"rope_theta":"big"})", "rope_theta");
    row("eps", R"({"rms_norm_eps":"tiny"})", "rms_norm_eps");
    row("scaling list", R"({"rope_scaling":[1]})", "rope_scaling");
    row("scaling factor", R"({"rope_scaling":{"type":"linear","factor":0}})", "factor");
    row("llama3 incomplete", R"({"rope_scaling":{"rope_type":"llama3","factor":8}})",
        "original_max_position_embeddings");
    row("widths short", R"({"block_intermediate_sizes":[96,96]})", "3 sizes");
    row("widths negative", R"({"block_intermediate_sizes":[96,-1,96]})", "-1");
    row("heads huge", R"({"block_attention_heads":[4,4,4294967296]})", "4294967296");
    row("widths one number", R"({"block_intermediate_sizes":96})", "3 sizes");
    row("heads short", R"({"block_attention_heads":[4,4]})", "3 sizes");
    row("heads alone zero", R"({"block_attention_heads":[4,0,4]})", "block 1 (0)");
    row("kv heads by block", R"({"block_attention_heads":[4,3,4],"block_key_value_heads":[2,2,2]})",
        "block 1 (3) must be a multiple");
    row("kv heads without query heads",
        R"({"block_attention_heads":[4,0,4],"block_key_value_heads":[2,2,2]})", "block 1 (0)");
    row("no attention at all",
        R"({"block_attention_heads":[4,2,4],"block_key_value_heads":[0,0,0]})",
        "key-value heads in at least one block");
    row("widths text", R"({"block_intermediate_sizes":["a",1,2]})", "block_intermediate_sizes");
    row("activation", R"({"hidden_act":3})", "hidden_act");
}

void TestConfig::malformed()
{
    QFETCH(QString, patch);
    QFETCH(QString, says);
    json config = small();
    config.update(json::parse(patch.toStdString()));
    const auto result = configFromHf(config);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().code, ErrorCode::Input);
    const QString message = QString::fromStdString(result.error().message);
    QVERIFY2(message.contains(says) && message.startsWith("config.json"), qPrintable(message));
    QVERIFY(!configFromHf(json::array()).has_value());
}

void TestConfig::roundTripThroughHf_data()
{
    QTest::addColumn<QString>("type");
    for (const FamilySpec &family : allFamilies())
        QTest::newRow(family.modelType) << QString(family.modelType);
}

namespace {

json rich(const std::string &type)
{
    json config = small(type.c_str());
    config["head_dim"] = 32;
    config["rope_theta"] = 500000.0;
    config["rope_scaling"] = {{"rope_type", "llama3"},
                              {"factor", 8.0},
                              {"low_freq_factor", 1.0},
                              {"high_freq_factor", 4.0},
                              {"original_max_position_embeddings", 8192}};
    config["tie_word_embeddings"] = true;
    if (type == "mistral")
        config["sliding_window"] = 48;
    if (type == "qwen2" || type == "qwen3")
        config.update({{"use_sliding_window", true}, {"sliding_window", 48},
                       {"max_window_layers", 1}});
    if (type == "qwen3_moe")
        config.update({{"moe_intermediate_size", 24}, {"num_experts", 6}, {"num_experts_per_tok", 2},
                       {"norm_topk_prob", true}});
    if (type == "granite" || type == "granitemoe")
        config.update({{"embedding_multiplier", 12}, {"attention_multiplier", 0.125},
                       {"residual_multiplier", 0.25}, {"logits_scaling", 8}});
    return config;
}

void compareConfigs(const ModelConfig &a, const ModelConfig &b)
{
    QCOMPARE(a.modelType, b.modelType);
    QCOMPARE(a.hidden, b.hidden);
    QCOMPARE(a.blocks, b.blocks);
    QCOMPARE(a.heads, b.heads);
    QCOMPARE(a.kvHeads, b.kvHeads);
    QCOMPARE(a.headDim, b.headDim);
    QCOMPARE(a.blockIntermediate, b.blockIntermediate);
    QCOMPARE(a.blockHeads, b.blockHeads);
    QCOMPARE(a.blockKvHeads, b.blockKvHeads);
    QCOMPARE(a.vocab, b.vocab);
    QCOMPARE(a.maxPositions, b.maxPositions);
    QCOMPARE(float(a.normEps), float(b.normEps));
    QCOMPARE(a.rope.theta, b.rope.theta);
    QCOMPARE(a.slidingWindow, b.slidingWindow);
    QCOMPARE(a.slidingFromBlock, b.slidingFromBlock);
    QCOMPARE(a.embeddingMultiplier, b.embeddingMultiplier);
    QCOMPARE(a.attentionMultiplier, b.attentionMultiplier);
    QCOMPARE(a.residualMultiplier, b.residualMultiplier);
    QCOMPARE(a.logitsScaling, b.logitsScaling);
    QCOMPARE(a.experts, b.experts);
    QCOMPARE(a.expertsActive, b.expertsActive);
    QCOMPARE(a.blockExperts, b.blockExperts);
    QCOMPARE(a.normalizedExperts, b.normalizedExperts);
}

} // namespace

void TestConfig::roundTripThroughHf()
{
    QFETCH(QString, type);
    const ModelConfig config = parsed(rich(type.toStdString()));
    const json written = configToHf(config, "bfloat16");
    const ModelConfig back = parsed(written);
    compareConfigs(config, back);
    QCOMPARE(back.rope.type, std::string("llama3"));
    QCOMPARE(ropeDivisors(back), ropeDivisors(config));
    QCOMPARE(back.tiedEmbeddings, true);
    QCOMPARE(written["torch_dtype"], json("bfloat16"));
    QCOMPARE(written["rope_theta"], json(500000.0));
    QCOMPARE(written["rope_parameters"]["rope_type"], json("llama3"));
}

void TestConfig::roundTripThroughGguf_data()
{
    roundTripThroughHf_data();
}

void TestConfig::roundTripThroughGguf()
{
    QFETCH(QString, type);
    json source = rich(type.toStdString());
    source.erase("use_sliding_window"); // no GGUF key for Qwen's window
    source.erase("rope_scaling");
    const ModelConfig config = parsed(source);
    const auto back = configFromGguf(configToGguf(config, *familyOf(config)));
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    compareConfigs(config, *back);
    QCOMPARE(back->raw["hidden_size"], json(64));
    QVERIFY(familyOf(*back) == familyOf(config));
}

void TestConfig::ggufErrors()
{
    QVERIFY(!configFromGguf(GgufMetadata()).has_value());
    const ModelConfig config = parsed(small());
    const GgufMetadata good = configToGguf(config, *familyOf(config));
    for (const char *key : {"llama.block_count", "llama.embedding_length",
                            "llama.feed_forward_length", "llama.attention.head_count"}) {
        GgufMetadata bad = good;
        QVERIFY(bad.remove(key));
        const auto result = configFromGguf(bad);
        QVERIFY2(!result.has_value(), key);
        const std::string name = std::string(key).substr(std::string(key).rfind('.') + 1);
        QVERIFY2(result.error().message.find(name) != std::string::npos,
                 result.error().message.c_str());
    }
    GgufMetadata text = good;
    text.setText("llama.block_count", "many");
    QVERIFY(!configFromGguf(text).has_value());
    GgufMetadata huge = good;
    huge.setU32("llama.block_count", 4000000000u);
    QVERIFY(!configFromGguf(huge).has_value());
    GgufMetadata kv = good;
    kv.setU32("llama.attention.head_count_kv", 3);
    QVERIFY(!configFromGguf(kv).has_value());
}

void TestConfig::ggufMixtral()
{
    const ModelConfig config = parsed(small());
    GgufMetadata metadata = configToGguf(config, *familyOf(config));
    metadata.setU32("llama.expert_count", 8);
    metadata.setU32("llama.expert_used_count", 2);
    const auto back = configFromGguf(metadata);
    QVERIFY(back.has_value());
    QVERIFY(familyOf(*back));
    QCOMPARE(std::string(familyOf(*back)->modelType), std::string("mixtral"));
    QCOMPARE(back->experts, 8);
    QCOMPARE(back->expertsActive, 2);
}

void TestConfig::deciForWidthsByBlock()
{
    json source = small();
    source["block_intermediate_sizes"] = {96, 64, 80};
    const ModelConfig config = parsed(source);
    const GgufMetadata metadata = configToGguf(config, *familyOf(config));
    QCOMPARE(metadata.text("general.architecture").value_or(""), std::string("deci"));
    const auto back = configFromGguf(metadata);
    QVERIFY(back.has_value());
    compareConfigs(config, *back);
    QVERIFY(familyOf(*back) == familyOf(config));
}

void TestConfig::deciForHeadsAndMissingParts()
{
    json source = small();
    source["block_intermediate_sizes"] = {96, 0, 80};
    source["block_attention_heads"] = {0, 4, 2};
    source["block_key_value_heads"] = {0, 2, 1};
    const ModelConfig config = parsed(source);
    GgufMetadata metadata = configToGguf(config, *familyOf(config));
    QCOMPARE(metadata.text("general.architecture").value_or(""), std::string("deci"));
    QCOMPARE(metadata.find("deci.attention.head_count")->integers,
             (std::vector<int64_t>{0, 4, 2}));
    const auto back = configFromGguf(metadata);
    QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
    compareConfigs(config, *back);
    QVERIFY(familyOf(*back) == familyOf(config));
    // Attention that is one matrix: query heads, but no key-value heads.
    GgufValue kv = *metadata.find("deci.attention.head_count_kv");
    kv.integers = {0, 0, 1};
    metadata.set("deci.attention.head_count_kv", kv);
    const auto linear = configFromGguf(metadata);
    QVERIFY(linear.has_value());
    QVERIFY(familyOf(*linear) == familyOf(config));
    QVERIFY(linearAttention(*linear, 1) && !linearAttention(*linear, 0)
            && !linearAttention(*linear, 2));
    QVERIFY(hasModule(*linear, "model.layers.1.self_attn.o_proj", 1)
            && !hasModule(*linear, "model.layers.1.self_attn.q_proj", 1));
    const auto again = configFromHf(configToHf(*linear, "float32"));
    QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
    QCOMPARE(again->blockKvHeads, (std::vector<int64_t>{0, 0, 1}));
}

void TestConfig::headsByBlock()
{
    json config = small();
    QCOMPARE(parsed(config).blockHeads, (std::vector<int64_t>{4, 4, 4}));
    QCOMPARE(parsed(config).blockKvHeads, (std::vector<int64_t>{2, 2, 2}));
    QVERIFY(parsed(config).uniformBlocks());
    config["block_attention_heads"] = {4, 2, 4};
    config["block_key_value_heads"] = {2, 1, 2};
    config["head_dim"] = 16;
    const ModelConfig model = parsed(config);
    QVERIFY(!model.uniformBlocks());
    QCOMPARE(model.headsOf(1), 2);
    QCOMPARE(model.kvHeadsOf(1), 1);
    QCOMPARE(model.heads, 4);
    QCOMPARE(dimSize(Dim::QueryRows, model, 1), 32);
    QCOMPARE(dimSize(Dim::KeyRows, model, 1), 16);
    compareConfigs(parsed(configToHf(model, "float32")), model);
}

void TestConfig::partsThatAreGone()
{
    json config = small();
    config["block_intermediate_sizes"] = {96, 0, 96};
    config["block_attention_heads"] = {0, 4, 4};
    config["block_key_value_heads"] = {0, 2, 2};
    const ModelConfig model = parsed(config);
    QVERIFY(!hasPart(model, blockPart("model.layers.0.input_layernorm"), 0));
    QVERIFY(!hasPart(model, blockPart("model.layers.0.self_attn.q_norm"), 0));
    QVERIFY(hasPart(model, blockPart("model.layers.0.mlp.up_proj"), 0));
    QVERIFY(!hasPart(model, blockPart("model.layers.1.post_attention_layernorm"), 1));
    QVERIFY(blockPart("model.norm") == BlockPart::None);
    QVERIFY(blockPart("lm_head") == BlockPart::None);
}

void TestConfig::reshapedKeepsWhatBelongsToBlocks()
{
    json source = small("qwen2");
    source.update({{"num_hidden_layers", 4}, {"use_sliding_window", true},
                   {"sliding_window", 48}, {"max_window_layers", 2},
                   {"layer_types", {"full_attention", "full_attention", "sliding_attention",
                                    "sliding_attention"}}});
    const ModelConfig before = parsed(source);
    QCOMPARE(before.slidingFromBlock, 2);
    // Blocks 0 and 2 go, block 3 loses a group of heads.
    const ModelConfig after = reshaped(before, {{1, 4, 2, 96}, {3, 2, 1, 96}});
    QCOMPARE(after.blocks, 2);
    QCOMPARE(after.slidingFromBlock, 1);
    QCOMPARE(after.blockHeads, (std::vector<int64_t>{4, 2}));
    const ModelConfig back = parsed(after.raw);
    compareConfigs(back, after);
    QCOMPARE(after.raw["layer_types"], json({"full_attention", "sliding_attention"}));
    QCOMPARE(after.raw["max_window_layers"], json(1));
    QCOMPARE(after.raw["num_hidden_layers"], json(2));
    // All that used the window are gone.
    const ModelConfig full = reshaped(before, {{0, 4, 2, 96}, {1, 4, 2, 96}});
    QCOMPARE(full.slidingWindow, 0);
    QCOMPARE(parsed(full.raw).slidingWindow, 0);
    // The same in all blocks is said once.
    const ModelConfig uniform = reshaped(before, {{0, 2, 1, 64}, {1, 2, 1, 64}});
    QVERIFY(!uniform.raw.contains("block_attention_heads"));
    QCOMPARE(uniform.raw["num_attention_heads"], json(2));
    QCOMPARE(uniform.raw["head_dim"], json(before.headDim));
    QCOMPARE(uniform.raw["intermediate_size"], json(64));
    compareConfigs(parsed(uniform.raw), uniform);
}

void TestConfig::ggufNames()
{
    const FamilySpec &llama = *familyForModelType("llama");
    QCOMPARE(ggufNameOf(llama, "model.layers.12.mlp.up_proj").value_or(""),
             std::string("blk.12.ffn_up"));
    QCOMPARE(ggufNameOf(llama, "model.embed_tokens").value_or(""), std::string("token_embd"));
    QVERIFY(!ggufNameOf(llama, "model.layers.1.self_attn.q_norm"));
    QVERIFY(ggufNameOf(*familyForModelType("qwen3"), "model.layers.1.self_attn.q_norm"));
    QVERIFY(familyForGgufArch("granite") == familyForModelType("granite"));
}

void TestConfig::publishedConfigs()
{
    const QString folder = QStringLiteral(LAPIDARY_SOURCE_DIR "/../shared/data/configs/");
    if (!QFile::exists(folder))
        QSKIP("../shared/data/configs is not there");
    const QStringList names = QDir(folder).entryList({"*.json"});
    QVERIFY(names.size() > 20);
    for (const QString &name : names) {
        QFile file(folder + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        // Python writes Infinity, which is no JSON.
        const auto document = json::parse(file.readAll().replace("Infinity", "1e300").toStdString());
        const auto config = configFromHf(document);
        QVERIFY2(config.has_value(),
                 qPrintable(name + ": " + (config ? "" : config.error().message.c_str())));
        if (name.startsWith("Llama-3.2-1B")) {
            QCOMPARE(config->rope.type, std::string("llama3"));
            QCOMPARE(config->rope.factor, 32.0);
            QVERIFY(config->unsupported.empty());
        }
        if (name.contains("Qwen3-30B"))
            QCOMPARE(config->experts, 128);
        if (name.contains("Scout"))
            QCOMPARE(config->hidden, 5120);
    }
}

void TestConfig::meanings()
{
    json source = rich("granite");
    source["odd_key"] = {{"a", 1}};
    const auto lines = configMeanings(parsed(source));
    const auto line = [&](const std::string &key) {
        const auto it = std::find_if(lines.begin(), lines.end(),
                                     [&](const auto &entry) { return entry.key == key; });
        return it == lines.end() ? ConfigMeaning() : *it;
    };
    QCOMPARE(line("hidden_size").value, std::string("64"));
    QVERIFY(!line("hidden_size").meaning.empty());
    QCOMPARE(line("rope_scaling.factor").value, std::string("8.0"));
    QVERIFY(!line("rope_scaling.factor").meaning.empty());
    QCOMPARE(line("odd_key.a").value, std::string("1"));
    QCOMPARE(lines.front().key, std::string("model_type"));
}

LAPIDARY_TEST(TestConfig)
#include "tst_config.moc"
