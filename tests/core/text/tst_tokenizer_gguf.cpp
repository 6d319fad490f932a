// GGUF vocabularies: llama.cpp's own vectors (../shared/data/tokenizers/llamacpp-vectors), and
// small vocabularies worked by hand.
#include "core/text/tokenizer.h"
#include "tests/support/test_program.h"

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace lapidary;

namespace {

const std::filesystem::path vectors = std::filesystem::path(LAPIDARY_SOURCE_DIR) / ".." / "shared"
    / "data" / "tokenizers" / "llamacpp-vectors";

GgufValue list(std::vector<std::string> strings)
{
    GgufValue value;
    value.type = 8;
    value.isArray = true;
    value.strings = std::move(strings);
    return value;
}

GgufValue list(std::vector<int64_t> integers)
{
    GgufValue value;
    value.type = 5;
    value.isArray = true;
    value.integers = std::move(integers);
    return value;
}

GgufValue list(std::vector<double> reals)
{
    GgufValue value;
    value.type = 6;
    value.isArray = true;
    value.reals = std::move(reals);
    return value;
}

/// SentencePiece: "ab" scores better than "bc", "▁a" better than both.
GgufMetadata sentencePiece()
{
    GgufMetadata metadata;
    metadata.setText("tokenizer.ggml.model", "llama");
    std::vector<std::string> tokens{"<unk>", "<s>", "</s>", "a", "b", "c", "▁", "ab", "bc", "▁a",
                                    "[X]"};
    std::vector<double> scores{0, 0, 0, -9, -9, -9, -9, -2, -3, -1, 0};
    std::vector<int64_t> types{2, 3, 3, 1, 1, 1, 1, 1, 1, 1, 4};
    for (int byte = 0; byte < 256; ++byte) {
        tokens.push_back(fmt::format("<0x{:02X}>", byte));
        scores.push_back(0);
        types.push_back(6);
    }
    metadata.set("tokenizer.ggml.tokens", list(tokens));
    metadata.set("tokenizer.ggml.scores", list(scores));
    metadata.set("tokenizer.ggml.token_type", list(types));
    return metadata;
}

GgufMetadata bytePairs(const char *pre)
{
    GgufMetadata metadata;
    metadata.setText("tokenizer.ggml.model", "gpt2");
    metadata.setText("tokenizer.ggml.pre", pre);
    metadata.set("tokenizer.ggml.tokens",
                 list(std::vector<std::string>{"a", "b", "1", "Ġ", "ab", "Ġa", "11", "<|im_end|>"}));
    metadata.set("tokenizer.ggml.merges",
                 list(std::vector<std::string>{"a b", "Ġ a", "1 1", "a b"}));
    metadata.setU32("tokenizer.ggml.bos_token_id", 0);
    metadata.setU32("tokenizer.ggml.eos_token_id", 1);
    return metadata;
}

using Ids = std::vector<int32_t>;

} // namespace

