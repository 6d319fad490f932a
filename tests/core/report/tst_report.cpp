#include "core/report/escape.h"
#include "core/report/facts.h"
#include "core/report/report.h"
#include "core/report/svg_chart.h"
#include "tests/support/test_program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <cmath>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }

    static constexpr const char *kEvil = "<script>alert('x')</script> & \"q\" | `c`, \n\x01 \xff end";

    static Perplexity perplexity(double value)
    {
        Perplexity p;
        p.value = value;
        p.standardError = 0.1;
        p.scored = 2048;
        p.windows = 4;
        p.window = 512;
        p.stride = 512;
        p.protocol = "strided";
        p.compute = {"cpu", "f32", 2, ""};
        p.textHash = "0123456789";
        return p;
    }
    static RunRecord run(const std::string &name, int64_t bytes, std::optional<double> loss)
    {
        RunRecord r;
        r.run = name;
        r.name = kEvil;
        r.source = std::string("/models/") + kEvil;
        r.sourceIdentity = "same";
        r.bytesBefore = 1000000;
        r.bytesAfter = bytes;
        r.parametersBefore = r.parametersUniqueBefore = 250000;
        r.parametersAfter = r.parametersUniqueAfter = 200000;
        r.architecture = {{"hidden", 64}, {"family", "LLaMA"}};
        r.widthsBefore = {96, 96};
        r.widthsAfter = {64, 64};
        r.roles = {{"gate", 2, 1000, 800, 4000, 3200}, {kEvil, 1, 10, 10, 40, 40}};
        r.recipe.steps = {{{{"gate"}, {}, {}, {}}, "prune_width", {{"width", 64}, {"score", kEvil}}}};
        r.warnings = {kEvil};
        for (int b = 0; b < 2; ++b) {
            LayerRecord layer;
            layer.name = "model.layers." + std::to_string(b) + ".mlp.gate_proj";
            layer.role = "gate";
            layer.block = b;
            layer.method = "prune_width";
            layer.params = {{"prune_width", {{"width", 64}}}};
            layer.parameters = 64 * 64;
            layer.bytes = 4 * layer.parameters;
            layer.parametersBefore = 96 * 64;
            layer.bytesBefore = 4 * layer.parametersBefore;
            layer.error = 0.1 * (b + 1);
            r.layers.push_back(layer);
        }
        if (loss) {
            r.perplexityBefore = perplexity(20);
            r.perplexityAfter = perplexity(*loss);
        }
        return r;
    }
    std::string text(const fs::path &path) const
    {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }
    // An independent CSV reader.
    static std::vector<std::vector<std::string>> parseCsv(const std::string &csv)
    {
        std::vector<std::vector<std::string>> rows(1);
        std::string field;
        bool quoted = false;
        for (size_t i = 0; i < csv.size(); ++i) {
            if (quoted) {
                if (csv[i] != '"')
                    field += csv[i];
                else if (i + 1 < csv.size() && csv[i + 1] == '"')
                    field += csv[i++];
                else
                    quoted = false;
            } else if (csv[i] == '"')
                quoted = true;
            else if (csv[i] == ',' || csv[i] == '\n') {
                rows.back().push_back(std::exchange(field, {}));
                if (csv[i] == '\n')
                    rows.emplace_back();
            } else
                field += csv[i];
        }
        rows.pop_back();
        return rows;
    }

