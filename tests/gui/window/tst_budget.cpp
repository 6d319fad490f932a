#include "tests/gui/window/desk.h"
#include "tests/support/test_program.h"
#include "ui/charts/number_text.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/theme.h"
#include "ui/models/layers_model.h"
#include "ui/views/dialogs/sensitivity_dialog.h"
#include "ui/views/panels/budget_view.h"
#include "ui/views/tab.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QStandardPaths>

#include <cmath>
#include <set>

using namespace lapidary;
using namespace lapidary::test;

namespace {

QPushButton *button(const QWidget &parent, const QString &text)
{
    for (QPushButton *button : parent.findChildren<QPushButton *>())
        if (button->text() == text)
            return button;
    return nullptr;
}

/// Charts describe themselves to screen readers, so they have no fixed name.
PlotView *plotOf(const Desk &desk, const QString &tab, int number = 0)
{
    for (Tab *one : desk.window->tabs())
        if (one->id() == tab)
            return one->findChildren<PlotView *>().value(number);
    return nullptr;
}

/// The built-in model, calibrated, with the options of its first block's layers found as a user
/// does it.
bool budgeted(Desk &desk)
{
    if (!calibrated(desk))
        return false;
    std::vector<int> block;
    for (int i = 0; i < int(desk.session->model()->layers.size()); ++i)
        if (desk.session->model()->layers[size_t(i)].block == 0)
            block.push_back(i);
    desk.session->selection().set(block);
    desk.find<QComboBox>("Layers that may change")->setCurrentIndex(1);
    QPushButton *find = button(*desk.window, "Find What It Costs");
    if (!find || !find->isEnabled())
        return false;
    find->click();
    return QTest::qWaitFor([&] { return desk.session->budget().table() != nullptr; }, 120'000);
}

} // namespace

class TestBudget : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void needsACalibration();
    void sizeGivesSteps();
    void usesThemAsOneEdit();
    void tooSmallIsASentence();
    void frontierIsDrawnAndDragged();
    void checkedAndCorrected();
    void checkCanBeStopped();
    void fitsInOrder();
    void threeRuns();
    void sensitivityHeatsTheTree();
    void whitenedSpectrumAndMethods();
};

void TestBudget::initTestCase()
{
    QApplication::setApplicationName("lapidary-test");
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().install();
}

void TestBudget::needsACalibration()
{
    Desk desk;
    QVERIFY(desk.open(Session::builtInModel()));
    auto *view = desk.window->findChild<BudgetView *>();
    QTRY_VERIFY(button(*view, QString::fromUtf8("Calibrate…"))->isVisibleTo(view));
    QVERIFY(!button(*view, "Find What It Costs")->isVisibleTo(view));
    QVERIFY(!desk.find<QSlider>("Budget, from the smallest reachable size to the original")
                 ->isVisibleTo(view));
}

void TestBudget::sizeGivesSteps()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    Budget &budget = desk.session->budget();
    QVERIFY(budget.smallest() < budget.whole());
    QVERIFY(budget.allocation());
    QVERIFY(budget.reached(BudgetOf::Bytes) <= budget.size());
    auto *unit = desk.find<QComboBox>("Unit of the budget");
    auto *size = desk.find<QDoubleSpinBox>("Budget");
    unit->setCurrentIndex(0); // % of the bytes
    const double half = 50 + 50 * double(budget.smallest()) / double(budget.whole());
    size->setValue(half);
    QVERIFY(std::abs(double(budget.size()) / double(budget.whole()) - half / 100) < 1e-3);
    const double loss = budget.allocation()->loss;
    auto *slider
        = desk.find<QSlider>("Budget, from the smallest reachable size to the original");
    QTRY_VERIFY(std::abs(slider->value() - kBudgetSteps / 2) <= 2);
    slider->setValue(0);
    QCOMPARE(budget.size(), budget.smallest());
    QVERIFY(budget.allocation() && budget.allocation()->loss > loss);
    slider->setValue(kBudgetSteps);
    QVERIFY(budget.allocation()->loss <= 0);
    // Bytes and parameters are two ways to count the same model.
    unit->setCurrentIndex(3);
    QCOMPARE(budget.of(), BudgetOf::Parameters);
    QCOMPARE(budget.whole(), desk.session->model()->parametersUnique());
}

