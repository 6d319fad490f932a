#include "tests/gui/window/desk.h"
#include "tests/support/test_program.h"
#include "ui/charts/theme.h"
#include "ui/models/layers_model.h"
#include "ui/views/panels/inspector_view.h"
#include "ui/views/panels/layers_view.h"
#include "ui/views/panels/recipe_view.h"
#include "ui/views/tab.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSlider>
#include <QStandardPaths>
#include <QSpinBox>
#include <QTabWidget>

using namespace lapidary;
using namespace lapidary::test;

namespace {

/// Shown controls that a screen reader could not name.
QStringList namelessControls(const QWidget &window)
{
    QStringList nameless;
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&window) || qobject_cast<const QHeaderView *>(widget)
            || widget->inherits("QTableCornerButton"))
            continue;
        const QWidget *parent = widget->parentWidget();
        const bool control = qobject_cast<const QComboBox *>(widget)
            || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QSlider *>(widget)
            || qobject_cast<const QAbstractSpinBox *>(widget)
            || qobject_cast<const QAbstractItemView *>(widget);
        // Parts of a control speak for it.
        const bool part = qobject_cast<const QAbstractSpinBox *>(parent)
            || qobject_cast<const QComboBox *>(parent)
            || parent->inherits("QComboBoxPrivateContainer");
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const bool silent = button && button->text().isEmpty() && button->toolTip().isEmpty()
            && !qobject_cast<const QTabBar *>(parent) && !qobject_cast<const QLineEdit *>(parent);
        if (((control && !part) || silent) && widget->accessibleName().isEmpty())
            nameless += QString("%1 in %2").arg(widget->metaObject()->className(),
                                                parent->metaObject()->className());
    }
    return nameless;
}

} // namespace

class TestWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void startsEmpty();
    void opensAModel();
    void badModelIsASentence();
    void selectsBothWays();
    void setsAMethodAndUndoes();
    void mixedSelection();
    void appliesToAllLikeThis();
    void keyboardOfTheTree();
    void filter();
    void recipeTotals();
    void dropsARecipe();
    void runsAndCompares();
    void stopsAndResumes();
    void everyTabPaints();
    void everyControlHasAName();
};

void TestWindow::initTestCase()
{
    QApplication::setApplicationName("lapidary-test");
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().install();
}

void TestWindow::startsEmpty()
{
    Desk desk;
    QCOMPARE(desk.window->windowTitle(), QString("Lapidary"));
    QVERIFY(!desk.tree().isVisible());
    for (const char *name : {"&File", "&Edit", "&View", "&Model", "Re&cipe", "R&uns", "&Help"}) {
        bool found = false;
        for (const QAction *action : desk.window->menuBar()->actions())
            found = found || action->text() == name;
        QVERIFY2(found, name);
    }
}

void TestWindow::opensAModel()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    QTRY_VERIFY(desk.tree().isVisible());
    QVERIFY(desk.window->windowTitle().startsWith("tiny model"));
    QCOMPARE(desk.tree().model()->rowCount(), 1);
    QCOMPARE(int(desk.window->tabs().size()), 7);
    QCOMPARE(desk.settings.recentModels(), QStringList{desk.model()});
}

void TestWindow::badModelIsASentence()
{
    Desk desk;
    desk.window->open(desk.folder.filePath("there-is-nothing"));
    QTRY_VERIFY(!desk.session->messages().all().empty());
    QCOMPARE(desk.session->messages().all().front().severity, Severity::Error);
    QVERIFY(desk.session->messages().all().front().text.contains("there-is-nothing"));
    QVERIFY(!desk.session->model());
}

void TestWindow::selectsBothWays()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    auto &model = static_cast<LayersModel &>(*desk.tree().model());
    const int down = desk.layer("model.layers.1.mlp.down_proj");
    // From a chart to the tree ...
    desk.session->selection().set({down});
    QCOMPARE(desk.tree().currentIndex(), model.indexOfLayer(down));
    QVERIFY(desk.tree().selectionModel()->isSelected(model.indexOfLayer(down)));
    // ... and from the tree to everybody; a group stands for its layers.
    desk.tree().selectionModel()->setCurrentIndex(
        model.indexOfLayer(down).parent(),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QCOMPARE(int(desk.session->selection().layers().size()), 3);
    QVERIFY(desk.session->selection().contains(down));
}

