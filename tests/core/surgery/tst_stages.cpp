#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"

#include <fmt/ranges.h>
#include <set>

using namespace lapidary;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

Step step(const std::string &stage, bool enabled = true)
{
    Step step{{{"q"}, {}, {}, {}}, "svd", {{"keep", 0.5}}, enabled};
    step.stage = stage;
    return step;
}

std::string described(const Recipe &recipe)
{
    const auto stages = stagesOf(recipe);
    if (!stages)
        return stages.error().message;
    std::string text;
    for (const RecipeStage &stage : *stages)
        text += fmt::format("{}[{}]", stage.name, fmt::join(stage.steps, ","));
    return text;
}

std::vector<int> blocks(const std::string &text, int count)
{
    return blocksFromText(text, count).value_or(std::vector<int>{-1});
}

fs::path presetFolder()
{
    return fs::path(LAPIDARY_SOURCE_DIR) / "resources/presets";
}

} // namespace

/// Stages of recipes, shares of the depth, and the presets that use them.
class TestStages : public QObject {
    Q_OBJECT

    MethodRegistry m_methods;

private Q_SLOTS:
    void initTestCase()
    {
        m_methods = loadPlugins({LAPIDARY_BINARY_DIR "/lib/lapidary/plugins"}).methods;
        QVERIFY(m_methods.find("mpo"));
    }

    void roundTrip()
    {
        Recipe recipe{"staged", {step("MLP"), step(""), step("7")}};
        recipe.damageLimit = 1.25;
        const json document = toJson(recipe);
        QVERIFY(document["damage_limit"] == json(1.25));
        QVERIFY(document["steps"][0]["stage"] == json("MLP"));
        QVERIFY(!document["steps"][1].contains("stage"));
        QVERIFY(document["steps"][2]["stage"] == json(7)); // a number stays one
        const auto again = recipeFromJson(document);
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        QVERIFY(*again == recipe);
        QVERIFY(hasStages(recipe));
        QVERIFY(!hasStages(Recipe{"plain", {step("")}}));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("expected");
        QTest::newRow("limit of 1") << R"({"damage_limit": 1})" << "a number above 1";
        QTest::newRow("limit as text") << R"({"damage_limit": "1.5"})" << "found \"1.5\"";
        QTest::newRow("stage as list") << R"({"steps": [{"method": "svd", "stage": []}]})"
                                       << "step 1: \"stage\" must be a name or a number";
        QTest::newRow("empty stage") << R"({"steps": [{"method": "svd", "stage": ""}]})"
                                     << "step 1: \"stage\" must be";
        QTest::newRow("negative") << R"({"steps": [{"method": "svd", "stage": -1}]})"
                                  << "step 1: \"stage\" must be";
    }
    void refused()
    {
        QFETCH(QString, change);
        QFETCH(QString, expected);
        json document = toJson(Recipe{"x", {step("")}});
        document.update(json::parse(change.toStdString()));
        const auto recipe = recipeFromJson(document);
        QVERIFY(!recipe);
        const QString message = QString::fromStdString(recipe.error().message);
        QVERIFY2(message.contains(expected), qPrintable(message));
    }

    void orderOfStages()
    {
        QCOMPARE(described({"r", {step("a"), step("b"), step("c")}}), std::string("a[0]b[1]c[2]"));
        QCOMPARE(described({"r", {step(""), step("a"), step(""), step("b")}}),
                 std::string("a[0,1,2]b[3]"));
        QCOMPARE(described({"r", {step("a", false), step("b"), step("", false)}}),
                 std::string("b[1]"));
        Recipe limited{"r", {step(""), step("")}};
        limited.damageLimit = 2;
        QCOMPARE(described(limited), std::string("r[0,1]"));
        QVERIFY(described({"r", {step("a"), step("b"), step("a")}})
                == "step 3 goes back to stage \"a\" after stage \"b\"; put the steps of one stage "
                   "together");
    }

    void recipesOfStages()
    {
        const Recipe recipe{"r", {step("a"), step("", false), step("b"), step("c")}};
        const auto stages = stagesOf(recipe).value();
        const Recipe two = recipeOfStages(recipe, stages, 2);
        QCOMPARE(two.steps.size(), size_t(2));
        QVERIFY(!hasStages(two));
        QVERIFY(recipeOfStages(recipe, stages, 0).steps.empty());
    }

