#include "tests/support/test_program.h"
#include "ui/charts/number_text.h"

#include <cmath>

using namespace lapidary;

class TestNumberText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void known()
    {
        QCOMPARE(countText(134515008), QStringLiteral("134.5 M"));
        QCOMPARE(bytesText(269030016), QStringLiteral("269.0 MB"));
        QCOMPARE(bytesText(269030016, true), QStringLiteral("256.6 MiB"));
        QCOMPARE(percentText(0.582), QStringLiteral("58.2 %"));
        QCOMPARE(percentText(-0.582), QStringLiteral("−58.2 %"));
        QCOMPARE(measuredText(20.614, 0.12), QStringLiteral("20.61 ± 0.12"));
        QCOMPARE(measuredText(20.614), QStringLiteral("20.61"));
        QCOMPARE(measuredText(20.614, std::nan("")), QStringLiteral("20.61"));
        QCOMPARE(signedText(0.0241), QStringLiteral("+0.024"));
        QCOMPARE(signedText(-0.31), QStringLiteral("−0.310"));
        QCOMPARE(signedText(-0.0001), QStringLiteral("0.000"));
        QCOMPARE(changeText(269.0, 112.4), QStringLiteral("−58.2 %"));
        QCOMPARE(durationText(21), QStringLiteral("0:21"));
        QCOMPARE(rateText(79.4, QStringLiteral("tokens")), QStringLiteral("79 tokens/s"));
        QCOMPARE(rateText(4.27, QStringLiteral("tokens")), QStringLiteral("4.3 tokens/s"));
        QCOMPARE(shapeText({576, 1152}), QStringLiteral("576 × 1152"));
        QCOMPARE(valueText(0.03127), QStringLiteral("0.0313"));
        QCOMPARE(valueText(12345.6), QStringLiteral("12346"));
        QCOMPARE(valueText(4.2e-7), QStringLiteral("4.20e-07"));
        QCOMPARE(valueText(-2.5), QStringLiteral("−2.5"));
    }

    void exactHasThinSeparators()
    {
        const QString thin(QChar(0x202f));
        QCOMPARE(exactText(134515008), QStringLiteral("134") + thin + QStringLiteral("515") + thin
                                           + QStringLiteral("008"));
        QCOMPARE(exactText(999), QStringLiteral("999"));
        QCOMPARE(exactBytesText(1234), QStringLiteral("1") + thin + QStringLiteral("234 bytes"));
    }

    void unknownIsNeverZero()
    {
        const QString dash = QStringLiteral("-");
        const double nan = std::nan("");
        QCOMPARE(countText({}), dash);
        QCOMPARE(bytesText({}), dash);
        QCOMPARE(percentText({}), dash);
        QCOMPARE(percentText(nan), dash);
        QCOMPARE(measuredText(nan, 0.1), dash);
        QCOMPARE(signedText({}), dash);
        QCOMPARE(valueText(nan), dash);
        QCOMPARE(durationText({}), dash);
        QCOMPARE(durationText(INFINITY), dash);
        QCOMPARE(rateText({}, QStringLiteral("tokens")), dash);
        QCOMPARE(exactText({}), dash);
        QCOMPARE(exactBytesText({}), dash);
        QCOMPARE(changeText(0.0, 1.0), dash);
        QCOMPARE(shapeText({}), dash);
    }
};

LAPIDARY_TEST(TestNumberText)
#include "tst_number_text.moc"
