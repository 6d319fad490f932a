#include "core/plugin/loader.h"
#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"
#include "ui/bridge/recipe_editor.h"

#include <QSignalSpy>

using namespace lapidary;
using nlohmann::json;

namespace {

const MethodRegistry &methods()
{
    static const Plugins loaded
        = loadPlugins({std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

/// Layers of some roles in some blocks.
std::vector<int> pick(const Model &model, std::initializer_list<Role> roles, int first = 0,
                      int last = 1000)
{
    std::vector<int> layers;
    for (int i = 0; i < int(model.layers.size()); ++i)
        for (Role role : roles)
            if (model.layers[size_t(i)].role == role && model.layers[size_t(i)].block >= first
                && model.layers[size_t(i)].block <= last)
                layers.push_back(i);
    return layers;
}

QString text(const Selector &selector)
{
    QString out;
    for (const std::string &role : selector.roles)
        out += QString::fromStdString(role) + ' ';
    if (!selector.blocks.empty())
        out += QString::fromStdString("[" + selector.blocks + "] ");
    for (const std::string &name : selector.layers)
        out += QString::fromStdString(name) + ' ';
    for (const std::string &name : selector.except)
        out += QString::fromStdString("-" + name + " ");
    return out;
}

/// "down [2] svd {"rank":4}; ..." for comparing recipes as text.
QString text(const Recipe &recipe)
{
    QStringList steps;
    for (const Step &step : recipe.steps)
        steps += text(step.select) + QString::fromStdString(step.method + " " + step.params.dump());
    return steps.join("; ");
}

struct Fixture {
    std::shared_ptr<Model> model = test::shapeModel(6, 36, 72, DType::F32, 60);
    RecipeEditor editor{methods()};
    Fixture() { editor.setModel(model, nullptr, false); }
    void set(const std::vector<int> &layers, const char *method, json params, int mergeId = -1)
    {
        editor.setMethod(layers, editor.slotOf(method), method, params, mergeId);
    }
};

} // namespace

class TestRecipeEditor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ranges();
    void compact_data();
    void compact();
    void addsAStep();
    void amendsTheStepOfExactlyThisSelection();
    void splitsAStep();
    void replacesCoveredSteps();
    void takesLayersOutOfAStep();
    void wholeMlp();
    void precisionComesLast();
    void composedStepsStay();
    void undo();
    void dragIsOneUndoStep();
    void stepOperations();
    void planFollows();
};

void TestRecipeEditor::ranges()
{
    QCOMPARE(blockRanges({}), std::string());
    QCOMPARE(blockRanges({4}), std::string("4"));
    QCOMPARE(blockRanges({0, 1, 2, 5, 7, 8}), std::string("0-2,5,7-8"));
}

void TestRecipeEditor::compact_data()
{
    QTest::addColumn<std::vector<int>>("layers");
    QTest::addColumn<QString>("selector");
    const auto model = test::shapeModel(12);
    const auto all = pick(*model, {Role::Gate, Role::Up, Role::Down});
    QTest::newRow("one role") << pick(*model, {Role::Down}) << "down ";
    QTest::newRow("one layer") << pick(*model, {Role::Down}, 2, 2) << "down [2] ";
    QTest::newRow("roles and blocks") << pick(*model, {Role::Q, Role::O}, 3, 5) << "q o [3-5] ";
    QTest::newRow("mlp") << all << "gate up down ";
    auto ragged = all;
    ragged.erase(ragged.begin() + 4); // up of block 1
    QTest::newRow("all but one") << ragged << "gate up down -model.layers.1.mlp.up_proj ";
    QTest::newRow("no pattern") << std::vector<int>{all[0], all[4]}
                                << "model.layers.0.mlp.gate_proj model.layers.1.mlp.up_proj ";
}

void TestRecipeEditor::compact()
{
    QFETCH(std::vector<int>, layers);
    const auto model = test::shapeModel(12);
    const Selector selector = compactSelector(*model, layers);
    QCOMPARE(*selectLayers(*model, selector), layers);
    QTEST(text(selector), "selector");
}

void TestRecipeEditor::addsAStep()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q, Role::O}), "svd", {{"rank", 4}});
    QCOMPARE(text(f.editor.recipe()), QString("q o svd {\"rank\":4}"));
    f.set(pick(*f.model, {Role::Down}, 1, 2), "mpo", {{"chi", 5}});
    QCOMPARE(text(f.editor.recipe()),
             QString("q o svd {\"rank\":4}; down [1-2] mpo {\"chi\":5}"));
    f.editor.setMethod({}, Slot::Form, "svd", {}); // nothing selected, nothing done
    QCOMPARE(f.editor.undoStack().count(), 2);
}