void TestBudget::usesThemAsOneEdit()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    Budget &budget = desk.session->budget();
    const Recipe before{"mine", {{{{"*"}, "", {}, {}}, "quantize", {{"type", "q8_0"}}, true}}};
    desk.session->editor().setRecipe(before, "recipe");
    const int edits = desk.session->editor().undoStack().count();
    budget.setSize((budget.smallest() + budget.whole()) / 2);
    // What was measured lies in the store, which is no broken one because of that.
    desk.session->runs().refresh();
    QTRY_VERIFY(!desk.session->runs().loading());
    QVERIFY(desk.session->messages().all().empty());
    button(*desk.window, "Use This")->click();
    const Recipe &recipe = desk.session->recipe();
    QCOMPARE(desk.session->editor().undoStack().count(), edits + 1);
    QVERIFY(recipe.steps.size() > 1);
    QCOMPARE(recipe.steps.back().method, std::string("quantize")); // precision stays, last
    QVERIFY(desk.session->plan()->errors.empty());
    desk.session->editor().undoStack().undo();
    QVERIFY(desk.session->recipe() == before);
    // What it promises is what the plan counts.
    desk.session->editor().setRecipe(budget.recipe(*budget.allocation()), "again");
    desk.session->editor().removeSteps({int(desk.session->recipe().steps.size()) - 1});
    QCOMPARE(desk.session->plan()->bytesAfter, budget.reached(BudgetOf::Bytes));
}

void TestBudget::tooSmallIsASentence()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    desk.find<QComboBox>("Unit of the budget")->setCurrentIndex(0);
    desk.find<QDoubleSpinBox>("Budget")->setValue(1);
    QVERIFY(!desk.session->budget().allocation());
    const QString smallest = QString::number(desk.session->budget().smallest());
    QVERIFY2(desk.session->budget().problem().contains(smallest),
             qPrintable(desk.session->budget().problem()));
    QTRY_VERIFY(!button(*desk.window, "Use This")->isEnabled());
}

void TestBudget::frontierIsDrawnAndDragged()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    desk.window->showTab("tradeoff");
    auto *plot = plotOf(desk, "tradeoff");
    QTRY_VERIFY(plot->spec().handle.has_value());
    const SeriesSpec curve = plot->spec().series.front();
    QVERIFY(curve.x.size() > 3);
    QVERIFY(std::is_sorted(curve.y.rbegin(), curve.y.rend())); // smaller is never better
    const double original = std::exp(desk.session->budget().table()->originalLoss);
    QVERIFY(std::abs(curve.y.back() - original) < 1e-6 * original);
    Q_EMIT plot->handleMoved(curve.x.front());
    Q_EMIT plot->handleReleased(curve.x.front());
    QCOMPARE(desk.session->budget().size(), int64_t(curve.x.front()));
    QVERIFY(desk.session->budget().allocation());
}