private Q_SLOTS:
    void architectureTables()
    {
        RunRecord record = run("a", 800000, 21.0);
        QVERIFY(lapidary::architectureTables(record).empty()); // older records do not know
        record.architecture["shares"]
            = {{"total", 1000},
               {"tied", true},
               {"roles", {{{"role", "embed"}, {"layers", 1}, {"parameters", 250}, {"share", 0.25}},
                          {{"role", "q"}, {"layers", 2}, {"parameters", 750}, {"share", 0.75}}}},
               {"blocks", {{{"first", 0}, {"last", 1}, {"attention", 375}, {"mlp", 0},
                            {"norms", 0}, {"other", 0}, {"parameters", 375}, {"share", 0.375}}}}};
        const auto tables = lapidary::architectureTables(record);
        QCOMPARE(tables.size(), size_t(2));
        QCOMPARE(tables[0].rows[1],
                 (std::vector<std::string>{"q", "2", "750", "75.00 %"}));
        QVERIFY(tables[0].note.find("counted once") != std::string::npos);
        QCOMPARE(tables[1].rows[0][0], std::string("0-1 (2)"));
        for (const char *format : {"html", "md"}) {
            QVERIFY(writeReport({record}, format, root() / "a.report"));
            const std::string report = text(root() / "a.report");
            for (const char *expected : {"Parameters by role", "Parameters by block", "75.00 %",
                                         "0-1 ", "counted once"})
                QVERIFY2(report.find(expected) != std::string::npos, expected);
            QVERIFY(report.find("quot;roles") == std::string::npos); // as a table, not as JSON
        }
        record.architecture["shares"]["roles"] = 3; // damaged: left out
        QVERIFY(lapidary::architectureTables(record).empty());
    }

    void stages()
    {
        RunRecord record = run("staged", 800000, 21.0);
        record.recipe.damageLimit = 1.5;
        record.stages = {{"MLP", true, 6, 220000, 220000, 880000, perplexity(21), 1.05, 12.0, ""},
                         {kEvil, false, 8, 200000, 200000, 800000, perplexity(40), 2.0, 3.0, ""}};
        for (const char *format : {"html", "md"}) {
            QVERIFY(writeReport({record}, format, root() / "s.report"));
            const std::string report = text(root() / "s.report");
            for (const char *expected : {"1. MLP", "1.050", "2.000", "taken back", "kept",
                                         "more than 1.5 times the original"})
                QVERIFY2(report.find(expected) != std::string::npos, expected);
            QVERIFY(report.find("<script>") == std::string::npos);
        }
        record.layers.clear(); // theirs have no forms
        QVERIFY(writeReport({record}, "json", root() / "s.json"));
        const json document = json::parse(text(root() / "s.json"));
        QCOMPARE(document["runs"][0]["stages"].size(), size_t(2));
        const auto again = runRecordFromJson(document["runs"][0]);
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(again->stages[0].bytes, int64_t(880000));
        QVERIFY(!again->stages[1].accepted && *again->stages[1].ratio == 2.0);
    }

    void html_data()
    {
        QTest::addColumn<int>("runs");
        QTest::addColumn<bool>("measured");
        QTest::newRow("one, measured") << 1 << true;
        QTest::newRow("three, measured") << 3 << true;
        QTest::newRow("two, nothing measured") << 2 << false;
    }
    void html()
    {
        QFETCH(int, runs);
        QFETCH(bool, measured);
        std::vector<RunRecord> records;
        for (int i = 0; i < runs; ++i)
            records.push_back(run("run-" + std::to_string(i), 500000 + 100000 * i,
                                  measured ? std::optional(30.0 - i) : std::nullopt));
        const auto files = writeReport(records, "html", root() / "r" / "report.html");
        QVERIFY2(files.has_value(), files ? "" : files.error().message.c_str());
        const std::string html = text(files->at(0));
        QXmlStreamReader xml(QByteArray::fromStdString(html));
        int circles = 0, svgs = 0;
        QStringList outside;
        while (!xml.atEnd()) {
            xml.readNext();
            if (!xml.isStartElement())
                continue;
            circles += xml.name() == QLatin1String("circle");
            svgs += xml.name() == QLatin1String("svg");
            if (xml.name() == QLatin1String("script") || xml.name() == QLatin1String("link")
                || xml.attributes().hasAttribute("src") || xml.attributes().hasAttribute("href"))
                outside << xml.name().toString();
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY2(outside.isEmpty(), qPrintable(outside.join(' ')));
        QCOMPARE(circles, measured ? runs : 0);
        QVERIFY(svgs >= 3 * runs);
        QVERIFY(html.find("prefers-color-scheme") != std::string::npos);
        QCOMPARE(html.find("Protocol: strided, window 512") != std::string::npos, measured);
    }

    void differentProtocolsAreNotDrawnTogether()
    {
        RunRecord a = run("a", 1, 20), b = run("b", 2, 21);
        b.perplexityAfter->window = 1024;
        QVERIFY(!sameProtocol({a, b}));
        const auto files = writeReport({a, b}, "html", root() / "mixed.html");
        QVERIFY(files);
        const std::string html = text(files->at(0));
        QVERIFY(html.find("<circle") == std::string::npos);
        QVERIFY(html.find("must not be compared") != std::string::npos);
    }

    void csv()
    {
        const auto files = writeReport({run("a", 500000, 22), run("b", 600000, 21)}, "csv", root() / "csv");
        QVERIFY2(files.has_value(), files ? "" : files.error().message.c_str());
        QCOMPARE(files->size(), size_t(4));
        const auto runs = parseCsv(text(root() / "csv" / "runs.csv"));
        QCOMPARE(runs.size(), size_t(3));
        for (const auto &row : runs)
            QCOMPARE(row.size(), runs[0].size());
        QCOMPARE(runs[1][0], std::string("a"));
        QCOMPARE(runs[1][1], cleanText(kEvil));
        const auto layers = parseCsv(text(root() / "csv" / "layers.csv"));
        QCOMPARE(layers.size(), size_t(1 + 4));
        for (const auto &row : layers)
            QCOMPARE(row.size(), layers[0].size());
        QCOMPARE(json::parse(layers[1][5])["prune_width"]["width"].get<int>(), 64);
        QCOMPARE(parseCsv(text(root() / "csv" / "widths.csv")).size(), size_t(1 + 4));
        const json rates = json::parse(text(root() / "csv" / "expansion_rates.json"));
        QCOMPARE(rates.size(), size_t(2));
        QCOMPARE(rates[0]["expansion_rate"].get<double>(), 100.0);
        QCOMPARE(rates[0]["intermediate_size"].get<int>(), 64);
        QCOMPARE(rates[0]["percentage_reduction"].get<double>(), 20.0);
        const auto named = writeReport({run("a", 1, 1)}, "csv", root() / "named" / "x.csv");
        QVERIFY(named);
        QVERIFY(fs::exists(root() / "named" / "x.csv"));
        QVERIFY(fs::exists(root() / "named" / "x-layers.csv"));
    }

    void otherFormats()
    {
        const std::vector<RunRecord> runs = {run("a", 500000, 22), run("b", 400000, {})};
        QVERIFY(writeReport(runs, "json", root() / "r.json"));
        const json report = json::parse(text(root() / "r.json"));
        QCOMPARE(report["runs"].size(), size_t(2));
        QVERIFY(report["comparison"].contains("recipe_diff"));
        QVERIFY(writeReport(runs, "md", root() / "r.md"));
        const std::string md = text(root() / "r.md");
        QVERIFY(md.find("<script>") == std::string::npos);
        // Every table row has the bars of its header: cells escape theirs.
        size_t bars = 0;
        for (const QString &line : QString::fromStdString(md).split('\n')) {
            const auto count = static_cast<size_t>(QString(line).remove("\\|").count('|'));
            if (!line.startsWith('|'))
                bars = 0;
            else if (bars == 0)
                bars = count;
            else
                QCOMPARE(count, bars);
        }
        QVERIFY(!writeReport(runs, "pdf", root() / "r.pdf"));
        QVERIFY(!writeReport({}, "html", root() / "r.html"));
    }

    void ticks()
    {
        for (const auto &[low, high] : {std::pair(0.0, 1.0), std::pair(19.7, 33.2),
                                        std::pair(1e6, 2.7e9), std::pair(-3e-5, 4e-5)}) {
            const auto values = niceTicks(low, high, 5);
            QVERIFY(values.size() >= 3 && values.size() <= 11);
            for (const double value : values)
                QVERIFY(value >= low - 1e-9 * (high - low) && value <= high + 1e-9 * (high - low));
        }
        QVERIFY(niceTicks(1, 1, 5).empty());
        QVERIFY(niceTicks(0, INFINITY, 5).empty());
    }

    void escaping()
    {
        QCOMPARE(htmlEscape("a<b>&\"'"), std::string("a&lt;b&gt;&amp;&quot;&#39;"));
        QCOMPARE(cleanText("ok \xc3\xa4 \xc0\x80 \xed\xa0\x80"),
                 std::string("ok \xc3\xa4 \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"));
        QCOMPARE(csvField("a,\"b\""), std::string("\"a,\"\"b\"\"\""));
    }
};

LAPIDARY_TEST(TestReport)
#include "tst_report.moc"
