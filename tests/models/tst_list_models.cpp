#include "tests/models/model_text.h"
#include "tests/support/test_program.h"
#include "ui/models/jobs_model.h"
#include "ui/models/recipe_model.h"
#include "ui/models/runs_model.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>

#include <cmath>
#include <memory>

using namespace lapidary;

class TestListModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recipe();
    void recipeEdits();
    void recipeDrag_data();
    void recipeDrag();
    void stepErrors();
    void jobs();
    void runs();
};

namespace {

Recipe twoSteps()
{
    Recipe recipe;
    recipe.steps = {{{{"gate", "up"}, "", {}, {}}, "svd", {{"rank", 4}}, true},
                    {{{"*"}, "", {}, {}}, "quantize", {{"type", "q8_0"}}, false}};
    return recipe;
}

std::shared_ptr<Plan> planOf(const Recipe &recipe)
{
    auto plan = std::make_shared<Plan>();
    plan->recipe = recipe;
    plan->stepSummaries = {"SVD rank 4", "Q8_0"};
    plan->stepTotals = {{84, 148'600'000, 111'500'000}, {}};
    return plan;
}

} // namespace

void TestListModels::recipe()
{
    RecipeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const Recipe recipe = twoSteps();
    model.setPlan(planOf(recipe), recipe);
    QCOMPARE(model.rowCount(), 2);
    const auto cell = [&](int row, int column) {
        return model.index(row, column).data().toString();
    };
    QVERIFY2(cell(0, RecipeModel::Layers).endsWith("(84)"), qPrintable(cell(0, 0)));
    QCOMPARE(cell(0, RecipeModel::Method), QString("SVD rank 4"));
    QCOMPARE(cell(0, RecipeModel::Before), QString("148.6 MB"));
    QCOMPARE(cell(0, RecipeModel::After), QString("111.5 MB"));
    QCOMPARE(cell(0, RecipeModel::Error), QString("-")); // not known is no zero
    QCOMPARE(cell(1, RecipeModel::Before), QString("-")); // switched off
    QCOMPARE(model.index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    model.setPlan(nullptr, {});
    QCOMPARE(model.rowCount(), 0);
}

void TestListModels::recipeEdits()
{
    RecipeModel model;
    const Recipe recipe = twoSteps();
    model.setPlan(planOf(recipe), recipe);
    QSignalSpy asked(&model, &RecipeModel::enableRequested);
    QVERIFY(model.setData(model.index(1, 0), int(Qt::Checked), Qt::CheckStateRole));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0], (QVariantList{1, true}));
    // Only asked for: the owner of the recipe decides.
    QCOMPARE(model.index(1, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
}

void TestListModels::recipeDrag_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("gap"); // row before which it is dropped, -1: below all
    QTest::addColumn<int>("to");  // -1: nothing is asked for
    QTest::newRow("down to the end") << 0 << -1 << 2;
    QTest::newRow("down by one") << 0 << 2 << 1;
    QTest::newRow("up to the start") << 2 << 0 << 0;
    QTest::newRow("before itself") << 1 << 1 << -1;
    QTest::newRow("after itself") << 1 << 2 << -1;
}

void TestListModels::recipeDrag()
{
    QFETCH(int, from);
    QFETCH(int, gap);
    QFETCH(int, to);
    Recipe recipe = twoSteps();
    recipe.steps.push_back(recipe.steps.front());
    RecipeModel model;
    model.setPlan(planOf(recipe), recipe);
    QSignalSpy asked(&model, &RecipeModel::moveRequested);
    const std::unique_ptr<QMimeData> data(model.mimeData({model.index(from, 0)}));
    model.dropMimeData(data.get(), Qt::MoveAction, gap, 0, {});
    QCOMPARE(asked.count(), to < 0 ? 0 : 1);
    if (to >= 0)
        QCOMPARE(asked[0], (QVariantList{from, to}));
}

void TestListModels::stepErrors()
{
    Plan plan;
    const auto add = [&](int64_t parameters, std::optional<double> error, int step) {
        PlannedLayer layer;
        layer.parametersBefore = parameters;
        layer.actions.resize(1);
        layer.actions[0].predictedError = error;
        layer.steps = {step};
        plan.layers.push_back(layer);
    };
    add(100, 0.3, 0);
    add(300, 0.1, 0);
    add(100, 0.2, 1);
    add(100, std::nullopt, 1);
    const auto errors = predictedStepErrors(plan, 3);
    QCOMPARE(*errors[0], std::sqrt((0.09 * 100 + 0.01 * 300) / 400));
    QVERIFY(!errors[1]); // one layer is not known
    QVERIFY(!errors[2]); // nothing to tell
}

void TestListModels::jobs()
{
    JobsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    JobRow row;
    row.id = 7;
    row.title = "Compress";
    row.state = JobRow::State::Running;
    row.label = "layer 143 of 210";
    row.left = 21;
    model.update(row);
    QCOMPARE(model.rowCount(), 1);
    const QModelIndex index = model.index(0);
    QCOMPARE(index.data(JobsModel::TimeRole).toString(), QString("0:21 left"));
    model.update(row); // nothing new, nothing told
    QCOMPARE(changed.count(), 0);
    row.state = JobRow::State::Succeeded;
    row.elapsed = 48;
    model.update(row);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(index.data(JobsModel::TimeRole).toString(), QString("0:48"));
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(),
             QString("Compress, layer 143 of 210, 0:48"));
    JobRow newer;
    newer.id = 8;
    model.update(newer);
    QCOMPARE(model.row(0).id, 8); // newest first
    model.remove(7);
    model.remove(7);
    QCOMPARE(model.rowCount(), 1);
}

void TestListModels::runs()
{
    RunsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto records = std::make_shared<std::vector<RunRecord>>();
    const auto add = [&](const char *name, int64_t bytes, std::optional<double> perplexity) {
        RunRecord record;
        record.run = record.name = name;
        record.created = "2026-01-02T03:04:05Z";
        record.state = RunState::Finished;
        record.bytesBefore = 200'000'000;
        record.bytesAfter = bytes;
        record.parametersUniqueAfter = bytes / 2;
        if (perplexity) {
            record.perplexityAfter.emplace();
            record.perplexityAfter->value = *perplexity;
            record.perplexityAfter->standardError = 0.1;
        }
        records->push_back(record);
    };
    add("small", 50'000'000, 25.0);
    add("dominated", 100'000'000, 26.0);
    add("unmeasured", 10'000'000, std::nullopt);
    model.setRecords(records);
    QCOMPARE(modelText(model, {RunsModel::Name, RunsModel::Bytes, RunsModel::Saving,
                               RunsModel::PerplexityColumn}),
             QString("unmeasured | 10.0 MB | 95.0 % | -\n"
                     "dominated | 100.0 MB | 50.0 % | 26.00 ± 0.10\n"
                     "small | 50.0 MB | 75.0 % | 25.00 ± 0.10\n"));
    QVERIFY(model.index(2, 0).data(RunsModel::FrontRole).toBool());
    QVERIFY(!model.index(1, 0).data(RunsModel::FrontRole).toBool());
    QVERIFY(!model.index(0, 0).data(RunsModel::FrontRole).toBool());
    QCOMPARE(model.index(0, RunsModel::Created).data().toString(), QString("2026-01-02 03:04"));
}

LAPIDARY_TEST(TestListModels)
#include "tst_list_models.moc"