void TestBudget::checkedAndCorrected()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    Budget &budget = desk.session->budget();
    QPushButton *check = button(*desk.window, "Check and Correct");
    auto *note = desk.find<QLabel>("What checking this budget measured");
    auto *view = desk.window->findChild<BudgetView *>();
    QVERIFY(check && note);
    QTRY_VERIFY(!note->isVisibleTo(view));
    // The original has nothing to check, and what cannot be met neither: reasons are told.
    for (const int64_t size : {budget.whole(), int64_t(1)}) {
        budget.setSize(size);
        QVERIFY(budget.whyNotCorrect().contains("nothing to check"));
        QTRY_VERIFY(check->toolTip().startsWith(budget.whyNotCorrect()));
        QVERIFY(!check->isEnabled());
        QCOMPARE(check->accessibleDescription(), check->toolTip());
    }
    budget.setSize((budget.smallest() + budget.whole()) / 2);
    QTRY_VERIFY(check->isEnabled());
    const int64_t size = budget.size();
    const OptionTablePtr before = budget.table();
    const auto curve = budget.frontier(BudgetOf::Bytes);
    check->click();
    QVERIFY(budget.correcting());
    QTRY_COMPARE(check->text(), QString::fromUtf8("Checking and Correcting…"));
    QVERIFY(!check->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!budget.correcting(), 120'000);
    QVERIFY(budget.table() != before);
    QCOMPARE(budget.table()->units.size(), before->units.size());
    QCOMPARE(budget.size(), size);
    QVERIFY(budget.allocation());
    // The frontier is that of the corrected losses, drawn at once.
    const auto now = budget.frontier(BudgetOf::Bytes);
    QVERIFY(now.size() != curve.size()
            || !std::equal(now.begin(), now.end(), curve.begin(),
                           [](const auto &a, const auto &b) { return a.loss == b.loss; }));
    desk.window->showTab("tradeoff");
    auto *plot = plotOf(desk, "tradeoff");
    QTRY_VERIFY(plot->spec().handle.has_value());
    const SeriesSpec drawn = plot->spec().series.front();
    const double original = std::exp(budget.table()->originalLoss);
    for (size_t i = 0; i < drawn.x.size(); ++i) {
        const auto point = std::find_if(now.begin(), now.end(), [&](const Budget::Point &one) {
            return one.size == drawn.x[i];
        });
        QVERIFY(point != now.end());
        QCOMPARE(drawn.y[i], original * std::exp(point->loss));
    }
    // Both divergences are told, with the size they were measured at.
    QTRY_VERIFY(note->isVisibleTo(view));
    QVERIFY(note->text().contains("at first"));
    QVERIFY(note->text().contains("in the end"));
    QVERIFY2(note->text().contains(percentText(double(size) / double(budget.whole()))),
             qPrintable(note->text()));
    QTRY_VERIFY(!check->isEnabled()); // once is enough, here
    budget.setSize(size + 2000);
    QTRY_VERIFY(check->isEnabled());
}

