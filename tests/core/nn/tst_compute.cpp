#include "core/nn/compute.h"
#include "tests/support/test_program.h"

using namespace lapidary;

class TestCompute : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void automaticSaysWhy()
    {
        const auto choice = chooseCompute({"cpu", "auto", 0});
        QVERIFY(choice.has_value());
        QCOMPARE(choice->device, std::string("cpu"));
        QVERIFY(choice->dtype == "bf16" || choice->dtype == "f32");
        QVERIFY(choice->reason.find("bf16 matmul measured") != std::string::npos);
        QVERIFY(choice->threads >= 1);
        QCOMPARE(chooseCompute({"cpu", "auto", 0})->reason, choice->reason);
    }

    void givenIsKept()
    {
        const auto choice = chooseCompute({"cpu", "f16", 1});
        QCOMPARE(choice->dtype, std::string("f16"));
        QCOMPARE(choice->threads, 1);
    }

    void nonsenseIsRefused()
    {
        QCOMPARE(chooseCompute({"tpu", "f32", 0}).error().code, ErrorCode::Usage);
        QCOMPARE(chooseCompute({"cuda:x", "f32", 0}).error().code, ErrorCode::Usage);
        QCOMPARE(chooseCompute({"cuda:97", "f32", 0}).error().code, ErrorCode::Unsupported);
        QCOMPARE(chooseCompute({"cpu", "f8", 0}).error().code, ErrorCode::Usage);
        QCOMPARE(chooseCompute({"cpu", "f32", -1}).error().code, ErrorCode::Usage);
    }
};

LAPIDARY_TEST(TestCompute)
#include "tst_compute.moc"
