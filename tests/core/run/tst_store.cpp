#include "core/run/run_lock.h"
#include "core/run/run_store.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>
#include <fstream>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }

    static RunRecord sample(const std::string &run, const std::string &created)
    {
        RunRecord r;
        r.run = run;
        r.name = "Näme \"quoted\"";
        r.created = created;
        r.state = RunState::Finished;
        r.source = "/models/some";
        r.sourceIdentity = "abc";
        r.planHash = "0123456789abcdef";
        r.recipe.name = "r";
        r.recipe.steps = {{{{"q"}, "0-1", {}, {}}, "svd", {{"rank", 4}}}};
        r.seed = 18446744073709551615ull;
        r.program = "lapidary";
        r.device = {{"device", "cpu"}};
        r.parametersBefore = 1000;
        r.parametersAfter = 600;
        r.parametersUniqueBefore = 900;
        r.parametersUniqueAfter = 500;
        r.bytesBefore = 4000;
        r.bytesAfter = 2400;
        LayerRecord layer;
        layer.name = "model.layers.0.self_attn.q_proj";
        layer.role = "q";
        layer.block = 0;
        layer.method = "svd";
        layer.params = {{"svd", {{"rank", 4}}}};
        layer.parameters = 4 * (10 + 12);
        layer.bytes = 4 * layer.parameters;
        layer.parametersBefore = 120;
        layer.bytesBefore = 480;
        layer.error = 0.1 + 0.2;
        layer.outputError = 1.0 / 3;
        layer.seconds = 0.25;
        layer.form = lowRankForm(12, 10, 4, DType::F32);
        layer.details = {{"svd", {{"exact", true}}}};
        layer.warnings = {"a warning"};
        r.layers = {layer};
        r.roles = {{"q", 2, 240, 200, 960, 800}};
        r.architecture = {{"hidden", 64}};
        r.widthsBefore = {96, 96};
        r.widthsAfter = {96, 64};
        r.warnings = {"w"};
        Perplexity p;
        p.value = 20.614;
        p.standardError = 0.12;
        p.meanNll = 3.02;
        p.scored = 2047;
        p.windows = 1;
        p.window = p.stride = 2048;
        p.protocol = "strided";
        p.tokens = 2048;
        p.compute = {"cpu", "bf16", 2, ""};
        p.textHash = "feed";
        r.perplexityBefore = p;
        r.divergence = Divergence{0.01, 0.2, 0.97, 2047};
        r.seconds = 12.5;
        r.peakRssBytes = 1 << 20;
        return r;
    }
    static void place(const fs::path &folder, const std::string &plan, const std::string &record)
    {
        fs::create_directories(folder);
        std::ofstream(folder / "plan.json") << plan;
        if (!record.empty())
            std::ofstream(folder / "record.json") << record;
    }

