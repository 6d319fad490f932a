#include "core/base/format.h"
#include "tests/support/test_program.h"

#include <limits>

using namespace lapidary;

class TestFormat : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void counts_data();
    void counts();
    void bytes_data();
    void bytes();
    void otherNumbers();
    void sizes_data();
    void sizes();
    void badSizes_data();
    void badSizes();
};

void TestFormat::counts_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("exact");
    QTest::newRow("zero") << qint64(0) << "0" << "0";
    QTest::newRow("small") << qint64(512) << "512" << "512";
    QTest::newRow("last plain") << qint64(999) << "999" << "999";
    QTest::newRow("first k") << qint64(1000) << "1.0 k" << "1,000";
    QTest::newRow("k") << qint64(1234) << "1.2 k" << "1,234";
    QTest::newRow("no 1000.0 k") << qint64(999999) << "1.0 M" << "999,999";
    QTest::newRow("still k") << qint64(999949) << "999.9 k" << "999,949";
    QTest::newRow("SmolLM2") << qint64(134515008) << "134.5 M" << "134,515,008";
    QTest::newRow("405B") << qint64(405853388800) << "405.9 G" << "405,853,388,800";
    QTest::newRow("negative") << qint64(-1234567) << "-1.2 M" << "-1,234,567";
    QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << "-9.2 E"
                              << "-9,223,372,036,854,775,808";
}

void TestFormat::counts()
{
    QFETCH(qint64, count);
    QTEST(QString::fromStdString(formatCount(count)), "text");
    QTEST(QString::fromStdString(formatExact(count)), "exact");
}

void TestFormat::bytes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("decimal");
    QTest::addColumn<QString>("binary");
    QTest::newRow("plain") << qint64(999) << "999 B" << "999 B";
    QTest::newRow("between") << qint64(1000) << "1.0 kB" << "1000 B";
    QTest::newRow("MB") << qint64(268959744) << "269.0 MB" << "256.5 MiB";
    QTest::newRow("GB") << qint64(811706777600) << "811.7 GB" << "756.0 GiB";
}

void TestFormat::bytes()
{
    QFETCH(qint64, bytes);
    QTEST(QString::fromStdString(formatBytes(bytes)), "decimal");
    QTEST(QString::fromStdString(formatBytes(bytes, true)), "binary");
}

void TestFormat::otherNumbers()
{
    QCOMPARE(formatPercent(0.582), std::string("58.2 %"));
    QCOMPARE(formatPercent(1, 0), std::string("100 %"));
    QCOMPARE(formatPercent(NAN), std::string("–"));
    QCOMPARE(formatMeasured(20.614, 0.12), std::string("20.61 ± 0.12"));
    QCOMPARE(formatMeasured(20.614, NAN), std::string("20.61"));
    QCOMPARE(formatDuration(21), std::string("0:21"));
    QCOMPARE(formatDuration(59.6), std::string("1:00"));
    QCOMPARE(formatDuration(7450), std::string("2:04:10"));
    QCOMPARE(formatDuration(-3), std::string("0:00"));
    QCOMPARE(formatDuration(INFINITY), std::string("–"));
}

void TestFormat::sizes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");
    QTest::newRow("MB") << "500MB" << qint64(500000000);
    QTest::newRow("MiB") << "500MiB" << qint64(524288000);
    QTest::newRow("B") << "1234B" << qint64(1234);
    QTest::newRow("nothing") << "1234" << qint64(1234);
    QTest::newRow("zero") << "0" << qint64(0);
    QTest::newRow("fraction") << "0.6" << qint64(600);
    QTest::newRow("all") << "1.0" << qint64(1000);
    QTest::newRow("percent") << "60%" << qint64(600);
    QTest::newRow("half percent") << "12.5 %" << qint64(125);
    QTest::newRow("decimal GB") << "1.5GB" << qint64(1500000000);
    QTest::newRow("spaces and case") << " 8 gb " << qint64(8000000000);
    QTest::newRow("kB") << "2kB" << qint64(2000);
    QTest::newRow("exact") << "9007199254740993" << qint64(9007199254740993);
    QTest::newRow("largest") << "9223372036854775807" << std::numeric_limits<qint64>::max();
}

void TestFormat::sizes()
{
    QFETCH(QString, text);
    const auto size = parseSize(text.toStdString(), 1000);
    QVERIFY2(size.has_value(), size ? "" : size.error().message.c_str());
    QTEST(qint64(*size), "bytes");
}

void TestFormat::badSizes_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", " ", "MB", "-5MB", "+5", "5XB", "5 M B", "1.2.3", ".", "1e9", "nan",
                             "inf", "0x10", "1.5", "150%", "1.5B", "9223372036854775808",
                             "99999999999TB", "5M", "5MB extra", "%"})
        QTest::newRow(text) << QString(text);
}

void TestFormat::badSizes()
{
    QFETCH(QString, text);
    const auto size = parseSize(text.toStdString(), 1000);
    QVERIFY(!size);
    QCOMPARE(size.error().code, ErrorCode::Usage);
    QVERIFY(!parseSize("0.6")); // of what?
}

LAPIDARY_TEST(TestFormat)
#include "tst_format.moc"