    void sharesOfTheDepth()
    {
        QCOMPARE(blocks("75%-", 40), blocks("30-", 40));
        QCOMPARE(blocks("0%-25%", 40), blocks("0-9", 40));
        QCOMPARE(blocks("50%-75%,2", 8), (std::vector<int>{2, 4, 5}));
        QCOMPARE(blocks("28-100%", 30), (std::vector<int>{28, 29}));
        // Quarters of any depth share no block and miss none.
        for (int count = 1; count <= 50; ++count) {
            std::vector<int> all;
            for (const char *part : {"0%-25%", "25%-50%", "50%-75%", "75%-"})
                for (const int block : blocks(part, count))
                    if (block >= 0)
                        all.push_back(block);
            QCOMPARE(all, blocks("0-", count));
        }
        for (const char *bad : {"50%", "120%-", "60%-40%", "%-", "3-%"})
            QVERIFY2(!blocksFromText(bad, 10), bad);
        const auto none = blocksFromText("75%-", 1);
        QVERIFY(!none && none.error().message.find("none of the 1") != std::string::npos);

        const auto model = test::shapeModel(30);
        const auto late = selectLayers(*model, {{"q"}, "75%-", {}, {}});
        QCOMPARE(late->size(), size_t(7)); // 22.5 is rounded up: blocks 23 to 29
        QCOMPARE(model->layers[size_t(late->front())].block, 23);
    }

    void whatIsNotMatchedIsSaid()
    {
        const auto model = test::shapeModel(2);
        Recipe recipe{"x", {{{{"q", "qkv"}, "", {}, {}}, "svd", {{"keep", 0.5}}}}};
        const Plan partly = makePlan(*model, recipe, m_methods);
        QVERIFY(partly.errors.empty());
        QVERIFY(partly.warnings.at(0).find("role qkv matches nothing here") != std::string::npos);
        recipe.steps[0].select = {{}, "", {"*.mlp.*", "*.mpl.*"}, {}};
        QVERIFY(makePlan(*model, recipe, m_methods).warnings.at(0).find("\"*.mpl.*\" matches")
                != std::string::npos);
        recipe.steps[0].select = {{"q", "k"}, "", {}, {}};
        for (const std::string &warning : makePlan(*model, recipe, m_methods).warnings)
            QVERIFY2(warning.find("matches nothing") == std::string::npos, warning.c_str());
        // One sentence for a recipe of another kind of model.
        recipe.steps.assign(3, {{{"expert_gate"}, "", {}, {}}, "svd", {{"keep", 0.5}}});
        const Plan none = makePlan(*model, recipe, m_methods);
        QCOMPARE(none.errors.size(), size_t(1));
        QVERIFY2(none.errors[0].starts_with("no step of the recipe matches anything in this model; "
                                            "step 1 (svd): matches no layer (expert_gate): no layer "
                                            "has role expert_gate; the matrices of this model have"),
                 none.errors[0].c_str());
    }

    void progressivePresets()
    {
        // Granite 3.3 8B: 40 blocks, hidden 4096, width 12800 (k and v are 8 heads of 128 rows there).
        const auto model = test::shapeModel(40, 4096, 12800, DType::BF16, 49159);
        std::set<std::string> found;
        for (const auto &entry : fs::directory_iterator(presetFolder())) {
            const std::string name = entry.path().stem();
            if (!name.starts_with("progressive-"))
                continue;
            found.insert(name);
            const auto recipe = readRecipe(entry.path());
            QVERIFY2(recipe, recipe ? "" : recipe.error().message.c_str());
            const Plan plan = makePlan(*model, *recipe, m_methods);
            QVERIFY2(plan.errors.empty(), fmt::format("{}", fmt::join(plan.errors, "; ")).c_str());
            QVERIFY(plan.recipe.damageLimit);
            QVERIFY(plan.bytesAfter < plan.bytesBefore * 6 / 10 || name.ends_with("deeper-first"));
            // Every matrix of every block, and nothing else.
            QCOMPARE(plan.layers.size(), size_t(40 * 7));
            for (const PlannedLayer &layer : plan.layers)
                QVERIFY(model->layers[size_t(layer.layer)].block >= 0);
            std::string stages;
            for (const RecipeStage &stage : plan.stages)
                stages += stage.name + "|";
            QCOMPARE(stages, name.ends_with("deeper-first")
                                 ? std::string("Last quarter|Third quarter|Second quarter|First "
                                               "quarter|")
                                 : std::string("MLP|Q and O|K and V|"));
        }
        const std::set<std::string> expected = {
            "progressive-mpo-032", "progressive-mpo-050", "progressive-mpo-100",
            "progressive-ratio-25-cp", "progressive-ratio-40-tucker", "progressive-ratio-50-cp",
            "progressive-deeper-first"};
        QVERIFY(found == expected);
    }

