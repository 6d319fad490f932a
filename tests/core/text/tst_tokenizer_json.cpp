// Ids and decoded texts against Hugging Face's tokenizers (tests/data/tokenizers, made by
// tests/parity/make_tokenizer_golden.py), and sentences for damaged files.
#include "core/text/tokenizer.h"
#include "tests/support/test_program.h"

#include <QCryptographicHash>

#include <filesystem>
#include <fstream>
#include <map>

using namespace lapidary;
using nlohmann::json;

namespace {

const std::filesystem::path source = LAPIDARY_SOURCE_DIR;
const std::filesystem::path shared = source / ".." / "shared" / "data";

json readJson(const std::filesystem::path &path)
{
    std::ifstream file(path);
    return json::parse(file);
}

const json &golden(const char *name)
{
    static std::map<std::string, json> files;
    json &file = files[name];
    if (file.is_null())
        file = readJson(source / "tests/data/tokenizers" / name);
    return file;
}

/// A sentence about the first difference, or empty.
std::string compare(const Tokenizer &tokenizer, const json &cases)
{
    for (const auto &entry : cases) {
        const auto text = entry["text"].get<std::string>();
        const auto plain = tokenizer.encode(text, false);
        const auto special = tokenizer.encode(text, true);
        if (!plain || !special)
            return "failed on " + entry["text"].dump();
        if (json(*plain) != entry["ids"])
            return fmt::format("{}: found {}, expected {}", entry["text"].dump(),
                               json(*plain).dump(), entry["ids"].dump());
        if (json(*special) != entry.value("special", entry["ids"]))
            return "with special tokens: " + entry["text"].dump();
        const std::string decoded = tokenizer.decode(*special, true);
        if (decoded != entry.value("decoded", text))
            return fmt::format("decoded {}: found {}", entry["text"].dump(), json(decoded).dump());
    }
    return {};
}

json tiny()
{
    return json::parse(R"({"added_tokens": [], "normalizer": null, "post_processor": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false},
        "decoder": {"type": "ByteLevel"},
        "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}})");
}

} // namespace

class TestTokenizerJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void synthetic_data()
    {
        QTest::addColumn<int>("index");
        const json &file = golden("synthetic.json");
        for (size_t i = 0; i < file["entries"].size(); ++i)
            QTest::newRow(file["entries"][i]["name"].get<std::string>().c_str())
                << static_cast<int>(i);
        QVERIFY(file["entries"].size() >= 20);
    }

    void synthetic()
    {
        QFETCH(int, index);
        const json &file = golden("synthetic.json");
        const json &entry = file["entries"][static_cast<size_t>(index)];
        json definition = entry["tokenizer"];
        if (definition["model"].is_string()) // shared with another entry
            for (const auto &other : file["entries"])
                if (other["name"] == definition["model"]) {
                    definition["model"] = json(other["tokenizer"]["model"]);
                    break;
                }
        const auto tokenizer = tokenizerFromJson(definition, {});
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const std::string difference = compare(**tokenizer, entry["cases"]);
        QVERIFY2(difference.empty(), difference.c_str());
    }

    void realModels_data()
    {
        QTest::addColumn<int>("index");
        const json &file = golden("real.json");
        for (size_t i = 0; i < file["entries"].size(); ++i)
            QTest::newRow(file["entries"][i]["name"].get<std::string>().c_str())
                << static_cast<int>(i);
    }

    void realModels()
    {
        QFETCH(int, index);
        const json &file = golden("real.json");
        const json &entry = file["entries"][static_cast<size_t>(index)];
        const auto path = shared / "tokenizers" / entry["name"].get<std::string>();
        if (!std::filesystem::exists(path / "tokenizer.json"))
            QSKIP("../shared/data/tokenizers is not here");
        const auto tokenizer = tokenizerFromJson(readJson(path / "tokenizer.json"), {});
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const std::string difference = compare(**tokenizer, entry["cases"]);
        QVERIFY2(difference.empty(), difference.c_str());

        std::ifstream stream(shared / "text" / file["text"].get<std::string>(), std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        if (text.empty())
            QSKIP("../shared/data/text is not here");
        const auto ids = (*tokenizer)->encode(text, false);
        QVERIFY(ids);
        QCOMPARE(ids->size(), entry["count"].get<size_t>());
        const QByteArray bytes(reinterpret_cast<const char *>(ids->data()),
                               static_cast<qsizetype>(ids->size() * sizeof(int32_t)));
        QCOMPARE(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString(),
                 entry["sha256"].get<std::string>());
        QVERIFY((*tokenizer)->decode(*ids, true) == text);
    }

    void tokenBytesJoinToTheText()
    {
        const json &file = golden("synthetic.json");
        for (const char *name : {"starcoder", "llama2"}) {
            for (const auto &entry : file["entries"]) {
                if (entry["name"] != name)
                    continue;
                const auto tokenizer = tokenizerFromJson(entry["tokenizer"], {});
                QVERIFY(tokenizer);
                const std::string text = "石 and 💎, twice the stone";
                const auto ids = (*tokenizer)->encode(text, false);
                QVERIFY(ids);
                std::string joined;
                for (const int32_t id : *ids)
                    joined += (*tokenizer)->tokenBytes(id);
                QCOMPARE(joined, (entry["name"] == "llama2" ? " " : "") + text);
            }
        }
    }

    void invalidBytesBecomeReplacementCharacters()
    {
        const json &file = golden("synthetic.json");
        const auto tokenizer = tokenizerFromJson(file["entries"][1]["tokenizer"], {});
        QVERIFY(tokenizer);
        const auto bad = (*tokenizer)->encode("a\xff\xe2\x82z\xc3", false);
        const auto good = (*tokenizer)->encode("a\ufffd\ufffdz\ufffd", false);
        QVERIFY(bad && good);
        QCOMPARE(*bad, *good);
        QCOMPARE((*tokenizer)->decode({-5, 1 << 30}, true), std::string());
        QCOMPARE((*tokenizer)->tokenBytes(-1), std::string());
    }

    void specialTextCanStayText()
    {
        json definition = tiny();
        definition["added_tokens"].push_back({{"id", 3}, {"content", "ab"}, {"special", true}});
        const auto tokenizer = tokenizerFromJson(definition, {});
        QVERIFY(tokenizer);
        QCOMPARE(*(*tokenizer)->encode("aabb", false, SpecialText::Parse),
                 (std::vector<int32_t>{0, 3, 1}));
        QCOMPARE(*(*tokenizer)->encode("aabb", false, SpecialText::Plain),
                 (std::vector<int32_t>{0, 2, 1}));
        QCOMPARE((*tokenizer)->decode({0, 3, 1}, true), std::string("ab"));
        QCOMPARE((*tokenizer)->decode({0, 3, 1}, false), std::string("aabb"));
    }

    void configNamesSpecialTokens()
    {
        json definition = tiny();
        definition["added_tokens"].push_back({{"id", 3}, {"content", "<s>"}, {"special", true}});
        const json config{{"bos_token", {{"content", "<s>"}}},
                          {"eos_token", "b"},
                          {"chat_template", json::array({{{"name", "tool"}, {"template", "x"}},
                                                         {{"name", "default"}, {"template", "y"}}})}};
        const auto tokenizer = tokenizerFromJson(definition, config);
        QVERIFY(tokenizer);
        const TokenizerInfo &info = (*tokenizer)->info();
        QCOMPARE(*info.bos, 3);
        QCOMPARE(*info.eos, 1);
        QCOMPARE(info.stopIds, std::vector<int32_t>{1});
        QCOMPARE(info.vocab, 4);
        QCOMPARE(info.kind, std::string("byte-level BPE"));
        QCOMPARE(info.chatTemplate, std::string("y"));
        QVERIFY(!info.addBos);
    }

    void damagedFiles_data()
    {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *patch, ErrorCode code, const char *says) {
            QTest::newRow(name) << QString(patch) << static_cast<int>(code) << QString(says);
        };
        row("no model", "[{'op':'remove','path':'/model'}]", ErrorCode::Unsupported, "(none)");
        row("unigram", "[{'op':'replace','path':'/model/type','value':'Unigram'}]",
            ErrorCode::Unsupported, "Unigram");
        row("vocab is a list", "[{'op':'replace','path':'/model/vocab','value':[1]}]",
            ErrorCode::Input, "vocab");
        row("negative id", "[{'op':'replace','path':'/model/vocab/a','value':-1}]",
            ErrorCode::Input, "'a'");
        row("huge id", "[{'op':'replace','path':'/model/vocab/a','value':4000000000}]",
            ErrorCode::Input, "4000000000");
        row("id twice", "[{'op':'replace','path':'/model/vocab/a','value':1}]",
            ErrorCode::Input, "same id 1");
        row("merge unknown", "[{'op':'replace','path':'/model/merges','value':['b a']}]",
            ErrorCode::Input, "'ba'");
        row("merge of one", "[{'op':'replace','path':'/model/merges','value':['ba']}]",
            ErrorCode::Input, "merge 0");
        row("merge number", "[{'op':'replace','path':'/model/merges','value':[['a',1]]}]",
            ErrorCode::Input, "merge 0");
        row("dropout", "[{'op':'add','path':'/model/dropout','value':0.5}]",
            ErrorCode::Unsupported, "dropout");
        row("unknown token", "[{'op':'add','path':'/model/unk_token','value':'?'}]",
            ErrorCode::Input, "'?'");
        row("pre-tokenizer", "[{'op':'replace','path':'/pre_tokenizer/type','value':'Magic'}]",
            ErrorCode::Unsupported, "Magic");
        row("pattern",
            "[{'op':'replace','path':'/pre_tokenizer','value':{'type':'Split',"
            "'pattern':{'Regex':'[a'}}}]",
            ErrorCode::Unsupported, "[a");
        row("intersection",
            "[{'op':'replace','path':'/pre_tokenizer','value':{'type':'Split',"
            "'pattern':{'Regex':'[a&&b]'}}}]",
            ErrorCode::Unsupported, "&&");
        row("behavior",
            "[{'op':'replace','path':'/pre_tokenizer','value':{'type':'Split',"
            "'pattern':{'String':'a'},'behavior':'Odd'}}]",
            ErrorCode::Unsupported, "Odd");
        row("normalizer", "[{'op':'replace','path':'/normalizer','value':{'type':'Nmt'}}]",
            ErrorCode::Unsupported, "Nmt");
        row("decoder", "[{'op':'replace','path':'/decoder','value':{'type':'CTC'}}]",
            ErrorCode::Unsupported, "CTC");
        row("template",
            "[{'op':'replace','path':'/post_processor','value':{'type':'TemplateProcessing',"
            "'single':[{'SpecialToken':{'id':'<s>'}},{'Sequence':{'id':'A'}}],"
            "'special_tokens':{}}}]",
            ErrorCode::Input, "'<s>'");
        row("added token", "[{'op':'replace','path':'/added_tokens','value':[{'id':7}]}]",
            ErrorCode::Input, "added token");
        row("a list", "[{'op':'replace','path':'','value':[]}]", ErrorCode::Input, "array");
    }

    void damagedFiles()
    {
        QFETCH(QString, patch);
        QFETCH(int, code);
        QFETCH(QString, says);
        const json damaged = tiny().patch(json::parse(patch.replace('\'', '"').toStdString()));
        const auto tokenizer = tokenizerFromJson(damaged, {});
        QVERIFY(!tokenizer);
        const QString message = QString::fromStdString(tokenizer.error().message);
        QVERIFY2(message.startsWith("tokenizer.json: "), qPrintable(message));
        QVERIFY2(message.contains(says), qPrintable(message));
        QCOMPARE(static_cast<int>(tokenizer.error().code), code);
    }
};

LAPIDARY_TEST(TestTokenizerJson)
#include "tst_tokenizer_json.moc"
