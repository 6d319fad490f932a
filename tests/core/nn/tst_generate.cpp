#include "core/nn/chat_prompt.h"
#include "core/nn/generate.h"
#include "core/nn/sampler.h"
#include "core/nn/utf8_stream.h"
#include "tests/support/test_program.h"

#include <ATen/ATen.h>

#include <set>

using namespace lapidary;

class TestGenerate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void utf8ComesWhole()
    {
        Utf8Stream stream;
        QCOMPARE(stream.push("a\xC3"), std::string("a"));
        QCOMPARE(stream.push("\xA4\xF0\x9F"), std::string("\xC3\xA4"));
        QCOMPARE(stream.push("\x98"), std::string());
        QCOMPARE(stream.push("\x80!"), std::string("\xF0\x9F\x98\x80!"));
        QCOMPARE(stream.push("\xFFx\xE2\x82"), std::string("\xEF\xBF\xBDx"));
        QCOMPARE(stream.push("y"), std::string("\xEF\xBF\xBDy"));
        QCOMPARE(stream.push("\xED\xA0\x80"), std::string("\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"));
        QCOMPARE(stream.push("\xC3"), std::string());
        QCOMPARE(stream.finish(), std::string("\xEF\xBF\xBD"));
        QCOMPARE(stream.finish(), std::string());
    }

    void greedyTakesTheLargest()
    {
        Sampler sampler(0, 3, 0.5, 1);
        QCOMPARE(sampler.next(at::tensor({1.f, 5.f, 2.f, 5.f})), int64_t(1));
    }

    void samplingKeepsItsLimits()
    {
        const at::Tensor logits = at::log(at::tensor({0.5, 0.05, 0.3, 0.15}));
        std::set<int64_t> twoLargest, nucleus;
        Sampler top(1, 2, 1, 7), p(1, 0, 0.7, 7);
        for (int i = 0; i < 200; ++i) {
            twoLargest.insert(top.next(logits));
            nucleus.insert(p.next(logits));
        }
        QCOMPARE(twoLargest, (std::set<int64_t>{0, 2}));
        QCOMPARE(nucleus, (std::set<int64_t>{0, 2}));
    }

    void samplingFollowsTheProbabilities()
    {
        const at::Tensor logits = at::log(at::tensor({0.5, 0.1, 0.4}));
        Sampler sampler(1, 0, 1, 11), again(1, 0, 1, 11), cold(0.25, 0, 1, 3);
        int counts[3] = {0, 0, 0}, coldFirst = 0;
        for (int i = 0; i < 4000; ++i) {
            const int64_t id = sampler.next(logits);
            QCOMPARE(again.next(logits), id);
            ++counts[id];
            coldFirst += cold.next(logits) == 0;
        }
        QVERIFY(std::abs(counts[0] / 4000.0 - 0.5) < 0.03);
        QVERIFY(std::abs(counts[1] / 4000.0 - 0.1) < 0.02);
        // 0.5^4 / (0.5^4 + 0.1^4 + 0.4^4)
        QVERIFY(std::abs(coldFirst / 4000.0 - 0.7086) < 0.03);
    }

    void chatFormats()
    {
        const auto chatMl = wrapChat("{{ '<|im_start|>system\\nBe brief.<|im_end|>\\n' }}"
                                     "{{'<|im_start|>' + message['role']}}", "Hi");
        QVERIFY(chatMl.has_value());
        QCOMPARE(chatMl->text, std::string("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>"
                                           "user\nHi<|im_end|>\n<|im_start|>assistant\n"));
        QVERIFY(!chatMl->addSpecial);
        const auto plain = wrapChat("{{'<|im_start|>' + role}}", "Hi");
        QCOMPARE(plain->text,
                 std::string("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"));
        const auto mistral = wrapChat("{{ bos_token }}[INST] {{ content }} [/INST]", "Hi");
        QCOMPARE(mistral->text, std::string("[INST] Hi [/INST]"));
        QVERIFY(mistral->addSpecial);
        QCOMPARE(wrapChat("", "Hi").error().code, ErrorCode::Unsupported);
        QCOMPARE(wrapChat("{{ other }}", "Hi").error().code, ErrorCode::Unsupported);
    }

    void storiesAreTold()
    {
        const std::string path =
            LAPIDARY_SOURCE_DIR "/../shared/data/models/stories260K";
        const auto files = QDir(QString::fromStdString(path)).entryList({"*.gguf"});
        if (files.isEmpty())
            QSKIP("needs ../shared/data/models/stories260K");
        JobContext job;
        const auto opened = openModel(path + "/" + files[0].toStdString(), job);
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        ComputeOptions compute{"cpu", "f32", 0};
        const auto model = TextModel::load(*opened, compute, job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        GenerateOptions options;
        options.prompt = "Once upon a time";
        options.maxTokens = 60;
        std::string streamed;
        const auto result = (*model)->generate(
            options, job, [&](const std::string &piece) { streamed += piece; });
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(streamed, result->text);
        QVERIFY(result->text.find("little") != std::string::npos);
        QCOMPARE(result->ids, (*model)->generate(options, job)->ids);
        options.temperature = 1;
        options.seed = 5;
        const auto sampled = (*model)->generate(options, job);
        QVERIFY(sampled && sampled->ids != result->ids);
        QCOMPARE(sampled->ids, (*model)->generate(options, job)->ids);
        job.cancel();
        QCOMPARE((*model)->generate(options, job).error().code, ErrorCode::Cancelled);
    }
};

LAPIDARY_TEST(TestGenerate)
#include "tst_generate.moc"
