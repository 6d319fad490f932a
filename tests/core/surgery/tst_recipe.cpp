#include "core/surgery/glob.h"
#include "core/surgery/recipe.h"
#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lapidary;
using nlohmann::json;

namespace {

const char *mix = R"({"lapidary": "recipe", "version": 1, "name": "mlp first",
 "steps": [
  {"select": {"roles": ["gate", "up", "down"], "blocks": "2-27"}, "method": "prune_width",
   "params": {"score": "maw", "fraction": 0.2, "divisor": 32}},
  {"select": {"layers": ["*.mlp.*"], "except": ["model.layers.0.*"]}, "method": "svd",
   "params": {"keep": 0.6}},
  {"select": {"roles": ["q", "o"]}, "method": "mpo", "params": {"chi": 50, "sites": 3},
   "enabled": false},
  {"select": {"roles": ["*"]}, "method": "quantize", "params": {"type": "q8_0"}}]})";

json recipeWith(const json &step)
{
    return {{"lapidary", "recipe"}, {"version", 1}, {"name", "x"}, {"steps", json::array({step})}};
}

int count(const Model &model, const Selector &selector)
{
    const auto selected = selectLayers(model, selector);
    return selected ? int(selected->size()) : -1;
}

} // namespace

class TestRecipe : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void roundTrip()
    {
        const auto recipe = recipeFromJson(json::parse(mix));
        QVERIFY2(recipe, recipe ? "" : recipe.error().message.c_str());
        QCOMPARE(recipe->steps.size(), size_t(4));
        QCOMPARE(recipe->steps[0].select.blocks, std::string("2-27"));
        QCOMPARE(recipe->steps[1].select.except, std::vector<std::string>{"model.layers.0.*"});
        QVERIFY(!recipe->steps[2].enabled);
        QVERIFY(recipe->steps[3].enabled);
        const auto again = recipeFromJson(toJson(*recipe));
        QVERIFY(again);
        QVERIFY(*again == *recipe);

        QTemporaryDir dir;
        const std::filesystem::path file = dir.filePath("r.json").toStdString();
        QVERIFY(writeRecipe(*recipe, file));
        const auto read = readRecipe(file);
        QVERIFY(read);
        QVERIFY(*read == *recipe);
    }

    void malformed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const json &value, const char *expected) {
            QTest::newRow(name) << QString::fromStdString(value.dump()) << QString(expected);
        };
        row("list", json::array(), "a recipe must be a JSON object, found array");
        row("other kind", {{"lapidary", "plan"}, {"version", 1}}, "expected \"lapidary\": \"recipe\"");
        row("no version", {{"lapidary", "recipe"}, {"steps", json::array()}}, "\"version\" must be");
        row("newer", {{"lapidary", "recipe"}, {"version", 2}, {"steps", json::array()}},
            "version 2, this program reads up to 1");
        row("no steps", {{"lapidary", "recipe"}, {"version", 1}}, "\"steps\" must be a list");
        row("unknown top key",
            {{"lapidary", "recipe"}, {"version", 1}, {"step", json::array()}},
            "unknown key \"step\"; known are lapidary, version, name, sequential, damage_limit, "
            "steps; did you mean \"steps\"?");
        row("step is text", recipeWith("svd"), "step 1: a step must be an object, found string");
        row("no method", recipeWith(json::object()), "step 1: the key \"method\" is missing");
        row("method type", recipeWith({{"method", 3}}), "step 1: \"method\" must be a text, found 3");
        row("unknown step key", recipeWith({{"method", "svd"}, {"parms", json::object()}}),
            "step 1: unknown key \"parms\"; known are select, method, params, enabled, stage; did "
            "you mean \"params\"?");
        row("params type", recipeWith({{"method", "svd"}, {"params", 3}}),
            "step 1: \"params\" must be an object");
        row("select type", recipeWith({{"method", "svd"}, {"select", "q"}}),
            "step 1: \"select\" must be an object");
        row("roles type", recipeWith({{"method", "svd"}, {"select", {{"roles", "q"}}}}),
            "step 1, select: \"roles\" must be a list of texts, found \"q\"");
        row("blocks type", recipeWith({{"method", "svd"}, {"select", {{"blocks", 3}}}}),
            "step 1, select: \"blocks\" must be a text like \"0-3,7,20-\" or \"75%-\", found 3");
        row("enabled type", recipeWith({{"method", "svd"}, {"enabled", 1}}),
            "step 1: \"enabled\" must be true or false, found 1");
        QTest::newRow("not JSON") << "{\"lapidary\": " << "not JSON";
        QTest::newRow("empty") << "" << "not JSON";
    }
    void malformed()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QTemporaryDir dir;
        const std::filesystem::path file = dir.filePath("bad.json").toStdString();
        std::ofstream(file) << text.toStdString();
        const auto recipe = readRecipe(file);
        QVERIFY(!recipe);
        const QString message = QString::fromStdString(recipe.error().message);
        QVERIFY2(message.contains(expected), qPrintable(message));
        QVERIFY2(message.contains("bad.json"), qPrintable(message));
    }

    void globs()
    {
        QVERIFY(globMatches("*.mlp.*", "model.layers.3.mlp.up_proj"));
        QVERIFY(!globMatches("*.mlp", "model.layers.3.mlp.up_proj"));
        QVERIFY(globMatches("model.layers.?.mlp.up_proj", "model.layers.3.mlp.up_proj"));
        QVERIFY(!globMatches("model.layers.?.mlp.up_proj", "model.layers.13.mlp.up_proj"));
        QVERIFY(globMatches("*", ""));
        QVERIFY(!globMatches("", "x"));
        QVERIFY(globMatches("a*b*c", "aXbbXc"));
        // Many stars must not explode.
        QVERIFY(!globMatches(std::string(60, '*') + "b", std::string(20000, 'a')));
        QVERIFY(!globMatches("*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
    }

    void selection()
    {
        const auto model = test::shapeModel(30);
        QCOMPARE(count(*model, {}), 30 * 7 + 1);
        QCOMPARE(count(*model, {.roles = {"*"}}), 30 * 7 + 1);
        QCOMPARE(count(*model, {.roles = {"q", "o"}}), 60);
        QCOMPARE(count(*model, {.roles = {"norm"}}), 31);
        QCOMPARE(count(*model, {.roles = {"gate"}, .blocks = "0-3,7,20-"}), 4 + 1 + 10);
        QCOMPARE(count(*model, {.blocks = "0-"}), 210);
        QCOMPARE(count(*model, {.layers = {"*.mlp.*"}}), 90);
        QCOMPARE(count(*model, {.layers = {"*.mlp.*"}, .except = {"model.layers.0.*"}}), 87);
        QCOMPARE(count(*model, {.roles = {"q"}, .layers = {"*.mlp.*"}}), 0);
        QCOMPARE(count(*model, {.layers = {"*layernorm"}}), 0);
        const auto selected = selectLayers(*model, {.roles = {"down", "q"}});
        QVERIFY(selected && std::is_sorted(selected->begin(), selected->end()));
        for (const char *bad : {"x", "3-1", "-3", "1,,2", "1-2-3", "99999999999"}) {
            const auto refused = selectLayers(*model, {.blocks = bad});
            QVERIFY2(!refused, bad);
            QCOMPARE(refused.error().code, ErrorCode::Usage);
        }
        const auto unknown = selectLayers(*model, {.roles = {"gates"}});
        QVERIFY(!unknown);
        QVERIFY(unknown.error().message.ends_with("did you mean \"gate\"?"));
    }

    void descriptions()
    {
        QCOMPARE(describe({}), std::string("all layers"));
        QCOMPARE(describe({.roles = {"gate", "up", "down"}, .blocks = "2-27"}),
                 std::string("gate, up, down · blocks 2-27"));
        QCOMPARE(describe({.layers = {"*.mlp.*"}, .except = {"model.layers.0.*"}}),
                 std::string("*.mlp.* except model.layers.0.*"));
        QCOMPARE(describe({.roles = {"*"}, .blocks = "4"}), std::string("all layers · block 4"));
    }
};

LAPIDARY_TEST(TestRecipe)
#include "tst_recipe.moc"
