#include "tests/support/test_program.h"
#include "ui/bridge/disk_cache.h"
#include "ui/bridge/error_text.h"
#include "ui/bridge/event_loop_watchdog.h"
#include "ui/bridge/messages.h"
#include "ui/bridge/model_finder.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/settings.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QThread>

using namespace lapidary;

class TestValues : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void selection();
    void settings();
    void recentModels();
    void messages();
    void errors();
    void diskCache();
    void watchdog();
    void modelFinder();
};

void TestValues::selection()
{
    Selection selection;
    QSignalSpy changed(&selection, &Selection::changed);
    selection.set({5, 3, 5, 1});
    QCOMPARE(selection.layers(), (std::vector<int>{1, 3, 5}));
    QCOMPARE(selection.current(), 1);
    selection.set({5, 3, 1}, 3);
    QCOMPARE(selection.current(), 3);
    selection.set({3, 7}); // stays where it was
    QCOMPARE(selection.current(), 3);
    selection.set({7, 3}, 99);
    QCOMPARE(changed.count(), 3); // nothing new, nothing told
    QVERIFY(selection.contains(7) && !selection.contains(5));
    selection.clear();
    QCOMPARE(selection.current(), -1);
}

void TestValues::settings()
{
    QTemporaryDir folder;
    const QString file = folder.filePath("settings.ini");
    {
        Settings settings(file, nullptr);
        QSignalSpy changed(&settings, &Settings::changed);
        QCOMPARE(settings.look(), Settings::Look::System);
        QCOMPARE(settings.binaryUnits(), false);
        QCOMPARE(settings.device(), QString("auto"));
        settings.setLook(Settings::Look::Dark);
        settings.setLook(Settings::Look::Dark);
        settings.setBinaryUnits(true);
        settings.setValue("window/tab", "spectrum");
        QCOMPARE(changed.count(), 3);
        QCOMPARE(changed[0][0].toString(), QString("look"));
    }
    Settings again(file, nullptr);
    QCOMPARE(again.look(), Settings::Look::Dark);
    QVERIFY(again.binaryUnits());
    QCOMPARE(again.value("window/tab").toString(), QString("spectrum"));
}

void TestValues::recentModels()
{
    QTemporaryDir folder;
    Settings settings(folder.filePath("settings.ini"), nullptr);
    for (int i = 0; i < 14; ++i)
        settings.addRecentModel(QString::number(i));
    settings.addRecentModel("9");
    QCOMPARE(settings.recentModels().join(' '), QString("9 13 12 11 10 8 7 6 5 4"));
    settings.removeRecentModel("13");
    QCOMPARE(settings.recentModels().first(), QString("9"));
    QCOMPARE(settings.recentModels().size(), 9);
}

void TestValues::messages()
{
    Messages messages;
    QSignalSpy posted(&messages, &Messages::posted);
    messages.post(Severity::Error, "bad");
    messages.post(Severity::Info, "");
    messages.post(Severity::Warning, "careful");
    QCOMPARE(posted.count(), 2);
    QCOMPARE(int(messages.all().size()), 2);
    QCOMPARE(messages.all().front().text, QString("bad"));
}

void TestValues::errors()
{
    QCOMPARE(errorText({ErrorCode::Input, "a.gguf: bad magic"}), QString("a.gguf: bad magic"));
    QCOMPARE(errorText({ErrorCode::Internal, "boom"}), QString("Unexpected failure: boom"));
}

void TestValues::diskCache()
{
    QTemporaryDir folder;
    const DiskCache cache(folder.filePath("cache"));
    QVERIFY(!cache.read("a"));
    cache.write("a", {1.5, 2.5});
    QVERIFY(*cache.read("a") == nlohmann::json({1.5, 2.5}));
    QVERIFY(!cache.read("b"));
    // Damage costs the entry, nothing else.
    const QDir files(folder.filePath("cache"));
    QCOMPARE(int(files.entryList(QDir::Files).size()), 1);
    QFile file(files.filePath(files.entryList(QDir::Files).first()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not cbor");
    file.close();
    QVERIFY(!cache.read("a"));
    const DiskCache off{QString()};
    off.write("a", 1);
    QVERIFY(!off.read("a"));
}

void TestValues::watchdog()
{
    EventLoopWatchdog watchdog;
    QTest::qWait(50);
    watchdog.reset();
    QThread::msleep(120); // the loop is kept from answering
    QTest::qWait(20);
    const auto figures = watchdog.figures();
    QVERIFY(figures.max >= 100);
    // The ticks that were missed count too.
    QVERIFY(figures.samples >= 25);
    QVERIFY(figures.p99 >= figures.p50);
}

void TestValues::modelFinder()
{
    QTemporaryDir home;
    const auto write = [&](const QString &path, const QByteArray &bytes) {
        QDir().mkpath(QFileInfo(home.filePath(path)).path());
        QFile file(home.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    };
    const QByteArray weights(100'000, 'w');
    const QString hub = ".cache/huggingface/hub/models--org--Nice-1B/snapshots/abc/";
    write(hub + "config.json", "{}");
    write(hub + "model.safetensors", weights);
    write(".cache/huggingface/hub/models--org--empty/snapshots/abc/config.json", "{}");
    write(".lmstudio/models/pub/chat/chat-Q4.gguf", weights);
    write(".lmstudio/models/pub/chat/mmproj-chat.gguf", weights);
    write(".cache/llama.cpp/tiny.gguf", "too small to be one");
    write(".ollama/models/manifests/registry.ollama.ai/library/story/latest",
          R"({"layers":[
          {"mediaType":"application/vnd.ollama.image.model","digest":"sha256:12ab"},
          {"mediaType":"application/vnd.ollama.image.params","digest":"sha256:ff"}]})");
    write(".ollama/models/blobs/sha256-12ab", weights);
    write(".ollama/models/manifests/registry.ollama.ai/library/evil/latest",
          R"({"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"../../x"}]})");
    JobContext job;
    const auto found = findModels(home.path(), job);
    QVERIFY(found);
    QStringList names;
    for (const FoundModel &model : *found)
        names += model.name + " (" + model.origin + ")";
    QCOMPARE(names, (QStringList{"chat-Q4 (LM Studio)", "Nice-1B (Hugging Face cache)",
                                 "story:latest (Ollama)"}));
    QCOMPARE((*found)[1].bytes, 100'000);
    job.cancel();
    QVERIFY(!findModels(home.path(), job));
}

LAPIDARY_TEST(TestValues)
#include "tst_values.moc"