class TestTokenizerGguf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void vectorsOfLlamaCpp_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"deepseek-llm", "gpt-2", "llama-spm", "phi-3", "refact",
                                 "starcoder"})
            QTest::newRow(name) << QString(name);
    }

    void vectorsOfLlamaCpp()
    {
        QFETCH(QString, name);
        const std::string file =
            (vectors / ("ggml-vocab-" + name.toStdString() + ".gguf")).string();
        if (!std::filesystem::exists(file))
            QSKIP("../shared/data/tokenizers/llamacpp-vectors is not here");
        JobContext job;
        const auto checkpoint = openCheckpoint(file, job);
        QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().message.c_str());
        const auto tokenizer = loadTokenizer(**checkpoint);
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());

        std::ifstream input(file + ".inp", std::ios::binary), output(file + ".out");
        std::string all{std::istreambuf_iterator<char>(input), {}};
        const std::string mark = "\n__ggml_vocab_test__\n";
        int count = 0;
        for (size_t begin = 0; begin <= all.size(); ++count) {
            const size_t end = std::min(all.find(mark, begin), all.size());
            const std::string text = all.substr(begin, end - begin);
            begin = end + mark.size();
            std::string line;
            std::getline(output, line);
            std::istringstream numbers(line);
            const Ids expected{std::istream_iterator<int32_t>(numbers), {}};
            const auto found = (*tokenizer)->encode(text, false, SpecialText::Plain);
            QVERIFY(found);
            QVERIFY2(*found == expected, text.c_str());
            QCOMPARE((*tokenizer)->decode(*found, true), text);
        }
        QVERIFY(count > 40);
    }

    void sentencePieceMergesByScore()
    {
        const auto tokenizer = tokenizerFromGguf(sentencePiece());
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
        const Tokenizer &t = **tokenizer;
        QCOMPARE(t.info().kind, std::string("SentencePiece BPE"));
        QVERIFY(t.info().addBos);
        QCOMPARE(t.info().stopIds, Ids{2});
        QCOMPARE(*t.encode("abc", true), (Ids{1, 9, 8}));    // ▁a, then bc
        QCOMPARE(*t.encode("babc", false), (Ids{6, 4, 7, 5})); // ▁ b ab c
        QCOMPARE(*t.encode("a a", false), (Ids{9, 9}));
        QCOMPARE(*t.encode("é", false), (Ids{6, 11 + 0xc3, 11 + 0xa9}));
        QCOMPARE(t.decode(*t.encode("abc é", true), true), std::string("abc é"));
        QCOMPARE(t.tokenBytes(11 + 0xc3), std::string("\xc3"));
        QCOMPARE(t.tokenBytes(9), std::string(" a"));
        // After a special token a text starts anew, with its space.
        QCOMPARE(*t.encode("a[X]a</s>", false), (Ids{9, 10, 9, 2}));
        QCOMPARE(t.encode("</s>", false, SpecialText::Plain)->size(), size_t(5));
        QCOMPARE(*t.encode("", true), Ids{1});
    }

    void spacePrefixCanBeOff()
    {
        GgufMetadata metadata = sentencePiece();
        metadata.setBool("tokenizer.ggml.add_space_prefix", false);
        metadata.setBool("tokenizer.ggml.add_bos_token", false);
        metadata.setBool("tokenizer.ggml.add_eos_token", true);
        const auto tokenizer = tokenizerFromGguf(metadata);
        QVERIFY(tokenizer);
        QCOMPARE(*(*tokenizer)->encode("abc", true), (Ids{7, 5, 2}));
        QCOMPARE((*tokenizer)->decode({9}, true), std::string(" a"));
    }

    void bytePairsFollowThePreTokenizer()
    {
        const auto gpt2 = tokenizerFromGguf(bytePairs("gpt-2"));
        QVERIFY2(gpt2, gpt2 ? "" : gpt2.error().message.c_str());
        QCOMPARE(*(*gpt2)->encode("ab a11", false), (Ids{4, 5, 6}));
        QCOMPARE(*(*gpt2)->encode("ab<|im_end|>", true), (Ids{4, 7}));
        QCOMPARE((*gpt2)->info().stopIds, (Ids{1, 7})); // by its text, whatever its type
        const auto digits = tokenizerFromGguf(bytePairs("smollm"));
        QVERIFY(digits);
        QCOMPARE(*(*digits)->encode("a11", false), (Ids{0, 2, 2}));
        const auto llama3 = tokenizerFromGguf(bytePairs("llama-bpe"));
        QVERIFY(llama3);
        QCOMPARE(*(*llama3)->encode("ab", true), (Ids{0, 4})); // BOS where the file is silent
    }

    void refusals()
    {
        const auto says = [](const GgufMetadata &metadata, ErrorCode code, const char *what) {
            const auto tokenizer = tokenizerFromGguf(metadata);
            return !tokenizer && tokenizer.error().code == code
                && tokenizer.error().message.find(what) != std::string::npos;
        };
        QVERIFY(says(bytePairs("new-thing"), ErrorCode::Unsupported, "'new-thing'"));
        GgufMetadata metadata;
        QVERIFY(says(metadata, ErrorCode::Input, "no tokenizer"));
        metadata.setText("tokenizer.ggml.model", "bert");
        QVERIFY(says(metadata, ErrorCode::Unsupported, "'bert'"));
        metadata.setText("tokenizer.ggml.model", "llama");
        QVERIFY(says(metadata, ErrorCode::Input, "tokenizer.ggml.tokens"));
        metadata = sentencePiece();
        metadata.set("tokenizer.ggml.scores", list(std::vector<double>{1.0}));
        QVERIFY(says(metadata, ErrorCode::Input, "scores has 1"));
        metadata = sentencePiece();
        metadata.set("tokenizer.ggml.token_type", list(std::vector<int64_t>{1}));
        QVERIFY(says(metadata, ErrorCode::Input, "token_type has 1"));
        metadata = bytePairs("gpt-2");
        metadata.remove("tokenizer.ggml.merges");
        QVERIFY(says(metadata, ErrorCode::Input, "merges"));
        metadata = bytePairs("gpt-2");
        metadata.set("tokenizer.ggml.tokens", list(std::vector<std::string>{"a", "a"}));
        QVERIFY(says(metadata, ErrorCode::Input, "only 1 different"));
    }
};

LAPIDARY_TEST(TestTokenizerGguf)
#include "tst_tokenizer_gguf.moc"