void TestRecipeEditor::amendsTheStepOfExactlyThisSelection()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q}), "svd", {{"rank", 4}});
    f.set(pick(*f.model, {Role::Q}), "svd", {{"rank", 5}});
    QCOMPARE(text(f.editor.recipe()), QString("q svd {\"rank\":5}"));
    f.set(pick(*f.model, {Role::Q}), "mpo", {{"chi", 6}});
    QCOMPARE(text(f.editor.recipe()), QString("q mpo {\"chi\":6}"));
    f.editor.setMethod(pick(*f.model, {Role::Q}), Slot::Form, "", {});
    QVERIFY(f.editor.recipe().steps.empty());
}

void TestRecipeEditor::splitsAStep()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q}), "svd", {{"rank", 4}});
    f.set(pick(*f.model, {Role::Q}, 2, 2), "svd", {{"rank", 9}});
    // Each layer has one method: the old step keeps the others.
    QCOMPARE(text(f.editor.recipe()),
             QString("q [0-1,3-5] svd {\"rank\":4}; q [2] svd {\"rank\":9}"));
    const int layer = pick(*f.model, {Role::Q}, 2, 2).front();
    QCOMPARE(f.editor.stepOf(layer, Slot::Form), 1);
    QCOMPARE(f.editor.stepOf(layer, Slot::Precision), -1);
}

void TestRecipeEditor::replacesCoveredSteps()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q}, 0, 2), "svd", {{"rank", 4}});
    f.set(pick(*f.model, {Role::Q}, 3, 5), "svd", {{"rank", 9}});
    f.set(pick(*f.model, {Role::Q}), "mpo", {{"chi", 3}});
    QCOMPARE(text(f.editor.recipe()), QString("q mpo {\"chi\":3}"));
}

void TestRecipeEditor::takesLayersOutOfAStep()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q, Role::O}), "svd", {{"rank", 4}});
    f.editor.setMethod(pick(*f.model, {Role::Q}, 0, 0), Slot::Form, "", {});
    QCOMPARE(text(f.editor.recipe()),
             QString("q o -model.layers.0.self_attn.q_proj svd {\"rank\":4}"));
}

void TestRecipeEditor::wholeMlp()
{
    Fixture f;
    // Chosen for the down projection of a block, but gate, up and down go together.
    f.set(pick(*f.model, {Role::Down}, 1, 1), "prune_width", {{"fraction", 0.25}});
    QCOMPARE(text(f.editor.recipe()), QString("gate up down [1] prune_width {\"fraction\":0.25}"));
    QVERIFY2(f.editor.plan()->errors.empty(),
             f.editor.plan()->errors.empty() ? "" : f.editor.plan()->errors.front().c_str());
    // Another method for one of the three takes all three out of the pruning.
    f.set(pick(*f.model, {Role::Down}, 1, 1), "svd", {{"rank", 3}});
    QCOMPARE(text(f.editor.recipe()), QString("down [1] svd {\"rank\":3}"));
}

void TestRecipeEditor::precisionComesLast()
{
    Fixture f;
    f.set(pick(*f.model, {Role::Q, Role::O}), "quantize", {{"type", "q8_0"}});
    f.set(pick(*f.model, {Role::Q}), "svd", {{"rank", 4}});
    QCOMPARE(text(f.editor.recipe()),
             QString("q svd {\"rank\":4}; q o quantize {\"type\":\"q8_0\"}"));
    const int q = pick(*f.model, {Role::Q}).front();
    QCOMPARE(f.editor.stepOf(q, Slot::Form), 0);
    QCOMPARE(f.editor.stepOf(q, Slot::Precision), 1);
    f.editor.resetLayers(pick(*f.model, {Role::Q, Role::O}));
    QVERIFY(f.editor.recipe().steps.empty());
    f.editor.undoStack().undo(); // one step for both
    QCOMPARE(int(f.editor.recipe().steps.size()), 2);
}