void TestBudget::checkCanBeStopped()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    Budget &budget = desk.session->budget();
    budget.setSize((budget.smallest() + budget.whole()) / 2);
    const OptionTablePtr before = budget.table();
    QPushButton *check = button(*desk.window, "Check and Correct");
    QTRY_VERIFY(check->isEnabled());
    check->click();
    const JobId job = budget.correcting();
    QVERIFY(job);
    desk.session->jobs().cancel(job);
    QTRY_VERIFY_WITH_TIMEOUT(!budget.correcting(), 60'000);
    QCOMPARE(desk.session->jobs().job(job)->state, JobState::Cancelled);
    QVERIFY(budget.table() == before);
    QVERIFY(!budget.correctedFor());
    QTRY_VERIFY(check->isEnabled());
    // Another calibration takes the table, and whoever works on it, away.
    check->click();
    desk.session->calibration().forget();
    QTRY_VERIFY(!budget.table());
    QCOMPARE(budget.correcting(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->jobs().busy(Lane::Heavy), 60'000);
    QVERIFY(!budget.table());
}

void TestBudget::fitsInOrder()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    Budget &budget = desk.session->budget();
    budget.setSize((budget.smallest() + budget.whole()) / 2);
    auto *inOrder = desk.find<QCheckBox>("Fit layers in order");
    QVERIFY(inOrder && inOrder->isChecked() && !inOrder->toolTip().isEmpty());
    QVERIFY(inOrder->focusPolicy() & Qt::TabFocus);
    QVERIFY(budget.recipe(*budget.allocation()).sequential);
    desk.window->showBudget();
    inOrder->setFocus();
    desk.key(inOrder, Qt::Key_Space);
    QVERIFY(!inOrder->isChecked());
    QVERIFY(!budget.recipe(*budget.allocation()).sequential);
    QCOMPARE(desk.settings.value("budget/inOrder", true).toBool(), false);
    desk.key(inOrder, Qt::Key_Space);
    QPushButton *use = button(*desk.window, "Use This");
    QTRY_VERIFY(use->isEnabled());
    use->click();
    QVERIFY(desk.session->recipe().sequential);
    QVERIFY2(desk.session->plan()->errors.empty(), "the plan of a sequential budget");
    onDialog([](QDialog &dialog) {
        for (QAbstractButton *box : dialog.findChildren<QAbstractButton *>())
            if (box->text().startsWith("Measure") && box->isChecked())
                box->click();
        buttonOf(dialog, "Run")->click();
    });
    desk.window->run();
    QTRY_COMPARE_WITH_TIMEOUT(int(desk.session->runs().records()->size()), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->jobs().busy(), 120'000);
    const RunRecord record = desk.session->runs().records()->front();
    QCOMPARE(record.state, RunState::Finished);
    QVERIFY(record.recipe.sequential);
    desk.session->editor().undoStack().undo();
    QVERIFY(!desk.session->recipe().sequential);
}

void TestBudget::threeRuns()
{
    Desk desk;
    QVERIFY(budgeted(desk));
    desk.session->budget().setSize(desk.session->budget().whole() * 9 / 10);
    onDialog([](QDialog &dialog) {
        for (QAbstractButton *box : dialog.findChildren<QAbstractButton *>())
            if (box->text().startsWith("Measure") && box->isChecked())
                box->click();
        buttonOf(dialog, "Run")->click();
    });
    QPushButton *three = button(*desk.window, QString::fromUtf8("Run Three…"));
    QTRY_VERIFY(three->isEnabled());
    three->click();
    QTRY_COMPARE_WITH_TIMEOUT(int(desk.session->runs().records()->size()), 3, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->jobs().busy(), 120'000);
    std::set<int64_t> sizes;
    for (const RunRecord &record : *desk.session->runs().records()) {
        QCOMPARE(record.state, RunState::Finished);
        sizes.insert(record.bytesAfter);
    }
    QCOMPARE(int(sizes.size()), 3);
}

void TestBudget::sensitivityHeatsTheTree()
{
    Desk desk;
    QVERIFY(desk.open(Session::builtInModel()));
    auto &model = static_cast<LayersModel &>(*desk.tree().model());
    QVERIFY(desk.tree().isColumnHidden(LayersModel::Heat));
    const int q = desk.layer("model.layers.0.self_attn.q_proj");
    const int down = desk.layer("model.layers.0.mlp.down_proj");
    desk.session->selection().set({q, down});
    onDialog([](QDialog &dialog) {
        named<QLineEdit>(dialog, "Parameters kept, %")->setText("nonsense");
        QVERIFY(!buttonOf(dialog, "Measure")->isEnabled());
        named<QLineEdit>(dialog, "Parameters kept, %")->setText("60 20");
        buttonOf(dialog, "Measure")->click();
    });
    desk.window->measureSensitivity();
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->sensitivity().result(), 60'000);
    QCOMPARE(int(desk.session->sensitivity().result()->layers.size()), 4);
    QVERIFY(!desk.tree().isColumnHidden(LayersModel::Heat));
    QVERIFY(model.indexOfLayer(q).data(LayersModel::HeatRole).isValid());
    QVERIFY(!model.indexOfLayer(desk.layer("model.layers.1.mlp.down_proj"))
                 .data(LayersModel::HeatRole)
                 .isValid());
    QVERIFY(model.indexOfLayer(q).data(Qt::ToolTipRole).toString().contains("KL"));
    desk.window->showTab("overview");
    auto *plot = plotOf(desk, "overview");
    QTRY_COMPARE(int(plot->spec().series.size()), 4); // two roles, two settings
    Q_EMIT plot->pointClicked(QString::number(down));
    QCOMPARE(desk.session->selection().current(), down);
}

void TestBudget::whitenedSpectrumAndMethods()
{
    Desk desk;
    QVERIFY(calibrated(desk));
    desk.window->showTab("spectrum");
    desk.session->selection().set({desk.layer("model.layers.0.mlp.down_proj")});
    auto *plot = plotOf(desk, "spectrum");
    QTRY_VERIFY_WITH_TIMEOUT(plot->spec().series.size() >= 2
                                 && plot->spec().series[0].name == "whitened",
                             30'000);
    QVERIFY(plot->spec().series[0].y != plot->spec().series[1].y);
    auto *costs = plotOf(desk, "spectrum", 1);
    QTRY_COMPARE_WITH_TIMEOUT(int(costs->spec().series.size()), 4, 120'000); // all methods
    QVERIFY(costs->spec().y.label.startsWith("output error"));
    QCOMPARE(costs->spec().lines.front().value, 1.0); // the dense bytes
    desk.session->calibration().forget();
    QTRY_VERIFY(plot->spec().series[0].name != "whitened");
    QTRY_VERIFY(costs->spec().y.label.startsWith("weight error"));
}

LAPIDARY_TEST(TestBudget)
#include "tst_budget.moc"
