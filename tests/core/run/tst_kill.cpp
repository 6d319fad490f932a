#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QProcess>
#include <QTemporaryDir>
#include <random>

using namespace lapidary;
namespace fs = std::filesystem;

/// Processes that die: whatever was written when, the same command again ends with the same bytes.
class TestKill : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path m_root;
    std::map<std::string, std::string> m_expected;

    static QString program() { return QStringLiteral(LAPIDARY_BINARY_DIR "/tests/core_run_helper"); }
    QStringList arguments(const char *store, const char *threads) const
    {
        return {QString::fromStdString((m_root / "model").string()),
                QString::fromStdString((m_root / store).string()),
                QStringLiteral(LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"), threads};
    }
    int runToEnd(const QStringList &arguments, QByteArray *errors = nullptr) const
    {
        QProcess process;
        process.start(program(), arguments);
        if (!process.waitForFinished(60000))
            return -1;
        if (errors)
            *errors = process.readAllStandardError();
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    }
    fs::path runIn(const char *store) const
    {
        for (const auto &entry : fs::directory_iterator(m_root / store))
            if (fs::exists(entry.path() / "plan.json"))
                return entry.path();
        return {};
    }
    void compareWithExpected(const char *store) const
    {
        const auto contents = test::runContents(runIn(store));
        QCOMPARE(contents.size(), m_expected.size());
        for (const auto &[name, bytes] : m_expected) {
            QVERIFY2(contents.contains(name), name.c_str());
            QVERIFY2(contents.at(name) == bytes, name.c_str());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        m_root = m_dir.path().toStdString();
        const auto written = test::writeTinyModel(m_root / "model");
        QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
        QByteArray errors;
        QVERIFY2(runToEnd(arguments("unbroken", "1"), &errors) == 0, errors.constData());
        m_expected = test::runContents(runIn("unbroken"));
        QVERIFY(m_expected.size() > 20);
    }

    void killedAtRandomMoments()
    {
        std::mt19937 random(20240607);
        int kills = 0;
        for (int attempt = 0; attempt < 8; ++attempt) {
            QProcess process;
            process.start(program(), arguments("killed", attempt % 2 ? "1" : "2"));
            QVERIFY(process.waitForReadyRead(60000));
            QTest::qSleep(static_cast<int>(random() % 60));
            process.kill();
            QVERIFY(process.waitForFinished(60000));
            kills += process.exitStatus() == QProcess::CrashExit;
        }
        qInfo("%d of 8 processes were killed at work", kills);
        QByteArray errors;
        QVERIFY2(runToEnd(arguments("killed", "2"), &errors) == 0, errors.constData());
        compareWithExpected("killed");
    }

    // Writes fail from a size on, as on a full disk: a sentence, and nothing that hinders later.
    void failingWrites()
    {
        for (const char *limit : {"100", "5000", "15000", "30000"}) {
            QByteArray errors;
            QCOMPARE(runToEnd(arguments("full", "1") << limit, &errors), 1);
            QVERIFY2(errors.contains("write") || errors.contains("create"), errors.constData());
        }
        QByteArray errors;
        QVERIFY2(runToEnd(arguments("full", "1"), &errors) == 0, errors.constData());
        compareWithExpected("full");
    }
};

LAPIDARY_TEST(TestKill)
#include "tst_kill.moc"