void TestRecipeEditor::composedStepsStay()
{
    Fixture f;
    const auto mlp = pick(*f.model, {Role::Gate, Role::Up, Role::Down});
    Step prune{compactSelector(*f.model, mlp), "prune_width", {{"fraction", 0.25}}, true};
    Step factor{prune.select, "svd", {{"rank", 4}}, true};
    f.editor.addStep(prune);
    f.editor.addStep(factor);
    f.set(mlp, "svd", {{"rank", 6}});
    QCOMPARE(text(f.editor.recipe()), QString("gate up down prune_width {\"fraction\":0.25}; "
                                              "gate up down svd {\"rank\":6}"));
}

void TestRecipeEditor::undo()
{
    Fixture f;
    QSignalSpy changed(&f.editor, &RecipeEditor::changed);
    f.set(pick(*f.model, {Role::Q}), "svd", {{"rank", 4}});
    f.set(pick(*f.model, {Role::O}), "svd", {{"rank", 4}});
    f.editor.undoStack().undo();
    QCOMPARE(text(f.editor.recipe()), QString("q svd {\"rank\":4}"));
    QCOMPARE(int(f.editor.plan()->layers.size()), 6);
    f.editor.undoStack().undo();
    QVERIFY(f.editor.recipe().steps.empty());
    QVERIFY(!f.editor.modified());
    f.editor.undoStack().redo();
    QCOMPARE(text(f.editor.recipe()), QString("q svd {\"rank\":4}"));
    QCOMPARE(changed.count(), 5);
}

void TestRecipeEditor::dragIsOneUndoStep()
{
    Fixture f;
    const auto q = pick(*f.model, {Role::Q});
    f.set(q, "svd", {{"rank", 4}});
    const int drag = f.editor.newMergeId();
    for (int rank = 5; rank < 20; ++rank)
        f.set(q, "svd", {{"rank", rank}}, drag);
    f.set(q, "svd", {{"rank", 30}}, f.editor.newMergeId()); // another drag
    QCOMPARE(f.editor.undoStack().count(), 3);
    f.editor.undoStack().undo();
    QCOMPARE(text(f.editor.recipe()), QString("q svd {\"rank\":19}"));
    f.editor.undoStack().undo();
    QCOMPARE(text(f.editor.recipe()), QString("q svd {\"rank\":4}"));
}

void TestRecipeEditor::stepOperations()
{
    Fixture f;
    for (int rank : {1, 2, 3})
        f.editor.addStep({{{"q"}, std::to_string(rank), {}, {}}, "svd", {{"rank", rank}}, true});
    const auto order = [&] {
        QString out;
        for (const Step &step : f.editor.recipe().steps)
            out += QString::fromStdString(step.select.blocks) + (step.enabled ? " " : "- ");
        return out;
    };
    f.editor.moveStep(0, 2);
    QCOMPARE(order(), QString("2 3 1 "));
    f.editor.moveStep(2, 0);
    QCOMPARE(order(), QString("1 2 3 "));
    f.editor.moveStep(1, 1);
    f.editor.moveStep(0, 7);
    QCOMPARE(f.editor.undoStack().count(), 5);
    f.editor.setStepEnabled(1, false);
    QCOMPARE(order(), QString("1 2- 3 "));
    QCOMPARE(int(f.editor.plan()->layers.size()), 2);
    f.editor.removeSteps({0, 2});
    QCOMPARE(order(), QString("2- "));
    f.editor.undoStack().undo();
    QCOMPARE(order(), QString("1 2- 3 "));
}

void TestRecipeEditor::planFollows()
{
    Fixture f;
    const int q = pick(*f.model, {Role::Q}, 0, 0).front();
    f.set({q}, "svd", {{"rank", 6}});
    const PlannedLayer *planned = f.editor.plan()->find(q);
    QVERIFY(planned);
    QCOMPARE(planned->parametersAfter, 6 * (36 + 36));
    QCOMPARE(planned->bytesBefore, 36 * 36 * 4);
    f.editor.setModel(nullptr, nullptr, false);
    QVERIFY(f.editor.plan());
    QVERIFY(f.editor.recipe().steps.empty());
}

LAPIDARY_TEST(TestRecipeEditor)
#include "tst_recipe_editor.moc"
