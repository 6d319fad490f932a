#include "tests/support/test_program.h"

// Greps every include against the table of allowed arrows (ARCHITECTURE.md).

#include <QDirIterator>
#include <QRegularExpression>

namespace {

/// Lowest first; a room may include rooms before it, never after it.
const QStringList kCoreOrder = {"base",   "arrays", "tensor",    "checkpoint", "model",
                                "text",   "linalg", "nn",        "calibrate",  "surgery",
                                "plugin", "eval",   "heal",      "run",        "allocate",
                                "export", 
                                "report"};

/// Exceptions to the order: rooms that stand side by side and must not see each other.
const QMap<QString, QStringList> kForbidden = {
    {"text", {"model"}}, {"surgery", {"text"}}, {"eval", {"surgery", "plugin"}},
    {"heal", {"surgery", "plugin"}}};

const QMap<QString, QStringList> kUi = {
    {"ui/charts", {"ui/charts", "core/base"}},
    {"ui/models", {"ui/models", "core"}},
    {"ui/bridge", {"ui/bridge", "core"}},
    {"ui/views", {"ui/views", "ui/charts", "ui/models", "ui/bridge", "core"}},
    {"app/cli", {"app/cli", "core"}},
    {"app/gui", {"app/gui", "ui", "core"}},
    {"plugins", {"core"}},
};

struct Include {
    QString file, target;
    int line = 0;
};

QList<Include> includesBelow(const QString &folder)
{
    static const QRegularExpression pattern("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
    QList<Include> found;
    const QDir root(LAPIDARY_SOURCE_DIR);
    QDirIterator it(root.filePath(folder), {"*.h", "*.cpp", "*.cu"}, QDir::Files,
                    QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        int line = 0;
        for (const QByteArray &text : file.readAll().split('\n')) {
            ++line;
            const auto match = pattern.match(QString::fromUtf8(text));
            if (match.hasMatch())
                found.append({root.relativeFilePath(file.fileName()), match.captured(1), line});
        }
    }
    return found;
}

QString where(const Include &i)
{
    return QString("%1:%2 includes %3").arg(i.file).arg(i.line).arg(i.target);
}

bool isTorch(const QString &header)
{
    return header.startsWith("torch/") || header.startsWith("ATen/") || header.startsWith("c10/");
}

bool isQt(const QString &header)
{
    static const QRegularExpression pattern("^(Qt[A-Z]?\\w*/)?Q[A-Z]\\w*$");
    return pattern.match(header).hasMatch() || header == "qcustomplot.h";
}

} // namespace

class TestArrows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void coreGoesDownwards();
    void coreIsFreeOfQt();
    void windowFollowsItsTable_data();
    void windowFollowsItsTable();
    void windowIsFreeOfTorch();
    void onlyChartsKnowsQCustomPlot();
    void modelsNameNoWidget();
    void headersForTheWindowAreFreeOfTorch();
};

void TestArrows::coreGoesDownwards()
{
    int checked = 0;
    for (const Include &i : includesBelow("core")) {
        if (!i.target.startsWith("core/"))
            continue;
        const QString from = i.file.section('/', 1, 1);
        const QString to = i.target.section('/', 1, 1);
        const qsizetype fromRank = kCoreOrder.indexOf(from);
        const qsizetype toRank = kCoreOrder.indexOf(to);
        QVERIFY2(fromRank >= 0 && toRank >= 0, qPrintable(where(i)));
        QVERIFY2(toRank <= fromRank, qPrintable(where(i)));
        QVERIFY2(!kForbidden.value(from).contains(to), qPrintable(where(i)));
        ++checked;
    }
    QVERIFY(checked > 100);
}

void TestArrows::coreIsFreeOfQt()
{
    for (const char *folder : {"core", "plugins", "app/cli"})
        for (const Include &i : includesBelow(folder))
            QVERIFY2(!isQt(i.target), qPrintable(where(i)));
}

void TestArrows::windowFollowsItsTable_data()
{
    QTest::addColumn<QString>("folder");
    for (auto it = kUi.begin(); it != kUi.end(); ++it)
        QTest::newRow(qPrintable(it.key())) << it.key();
}

void TestArrows::windowFollowsItsTable()
{
    QFETCH(QString, folder);
    static const QRegularExpression own("^(core|ui|app|plugins|tests)/");
    for (const Include &i : includesBelow(folder)) {
        if (!own.match(i.target).hasMatch())
            continue;
        // A plugin sees its own folder, never another plugin's.
        bool allowed = folder == "plugins" &&
                       i.target.section('/', 0, 1) == i.file.section('/', 0, 1);
        for (const QString &target : kUi.value(folder))
            allowed = allowed || i.target.startsWith(target + "/");
        QVERIFY2(allowed, qPrintable(where(i)));
    }
}

void TestArrows::windowIsFreeOfTorch()
{
    for (const char *folder : {"ui", "app/gui"})
        for (const Include &i : includesBelow(folder))
            QVERIFY2(!isTorch(i.target), qPrintable(where(i)));
}

void TestArrows::onlyChartsKnowsQCustomPlot()
{
    for (const char *folder : {"ui", "app", "core", "plugins"})
        for (const Include &i : includesBelow(folder))
            QVERIFY2(i.target != "qcustomplot.h" || i.file.startsWith("ui/charts/"),
                     qPrintable(where(i)));
}

void TestArrows::modelsNameNoWidget()
{
    for (const Include &i : includesBelow("ui/models"))
        QVERIFY2(!i.target.contains("Widget") && !i.target.startsWith("ui/views"),
                 qPrintable(where(i)));
}

void TestArrows::headersForTheWindowAreFreeOfTorch()
{
    // Follows includes from every window source through our own headers.
    QSet<QString> seen;
    QStringList queue;
    for (const char *folder : {"ui", "app/gui"})
        for (const Include &i : includesBelow(folder))
            if (i.target.startsWith("core/"))
                queue << i.target;
    QHash<QString, QStringList> includes;
    for (const Include &i : includesBelow("core"))
        includes[i.file] << i.target;
    while (!queue.isEmpty()) {
        const QString file = queue.takeLast();
        if (seen.contains(file))
            continue;
        seen.insert(file);
        for (const QString &target : includes.value(file)) {
            QVERIFY2(!isTorch(target), qPrintable(file + " includes " + target));
            if (target.startsWith("core/"))
                queue << target;
        }
    }
    QVERIFY(seen.size() > 10);
}

LAPIDARY_TEST(TestArrows)
#include "tst_arrows.moc"
