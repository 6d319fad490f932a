#include "core/base/process_memory.h"
#include "core/eval/perplexity.h"
#include "tests/support/test_program.h"

using namespace lapidary;

/// The whole way from a GGUF file and a text on a trained model (shared data, skipped without).
class TestPerplexity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString data = LAPIDARY_SOURCE_DIR "/../shared/data/";
        const QDir folder(data + "models/stories260K");
        const QStringList files = folder.entryList({"*.gguf"});
        QFile text(data + "text/tiny.utf8");
        if (files.isEmpty() || !text.open(QIODevice::ReadOnly))
            QSKIP("needs ../shared/data (stories260K, tiny.utf8)");
        m_text = text.readAll().left(6000).toStdString();
        JobContext job;
        const auto opened = openModel(folder.filePath(files[0]).toStdString(), job);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        const auto model = TextModel::load(*opened, {"cpu", "f32", 0}, job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
    }

    void storiesArePredictable()
    {
        JobContext job;
        PerplexityProtocol protocol{"strided", 500, 0, 3, "auto"};
        const auto result = measurePerplexity(*m_model, m_text, protocol, job);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        const Perplexity &p = result->perplexity;
        // About 5.63 on the first 1,500 tokens at this model's context of 512.
        QVERIFY(p.value > 4.5 && p.value < 7);
        QCOMPARE(p.scored, int64_t(3 * 499));
        QVERIFY(p.standardError > 0 && p.standardError < p.value / 5);
        const nlohmann::json json = toJson(p);
        for (const char *key : {"value", "stderr", "scored", "windows", "protocol", "window",
                                "stride", "bos", "dtype", "device"})
            QVERIFY2(json.contains(key), key);
    }

    void referenceInTheSamePass()
    {
        JobContext job;
        PerplexityProtocol protocol{"llama.cpp", 256, 0, 2, "auto"};
        const auto result =
            measurePerplexity(*m_model, m_text, protocol, job, m_model.get());
        QVERIFY(result.has_value());
        QVERIFY(result->divergence.has_value());
        QVERIFY(std::abs(result->divergence->klMean) < 1e-7);
        QCOMPARE(result->divergence->top1Agreement, 1.0);
        QCOMPARE(result->perplexity.scored, int64_t(2 * 127));
    }

    void shortTextAndWrongPolicy()
    {
        JobContext job;
        QCOMPARE(measurePerplexity(*m_model, "short", {}, job).error().code, ErrorCode::Usage);
        QCOMPARE(measurePerplexity(*m_model, m_text, {"strided", 64, 0, 1, "maybe"}, job)
                     .error().code,
                 ErrorCode::Usage);
    }

    void speedIsPositive()
    {
        JobContext job;
        const auto speed = measureSpeed(*m_model, job);
        QVERIFY(speed.has_value());
        QVERIFY(speed->prefillTokensPerSecond > 0 && speed->decodeTokensPerSecond > 0 &&
                speed->firstTokenMs > 0);
        QVERIFY(peakResidentBytes() > (1 << 20));
    }

private:
    TextModelPtr m_model;
    std::string m_text;
};

LAPIDARY_TEST(TestPerplexity)
#include "tst_perplexity.moc"
