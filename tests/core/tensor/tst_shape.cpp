#include "core/tensor/shape.h"
#include "tests/support/test_program.h"

#include <limits>

using namespace lapidary;

class TestShape : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void names();
    void counts();
    void bytes();
    void text();
};

void TestShape::names()
{
    for (int i = 0; i < int(DType::Other); ++i) {
        const auto type = static_cast<DType>(i);
        QCOMPARE(dtypeFromName(dtypeName(type)), std::optional(type));
        QCOMPARE(dtypeInfo(type).quantized, dtypeInfo(type).blockSize > 1);
    }
    QCOMPARE(dtypeFromName("BF16"), std::optional(DType::BF16));
    QCOMPARE(dtypeFromName("Q4_K"), std::optional(DType::Q4_K));
    QCOMPARE(dtypeFromName("fp16"), std::optional(DType::F16));
    QVERIFY(!dtypeFromName("other") && !dtypeFromName("") && !dtypeFromName("q9_k"));
}

void TestShape::counts()
{
    constexpr auto max = std::numeric_limits<int64_t>::max();
    QCOMPARE(*elementCount({}), 1);
    QCOMPARE(*elementCount({576, 1536}), 576 * 1536);
    QCOMPARE(*elementCount({3, 0, 5}), 0);
    QVERIFY(!elementCount({-1, 4}));
    QVERIFY(!elementCount({max, 2}));
    QVERIFY(!elementCount({0, max, 2})); // hostile although the product is 0
    QCOMPARE(elementCount({1LL << 32, 1LL << 31}).error().code, ErrorCode::Input);
}

void TestShape::bytes()
{
    QCOMPARE(*tensorBytes({576, 1536}, DType::BF16), 576 * 1536 * 2);
    QCOMPARE(*tensorBytes({576, 1536}, DType::Q8_0), 576 * 1536 / 32 * 34);
    QCOMPARE(*tensorBytes({2, 256}, DType::Q6_K), 420);
    QCOMPARE(*tensorBytes({}, DType::F64), 8);
    QCOMPARE(tensorBytes({4, 255}, DType::Q4_K).error().code, ErrorCode::Input);
    QVERIFY(!tensorBytes({256, 1}, DType::Q4_K)); // blocks run along the last dimension only
    QVERIFY(!tensorBytes({1LL << 61}, DType::F64));
    QCOMPARE(tensorBytes({4}, DType::Other).error().code, ErrorCode::Unsupported);
    QCOMPARE(*storedBytes(DType::Q4_0, 3, 64), 108);
    QVERIFY(!storedBytes(DType::Q4_0, 3, 65) && !storedBytes(DType::F32, -1, 4));
    QVERIFY(!storedBytes(DType::F32, 1LL << 40, 1LL << 30));
}

void TestShape::text()
{
    QCOMPARE(formatShape({576, 1536}), std::string("576 × 1536"));
    QCOMPARE(formatShape({}), std::string("scalar"));
}

LAPIDARY_TEST(TestShape)
#include "tst_shape.moc"
