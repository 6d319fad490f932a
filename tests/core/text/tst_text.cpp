// Unicode helpers, the pattern translation, BPE training, text files.
#include "core/text/bpe_trainer.h"
#include "core/text/regex.h"
#include "core/text/text_file.h"
#include "core/text/tokenizer.h"
#include "core/text/unicode.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace lapidary;
using nlohmann::json;

namespace {

std::vector<std::string> matches(const char *pattern, const std::string &text,
                                 Regex::Dialect dialect = Regex::Dialect::Oniguruma)
{
    const auto regex = Regex::compile(pattern, dialect);
    std::vector<std::string> found;
    if (!regex)
        return {regex.error().message};
    const auto status = RegexMatcher(*regex).forEach(
        text, [&](size_t begin, size_t end) { found.push_back(text.substr(begin, end - begin)); });
    return status ? found : std::vector{status.error().message};
}

using Strings = std::vector<std::string>;

} // namespace

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void invalidUtf8()
    {
        QVERIFY(!firstInvalidUtf8("a\u00e9\u20ac\U0001f48e"));
        QCOMPARE(*firstInvalidUtf8("ab\x80"), size_t(2));
        QCOMPARE(*firstInvalidUtf8("\xed\xa0\x80"), size_t(0)); // a surrogate
        QCOMPARE(*firstInvalidUtf8("\xc0\xaf"), size_t(0));     // overlong
        // The replacement of maximal parts, as in table 3-8 of the Unicode standard.
        QCOMPARE(replaceInvalidUtf8("\x61\xf1\x80\x80\xe1\x80\xc2\x62\x80\x63\x80\xbf\x64"),
                 std::string("a\ufffd\ufffd\ufffdb\ufffdc\ufffd\ufffdd"));
        QCOMPARE(replaceInvalidUtf8("\xf4\x91\x92\x93"), std::string("\ufffd\ufffd\ufffd\ufffd"));
    }

    void normalForms()
    {
        QCOMPARE(*normalizeUnicode("e\u0301", NormalForm::C), std::string("\u00e9"));
        QCOMPARE(*normalizeUnicode("\u00e9", NormalForm::D), std::string("e\u0301"));
        QCOMPARE(*normalizeUnicode("\ufb01", NormalForm::KC), std::string("fi"));
        QCOMPARE(lowerCase("\u03a3\u0130A"), std::string("\u03c3i\u0307a"));
    }

    void oniguruma()
    {
        QCOMPARE(matches("\\s+", "a \u3000b\u180ec\u0085"), (Strings{" \u3000", "\u0085"}));
        QCOMPARE(matches("[^\\s]+", "a\u180eb c"), (Strings{"a\u180eb", "c"}));
        QCOMPARE(matches("\\h+", "xfffz"), Strings{"fff"});
        QCOMPARE(matches("(?i:'S)", "'s'\u017f"), (Strings{"'s", "'\u017f"}));
        QCOMPARE(matches("b$", "ab\nab"), (Strings{"b", "b"}));
        QCOMPARE(matches("b$", "ab\nab", Regex::Dialect::Ecma), Strings{"b"});
        QCOMPARE(matches("\\p{N}{1,3}+", "1234567"), Strings{"1234567"}); // not possessive
        QCOMPARE(matches("(?m:a.b)", "a\nb"), Strings{"a\nb"});
        QCOMPARE(matches("\\w+", "naïve_١ x"), (Strings{"naïve_١", "x"}));
        QCOMPARE(matches("[[a-c]x]+", "abxd"), Strings{"abx"});
        QCOMPARE(matches("x*", "axb"), (Strings{"", "x", ""}));
    }

    void patternsThatExplodeAreStopped()
    {
        const auto found = matches("(a+)+$|(x+x+)+y", std::string(400, 'x'));
        QVERIFY2(found.size() == 1 && found[0].find("backtrack") != std::string::npos,
                 found.empty() ? "no match" : found[0].c_str());
    }

    void trainerEqualsHuggingFace()
    {
        std::ifstream file(std::filesystem::path(LAPIDARY_SOURCE_DIR)
                           / "tests/data/tokenizers/trainer.json");
        const json golden = json::parse(file);
        BpeTrainerOptions options;
        options.vocab = 400;
        options.specialTokens = {"<|endoftext|>", "<|pad|>"};
        JobContext job;
        const auto text = golden["text"].get<std::string>();
        const auto made = trainByteLevelBpe(text, options, job);
        QVERIFY(made);
        QCOMPARE((*made)["model"]["merges"], golden["merges"]);
        QVERIFY((*made)["model"]["vocab"] == golden["vocab"]);

        const auto tokenizer = tokenizerFromJson(*made, {});
        QVERIFY(tokenizer);
        const auto ids = (*tokenizer)->encode(text + "<|pad|>", true);
        QVERIFY(ids && ids->size() < text.size() && ids->back() == 1);
        QCOMPARE((*tokenizer)->decode(*ids, true), text);
    }

    void trainerRefuses()
    {
        JobContext job;
        BpeTrainerOptions options;
        options.vocab = 200;
        QCOMPARE(trainByteLevelBpe("a", options, job).error().code, ErrorCode::Usage);
        options.vocab = 300;
        options.specialTokens = {"x", "x"};
        QCOMPARE(trainByteLevelBpe("a", options, job).error().code, ErrorCode::Usage);
        options.specialTokens = {"x"};
        QCOMPARE(trainByteLevelBpe("\xff", options, job).error().code, ErrorCode::Input);
        job.cancel();
        QCOMPARE(trainByteLevelBpe("aa aa", options, job).error().code, ErrorCode::Cancelled);
    }

    void textFiles()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("t.txt").toStdString();
        std::ofstream(path, std::ios::binary) << "\xef\xbb\xbfone\r\ntwo";
        QCOMPARE(*readEvaluationText(path), std::string("\xef\xbb\xbfone\r\ntwo"));
        QVERIFY(!readEvaluationText(path, 4));
        std::ofstream(path, std::ios::binary) << "one\ntw\xff";
        const auto bad = readEvaluationText(path);
        QVERIFY(!bad && bad.error().message.find("line 2") != std::string::npos);
        std::ofstream(path, std::ios::binary) << "";
        QCOMPARE(readEvaluationText(path).error().code, ErrorCode::Input);
        QCOMPARE(readEvaluationText(path.string() + "x").error().code, ErrorCode::Io);
    }
};

LAPIDARY_TEST(TestText)
#include "tst_text.moc"