void TestWindow::setsAMethodAndUndoes()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    const int down = desk.layer("model.layers.1.mlp.down_proj");
    desk.session->selection().set({down});
    auto *method = desk.find<QComboBox>("Method");
    QVERIFY(method);
    method->setCurrentIndex(method->findData("svd"));
    Q_EMIT method->activated(method->currentIndex());
    QCOMPARE(int(desk.session->recipe().steps.size()), 1);
    QCOMPARE(desk.session->recipe().steps[0].select.roles, std::vector<std::string>{"down"});
    QCOMPARE(desk.session->recipe().steps[0].select.blocks, std::string("1"));

    auto *rank = desk.find<QSpinBox>("Rank");
    QVERIFY(rank && rank->isVisible());
    rank->setValue(7);
    QVERIFY(desk.session->recipe().steps[0].params == nlohmann::json({{"rank", 7}}));
    QCOMPARE(desk.session->plan()->find(down)->parametersAfter, 7 * (64 + 96));
    auto *after = desk.find<QLabel>("Parameters After");
    QVERIFY(after);
    QVERIFY2(QString(after->text()).remove(QRegularExpression("[^0-9]")) == "1120",
             qPrintable(after->text()));

    desk.session->editor().undoStack().undo();
    desk.session->editor().undoStack().undo();
    QVERIFY(desk.session->recipe().steps.empty());
    QCOMPARE(method->currentData().toString(), QString());
    desk.session->editor().undoStack().redo();
    QCOMPARE(method->currentData().toString(), QString("svd"));
}

void TestWindow::mixedSelection()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    const int first = desk.layer("model.layers.0.self_attn.q_proj");
    const int second = desk.layer("model.layers.1.self_attn.q_proj");
    RecipeEditor &editor = desk.session->editor();
    editor.setMethod({first}, Slot::Form, "svd", {{"rank", 5}});
    editor.setMethod({second}, Slot::Form, "svd", {{"rank", 6}});
    desk.session->selection().set({first, second});
    auto *method = desk.find<QComboBox>("Method");
    QCOMPARE(method->currentData().toString(), QString("svd")); // the same method
    auto *rank = desk.find<QSpinBox>("Rank");
    QVERIFY(rank->text().isEmpty()); // but not the same rank
    editor.setMethod({second}, Slot::Form, "mpo", {{"chi", 6}});
    QCOMPARE(method->currentIndex(), -1);
}

void TestWindow::appliesToAllLikeThis()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    const int q = desk.layer("model.layers.1.self_attn.q_proj");
    desk.session->editor().setMethod({q}, Slot::Form, "svd", {{"rank", 5}});
    desk.session->selection().set({q});
    desk.window->findChild<InspectorView *>()->applyToAllLikeThis();
    QCOMPARE(int(desk.session->recipe().steps.size()), 1);
    QCOMPARE(desk.session->recipe().steps[0].select.roles, std::vector<std::string>{"q"});
    QVERIFY(desk.session->recipe().steps[0].select.blocks.empty());
    QCOMPARE(int(desk.session->selection().layers().size()), 3);
    desk.session->editor().undoStack().undo(); // one step
    QCOMPARE(desk.session->recipe().steps[0].select.blocks, std::string("1"));
}