private Q_SLOTS:
    void recordRoundTrip()
    {
        const RunRecord record = sample("a-1", "2025-01-01T00:00:00Z");
        const json written = toJson(record);
        const auto read = runRecordFromJson(json::parse(written.dump()));
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(toJson(*read).dump(), written.dump());
        QCOMPARE(read->layers.at(0).error, record.layers.at(0).error);
        QCOMPARE(read->seed, record.seed);
        QVERIFY(!read->perplexityAfter);
        for (const char *key : {"run", "state", "parameters_before", "parameters_after",
                                "bytes_before", "bytes_after", "layers", "perplexity_before",
                                "perplexity_after", "seconds", "peak_rss_bytes"})
            QVERIFY2(written.contains(key), key);
        for (const char *key : {"name", "method", "params", "parameters", "bytes", "error",
                                "output_error", "seconds"})
            QVERIFY2(written["layers"][0].contains(key), key);
    }

    // Every key taken out or of a wrong type is a sentence, never an exception.
    void damagedRecords()
    {
        const json good = toJson(sample("a", "t"));
        int refused = 0;
        for (const auto &[key, value] : good.items()) {
            json without = good, wrong = good;
            without.erase(key);
            wrong[key] = json::array({json::object({{"x", 1}}), "y"});
            refused += !runRecordFromJson(without).has_value();
            refused += !runRecordFromJson(wrong).has_value();
        }
        QVERIFY(refused > 25);
        QVERIFY(!runRecordFromJson(json("text")));
        QVERIFY(!runRecordFromJson(json()));
        json newer = good;
        newer["version"] = 2;
        QCOMPARE(runRecordFromJson(newer).error().code, ErrorCode::Unsupported);
    }

    void openAndCreate()
    {
        QVERIFY(!RunStore::open(root() / "none", false));
        QVERIFY(RunStore::open(root() / "fresh", true));
        QVERIFY(RunStore::open(root() / "fresh", false));
        std::ofstream(root() / "file") << "x";
        QVERIFY(!RunStore::open(root() / "file", true));
    }

    void newerStoreIsRefused()
    {
        fs::create_directories(root() / "newer");
        std::ofstream(root() / "newer" / "lapidary-store.json")
            << R"({"format": "lapidary-store", "version": 7})";
        const auto store = RunStore::open(root() / "newer", true);
        QVERIFY(!store);
        QCOMPARE(store.error().code, ErrorCode::Unsupported);
        QVERIFY(store.error().message.find("newer version") != std::string::npos);
        for (const char *index : {"", "{", "[]", "{\"format\": \"other\", \"version\": 1}",
                                  "{\"format\": \"lapidary-store\", \"version\": \"1\"}"}) {
            std::ofstream(root() / "newer" / "lapidary-store.json") << index;
            QCOMPARE(RunStore::open(root() / "newer", true).error().code, ErrorCode::Input);
        }
    }

    void listing()
    {
        const fs::path folder = root() / "list";
        const auto store = RunStore::open(folder, true);
        const RunRecord late = sample("late", "2025-03-01T00:00:00Z");
        const RunRecord early = sample("early", "2025-02-01T00:00:00Z");
        place(folder / "late", "{}", toJson(late).dump());
        place(folder / "early", json({{"record", toJson(early)}}).dump(), "");
        place(folder / "broken", "{}", "{\"lapidary\": \"run\"");
        place(folder / "odd", "[1, 2]", "");
        place(folder / "empty", "", "");
        fs::create_directories(folder / "no-plan");
        std::ofstream(folder / "stray.txt") << "x";
        std::vector<std::string> problems;
        const auto runs = store->list(&problems);
        QVERIFY(runs);
        QCOMPARE(runs->size(), size_t(2));
        QCOMPARE(runs->at(0).run, std::string("early"));
        QCOMPARE(runs->at(0).state, RunState::Unfinished);
        QCOMPARE(runs->at(1).state, RunState::Finished);
        QCOMPARE(problems.size(), size_t(3));
        for (const std::string &problem : problems)
            QVERIFY2(problem.find(folder.string()) != std::string::npos, problem.c_str());
        QVERIFY(!store->load("../list/late"));
        QVERIFY(!store->load("no-plan"));
        QVERIFY(store->remove("late"));
        QVERIFY(!store->remove("late"));
        QVERIFY(!store->remove(".."));
        QCOMPARE(store->list()->size(), size_t(1));
    }

    void oneWriterOnly()
    {
        fs::create_directories(root() / "locked");
        {
            const auto first = RunLock::acquire(root() / "locked");
            QVERIFY(first);
            QVERIFY(!RunLock::acquire(root() / "locked"));
        }
        QVERIFY(RunLock::acquire(root() / "locked"));
        QVERIFY(!RunLock::acquire(root() / "nowhere"));
    }

    void names()
    {
        const auto both = splitRunName("/a b/st#ore#run-1");
        QVERIFY(both);
        QCOMPARE(both->first.string(), std::string("/a b/st#ore"));
        QCOMPARE(both->second, std::string("run-1"));
        for (const char *bad : {"", "store", "#run", "store#"})
            QVERIFY2(!splitRunName(bad), bad);
    }
};

LAPIDARY_TEST(TestStore)
#include "tst_store.moc"