    // The ratio is what is kept of the parameters: at most that, and nearly all of it.
    void ratiosOfPresets_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<double>("ratio");
        QTest::newRow("CP 0.25") << "progressive-ratio-25-cp" << 0.25;
        QTest::newRow("Tucker 0.4") << "progressive-ratio-40-tucker" << 0.4;
        QTest::newRow("CP 0.5") << "progressive-ratio-50-cp" << 0.5;
    }
    void ratiosOfPresets()
    {
        QFETCH(QString, preset);
        QFETCH(double, ratio);
        const auto model = test::shapeModel(1, 4096, 12800, DType::BF16, 49159);
        const auto recipe = readRecipe(presetFolder() / (preset.toStdString() + ".json"));
        const Plan plan = makePlan(*model, *recipe, m_methods);
        QCOMPARE(plan.layers.size(), size_t(7));
        for (const PlannedLayer &layer : plan.layers) {
            const double kept = double(layer.parametersAfter) / double(layer.parametersBefore);
            QVERIFY2(kept <= ratio && kept > 0.95 * ratio,
                     fmt::format("{}: {}", layer.name, kept).c_str());
        }
    }

    void deeperBlocksLoseMore()
    {
        const auto model = test::shapeModel(30);
        const auto recipe = readRecipe(presetFolder() / "progressive-deeper-first.json");
        const Plan plan = makePlan(*model, *recipe, m_methods);
        std::vector<int64_t> size(30);
        for (const PlannedLayer &layer : plan.layers)
            size[size_t(model->layers[size_t(layer.layer)].block)] += layer.parametersAfter;
        QVERIFY(std::is_sorted(size.rbegin(), size.rend()));
        QVERIFY(size.front() > 2 * size.back());
    }

    // k = I - int(p I), of 8192 and of 1536 rows.
    void widthsOfOptIPFair_data()
    {
        QTest::addColumn<int>("percent");
        QTest::addColumn<int>("large");
        QTest::addColumn<int>("small");
        QTest::newRow("10") << 10 << 7373 << 1383;
        QTest::newRow("20") << 20 << 6554 << 1229;
        QTest::newRow("30") << 30 << 5735 << 1076;
        QTest::newRow("40") << 40 << 4916 << 922;
        QTest::newRow("50") << 50 << 4096 << 768;
        QTest::newRow("60") << 60 << 3277 << 615;
    }
    void widthsOfOptIPFair()
    {
        QFETCH(int, percent);
        QFETCH(int, large);
        QFETCH(int, small);
        const auto recipe
            = readRecipe(presetFolder() / fmt::format("optipfair-width-{}.json", percent));
        QVERIFY2(recipe, recipe ? "" : recipe.error().message.c_str());
        for (const auto &[width, kept] : {std::pair(8192, large), std::pair(1536, small)}) {
            const auto model = test::shapeModel(2, 576, width);
            const Plan plan = makePlan(*model, *recipe, m_methods);
            QVERIFY2(plan.errors.empty(), fmt::format("{}", fmt::join(plan.errors, "; ")).c_str());
            QCOMPARE(plan.blockIntermediate, (std::vector<int64_t>(2, kept)));
        }
    }
};

LAPIDARY_TEST(TestStages)
#include "tst_stages.moc"