void TestWindow::keyboardOfTheTree()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    const int q = desk.layer("model.layers.0.self_attn.q_proj");
    desk.session->editor().setMethod({q}, Slot::Form, "svd", {{"rank", 5}});
    desk.session->selection().set({q});
    desk.tree().setFocus();
    desk.key(&desk.tree(), Qt::Key_Plus);
    desk.key(&desk.tree(), Qt::Key_Plus);
    desk.key(&desk.tree(), Qt::Key_Minus);
    QVERIFY(desk.session->recipe().steps[0].params == nlohmann::json({{"rank", 6}}));
    desk.key(&desk.tree(), Qt::Key_Space); // toggles
    QVERIFY(desk.session->selection().layers().empty());
    desk.key(&desk.tree(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(desk.session->selection().layers().size(), desk.session->model()->layers.size());
}

void TestWindow::filter()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    auto *filter = desk.find<QLineEdit>("Filter layers");
    filter->setText("role:down,up");
    desk.key(&desk.tree(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(int(desk.session->selection().layers().size()), 6);
    filter->setText("block:x");
    QCOMPARE(filter->property("state").toString(), QString("error"));
    filter->clear();
    QVERIFY(filter->property("state").toString().isEmpty());
    QCOMPARE(int(desk.session->selection().layers().size()), 6); // a filter hides, never deselects
}

void TestWindow::recipeTotals()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    desk.session->editor().addStep({{{"*"}, "", {}, {}}, "quantize", {{"type", "q8_0"}}, true});
    const PlanPtr plan = desk.session->plan();
    QVERIFY(plan->bytesAfter < plan->bytesBefore);
    bool told = false;
    for (const QLabel *label : desk.window->findChild<RecipeView *>()->findChildren<QLabel *>())
        told = told || label->text().contains(QString::fromUtf8("→"));
    QVERIFY(told);
    desk.session->editor().setStepEnabled(0, false);
    QCOMPARE(desk.session->plan()->bytesAfter, plan->bytesBefore);
}

void TestWindow::dropsARecipe()
{
    Desk desk;
    const QString file = desk.folder.filePath("recipe.json");
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(test::tinyRecipe());
    out.close();
    const auto drop = [&](const QString &path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(desk.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(desk.window.get(), &event);
    };
    drop(file); // too early: said, not lost
    QCOMPARE(int(desk.session->messages().all().size()), 1);
    drop(desk.model());
    QTRY_VERIFY(desk.session->model());
    drop(file);
    QCOMPARE(int(desk.session->recipe().steps.size()), 4);
    QVERIFY(!desk.session->editor().modified());
}

void TestWindow::runsAndCompares()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    for (const char *role : {"q", "o"}) {
        desk.session->editor().setRecipe(
            {role, {{{{role}, "", {}, {}}, "svd", {{"rank", 4}}, true}}}, "recipe");
        onDialog([](QDialog &dialog) {
            QAbstractButton *run = buttonOf(dialog, "Run");
            for (QAbstractButton *box : dialog.findChildren<QAbstractButton *>())
                if (box->text().startsWith("Measure") && box->isChecked())
                    box->click(); // the tiny model has no tokenizer
            QVERIFY(run && run->isEnabled());
            run->click();
        });
        desk.window->run();
    }
    QTRY_COMPARE_WITH_TIMEOUT(int(desk.session->runs().records()->size()), 2, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->jobs().busy(), 30'000);
    for (const RunRecord &record : *desk.session->runs().records())
        QCOMPARE(record.state, RunState::Finished);
    QTRY_COMPARE(int(desk.session->comparedRuns().size()), 2);
    desk.window->showTab("compare");
    QCOMPARE(desk.window->findChild<QTabWidget *>()->currentIndex(), 4);
    const auto jobs = desk.session->jobs().jobs();
    QCOMPARE(jobs.front().state, JobState::Succeeded);
    QVERIFY(jobs.front().spec.link.startsWith("run:"));
}

void TestWindow::stopsAndResumes()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    desk.session->editor().setRecipe(
        {"all", {{{{"q"}, "", {}, {}}, "svd", {{"rank", 4}}, true}}}, "recipe");
    RunOptions options;
    options.name = "stopped";
    const auto start = [&] {
        return desk.session->runs().execute(desk.session->model(), desk.session->recipe(),
                                            desk.session->plugins().methods, options, {});
    };
    const JobId id = start();
    desk.session->jobs().cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->jobs().job(id)->ended(), 30'000);
    QVERIFY(desk.session->jobs().job(id)->state != JobState::Failed);
    QVERIFY(desk.session->messages().all().empty()); // stopping is no failure
    start();
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->runs().records()->size() == 1
                                 && desk.session->runs().records()->front().state
                                     == RunState::Finished,
                             30'000);
}

void TestWindow::everyTabPaints()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    desk.session->selection().set({desk.layer("model.layers.1.mlp.down_proj")});
    for (Tab *tab : desk.window->tabs()) {
        desk.window->showTab(tab->id());
        QTRY_VERIFY2_WITH_TIMEOUT(tab->isSettled(), qPrintable(tab->id()), 20'000);
        QVERIFY2(tab->isActive(), qPrintable(tab->id()));
        QVERIFY(!desk.window->grab().isNull());
    }
    for (Settings::Look look : {Settings::Look::Dark, Settings::Look::Light}) {
        desk.settings.setLook(look);
        QCOMPARE(Theme::instance().isDark(), look == Settings::Look::Dark);
    }
}

void TestWindow::everyControlHasAName()
{
    Desk desk;
    QVERIFY(desk.open(desk.model()));
    const int down = desk.layer("model.layers.1.mlp.down_proj");
    desk.session->editor().setMethod({down}, Slot::Form, "mpo", {{"chi", 4}});
    desk.session->selection().set({down});
    QStringList nameless;
    for (Tab *tab : desk.window->tabs()) {
        desk.window->showTab(tab->id());
        nameless += namelessControls(*desk.window);
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join("; ")));
}

LAPIDARY_TEST(TestWindow)
#include "tst_window.moc"
