#include "core/surgery/param_schema.h"
#include "tests/support/test_program.h"

using namespace lapidary;
using nlohmann::json;

namespace {

ParamSchema schema()
{
    ParamSchema s;
    s.params = {
        {.id = "rank", .kind = ParamKind::Integer, .group = "size"},
        {.id = "keep", .kind = ParamKind::Real, .group = "size"},
        {.id = "score", .kind = ParamKind::Choice, .defaultValue = "maw",
         .choices = {"maw", "vow"}},
        {.id = "sites", .kind = ParamKind::Integer, .defaultValue = 3},
        {.id = "factors", .kind = ParamKind::IntegerList},
        {.id = "calibrated", .kind = ParamKind::Boolean},
    };
    return s;
}

} // namespace

// QCOMPARE itself cannot print JSON.
#define COMPARE_JSON(found, expected) QCOMPARE((found).dump(), (expected).dump())

class TestParamSchema : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messages_data()
    {
        QTest::addColumn<QString>("values");
        QTest::addColumn<QString>("message"); // empty: valid
        const auto row = [](const char *name, const char *values, const char *message) {
            QTest::newRow(name) << QString(values) << QString(message);
        };
        row("rank", R"({"rank": 5})", "");
        row("whole number as real", R"({"rank": 5.0})", "");
        row("null is not set", R"({"rank": 5, "keep": null})", "");
        row("everything", R"({"keep": 0.5, "score": "vow", "sites": 4, "factors": [6, 6],
                              "calibrated": false})", "");
        row("unknown", R"({"rnak": 5})",
            "m has no parameter \"rnak\"; it knows rank, keep, score, sites, factors, calibrated; "
            "did you mean \"rank\"?");
        row("unknown and far", R"({"temperature": 5})",
            "m has no parameter \"temperature\"; it knows rank, keep, score, sites, factors, "
            "calibrated");
        row("two sizes", R"({"rank": 5, "keep": 0.5})",
            "m: rank and keep exclude each other, each gives the size; keep one of them");
        row("no size", R"({"score": "maw"})", "m needs its size: give one of rank, keep");
        row("text for a number", R"({"rank": "5"})",
            "m: parameter \"rank\" must be a whole number, found \"5\"");
        row("fraction for an integer", R"({"rank": 5.5})",
            "m: parameter \"rank\" must be a whole number, found 5.5");
        row("choice", R"({"rank": 5, "score": "mav"})",
            "m: \"mav\" is no score; it may be maw, vow; did you mean \"maw\"?");
        row("list", R"({"rank": 5, "factors": [6, "6"]})",
            "m: parameter \"factors\" must be a list of whole numbers, found [6,\"6\"]");
        row("boolean", R"({"rank": 5, "calibrated": 1})",
            "m: parameter \"calibrated\" must be true or false, found 1");
        row("no object", R"([1])",
            "m: params must be an object like {\"rank\": ...}, found [1]");
    }
    void messages()
    {
        QFETCH(QString, values);
        QFETCH(QString, message);
        const auto status = schema().validate(json::parse(values.toStdString()), "m");
        QCOMPARE(status ? QString() : QString::fromStdString(status.error().message), message);
        if (!status)
            QCOMPARE(status.error().code, ErrorCode::Usage);
    }

    void defaults()
    {
        const json filled = schema().withDefaults({{"rank", 5.0}, {"keep", nullptr}});
        QCOMPARE(filled.dump(), std::string(R"({"rank":5,"score":"maw","sites":3})"));
        QVERIFY(filled["rank"].is_number_integer());
        ParamSchema withDefault = schema();
        withDefault.params[1].defaultValue = 0.5;
        QVERIFY(withDefault.validate(json::object(), "m"));
        COMPARE_JSON(withDefault.withDefaults(json::object())["keep"], json(0.5));
        QVERIFY(!withDefault.withDefaults({{"rank", 4}}).contains("keep"));
    }

    void nearest()
    {
        const std::vector<std::string> known = {"svd", "mpo", "prune_width", "quantize"};
        QCOMPARE(nearestName("sdv", known), std::string("svd"));
        QCOMPARE(nearestName("Quantise", known), std::string("quantize"));
        QCOMPARE(nearestName("prune", known), std::string("prune_width"));
        QCOMPARE(nearestName("cooking", known), std::string());
        QCOMPARE(nearestName("", known), std::string());
    }
};

LAPIDARY_TEST(TestParamSchema)
#include "tst_param_schema.moc"
