#include "core/plugin/loader.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lapidary;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

fs::path builtPlugins()
{
    return fs::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins";
}

json manifest()
{
    return {{"id", "x"}, {"title", "X"}, {"summary", "S"}, {"version", "1"}, {"license", "MIT"},
            {"interface", kPluginInterface}, {"library", "libx.so"}};
}

void writeManifest(const fs::path &folder, const std::string &text)
{
    fs::create_directories(folder);
    std::ofstream(folder / "manifest.json") << text;
}

} // namespace

class TestLoader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void loadsWhatWasBuilt()
    {
        const Plugins loaded = loadPlugins({builtPlugins()});
        for (const PluginFailure &failure : loaded.failures)
            qWarning("%s: %s", failure.folder.c_str(), failure.reason.c_str());
        QVERIFY(loaded.failures.empty());
        std::vector<std::string> ids;
        for (const auto &method : loaded.methods.all())
            ids.push_back(method->info().id);
        QCOMPARE(ids, std::vector<std::string>({"svd", "mpo", "tucker", "cp", "prune_width",
                                                "prune_depth", "prune_heads", "prune_experts",
                                                "refit", "quantize"}));
        for (const auto &method : loaded.methods.all()) {
            QVERIFY(!method->info().title.empty() && !method->info().summary.empty());
            for (const ParamSpec &spec : method->info().schema.params)
                QVERIFY2(!spec.label.empty() && !spec.help.empty(), spec.id.c_str());
        }
        // The process's own folders, found beside the library: the same methods.
        QCOMPARE(plugins().methods.all().size(), size_t(10));
    }

    void failuresAreVisible_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const json &value, const char *reason) {
            QTest::newRow(name) << QString::fromStdString(value.dump()) << QString(reason);
        };
        const auto with = [](const char *key, const json &value) {
            json changed = manifest();
            changed[key] = value;
            return changed;
        };
        json short1 = manifest();
        short1.erase("library");
        QTest::newRow("not JSON") << "{" << "not JSON";
        row("list", json::array(), "must be an object");
        row("missing key", short1, "\"library\" must be a text, found no such key");
        row("wrong type", with("title", 3), "\"title\" must be a text, found 3");
        row("interface type", with("interface", "1"), "\"interface\" must be a whole number");
        row("newer interface", with("interface", 99), "made for plugin interface 99");
        row("outside", with("library", "../libx.so"), "own folder");
        row("absolute", with("library", "/lib/libc.so.6"), "own folder");
        row("missing library", manifest(), "cannot load libx.so");
    }
    void failuresAreVisible()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        writeManifest(folder / "broken", text.toStdString());
        const Plugins loaded = loadPlugins({folder, builtPlugins()});
        QCOMPARE(loaded.failures.size(), size_t(1));
        QVERIFY2(QString::fromStdString(loaded.failures[0].reason).contains(reason),
                 loaded.failures[0].reason.c_str());
        QCOMPARE(loaded.methods.all().size(), size_t(10));
    }

    void foldersWithoutManifestAndMissingFoldersAreNothing()
    {
        QTemporaryDir dir;
        fs::create_directories(fs::path(dir.path().toStdString()) / "empty");
        const Plugins loaded = loadPlugins({dir.path().toStdString(), "/no/such/folder"});
        QVERIFY(loaded.failures.empty());
        QVERIFY(loaded.methods.all().empty());
        const auto unknown = loaded.methods.require("svd");
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.find("no method is loaded") != std::string::npos);
    }
};

LAPIDARY_TEST(TestLoader)
#include "tst_loader.moc"
