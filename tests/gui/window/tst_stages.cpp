#include "tests/gui/window/desk.h"
#include "tests/support/test_program.h"
#include "ui/charts/theme.h"
#include "ui/views/panels/recipe_view.h"
#include "ui/views/panels/stages_view.h"

#include "core/base/atomic_file.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenu>
#include <QStandardPaths>
#include <QTreeView>

#include <fstream>

using namespace lapidary;
using namespace lapidary::test;

namespace {

/// MLP, then q and o: harmless, then ruinous.
Recipe recipe()
{
    Recipe recipe{"progressive", {{{{"gate", "up", "down"}, "", {}, {}}, "svd", {{"keep", 0.95}}},
                                  {{{"q", "o"}, "", {}, {}}, "svd", {{"rank", 1}}},
                                  {{{"k", "v"}, "", {}, {}}, "svd", {{"rank", 1}}}}};
    recipe.steps[0].stage = "MLP";
    recipe.steps[1].stage = "Q and O";
    recipe.steps[2].stage = "K and V";
    recipe.damageLimit = 1000;
    return recipe;
}

bool openBuiltIn(Desk &desk)
{
    if (!desk.open(Session::builtInModel()))
        return false;
    // A short text: what is measured does not matter here.
    const QString text = desk.folder.filePath("short.txt");
    const auto whole = readTextFile(desk.session->evaluationText().toStdString());
    std::ofstream(text.toStdString()) << whole.value_or("").substr(0, 8000);
    desk.settings.setEvaluationText(text);
    desk.settings.setValue("run/protocol", "llama.cpp"); // its windows are short
    desk.settings.setValue("run/windows", 2);
    return true;
}

/// Sets the limit in the dialog as one would, and starts the run.
void runWithLimit(Desk &desk, double limit)
{
    onDialog([limit](QDialog &dialog) {
        auto *box = named<QCheckBox>(dialog, "Use a damage limit");
        auto *value = named<QDoubleSpinBox>(dialog, "Damage limit");
        QVERIFY(box && value && box->isVisibleTo(&dialog) && value->isVisibleTo(&dialog));
        QVERIFY(box->isChecked());
        QCOMPARE(value->value(), 1000.0); // the recipe's
        box->click();
        QVERIFY(!value->isEnabled());
        box->click();
        value->setValue(limit);
        buttonOf(dialog, "Run")->click();
    });
    desk.window->run();
}

} // namespace

/// Recipes in stages, from the menu to the result.
class TestWindowStages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setApplicationName("lapidary-test");
        QStandardPaths::setTestModeEnabled(true);
        Theme::instance().install();
    }

    void presetsAreInOneGroup()
    {
        Desk desk;
        QVERIFY(desk.open(Session::builtInModel()));
        QMenu menu;
        desk.window->findChild<RecipeView *>()->fillPresets(&menu);
        QMenu *progressive = nullptr;
        for (QAction *action : menu.actions())
            if (action->menu() && action->text() == "Progressive")
                progressive = action->menu();
        QVERIFY(progressive);
        QCOMPARE(int(progressive->actions().size()), 7);
        progressive->actions().at(1)->trigger();
        const Recipe &loaded = desk.session->recipe();
        QVERIFY(hasStages(loaded) && loaded.damageLimit);
        const auto *steps = desk.find<QTreeView>("Steps of the recipe");
        QVERIFY(steps->model()->index(0, 0).data().toString().startsWith("MLP: "));
    }

    void noLimitWithoutStages()
    {
        Desk desk;
        QVERIFY(openBuiltIn(desk));
        Recipe plain = recipe();
        plain.damageLimit.reset();
        for (Step &step : plain.steps)
            step.stage.clear();
        desk.session->editor().setRecipe(plain, "recipe");
        onDialog([](QDialog &dialog) {
            auto *value = named<QDoubleSpinBox>(dialog, "Damage limit");
            QVERIFY(value && !value->isVisibleTo(&dialog));
            dialog.reject();
        });
        desk.window->run();
    }

    void stoppedByTheLimit()
    {
        Desk desk;
        QVERIFY(openBuiltIn(desk));
        desk.session->editor().setRecipe(recipe(), "recipe");
        runWithLimit(desk, 1.3);
        QTRY_VERIFY(desk.window->findChild<StagesView *>("stages"));
        auto *view = desk.window->findChild<StagesView *>("stages");
        QVERIFY(view->description().contains("Stage 3 of 3, K and V: waiting"));
        QVERIFY(view->description().contains(QString::fromUtf8("×1.3 of the original")));
        QTRY_VERIFY_WITH_TIMEOUT(!desk.session->jobs().busy(), 60'000);
        QCOMPARE(desk.session->jobs().jobs().front().error, QString());
        QTRY_VERIFY(desk.session->runs().records()->size() == 1
                    && desk.session->runs().records()->front().state == RunState::Finished);
        const RunRecord &record = desk.session->runs().records()->front();
        QCOMPARE(int(record.stages.size()), 2);
        QVERIFY(record.recipe.damageLimit == 1.3);
        // What happened stays in the card and is said in the window.
        QTRY_VERIFY(view->description().contains("taken back"));
        QVERIFY(view->description().contains("Stage 3 of 3, K and V: not done"));
        const QString ratio = QString::fromUtf8("×%1").arg(*record.stages[0].ratio, 0, 'f', 3);
        QVERIFY2(view->description().contains("Stage 1 of 3, MLP: " + ratio),
                 qPrintable(view->description()));
        QTRY_VERIFY(!desk.session->messages().all().empty());
        const Message &message = desk.session->messages().all().back();
        QCOMPARE(message.severity, Severity::Warning);
        QVERIFY2(message.text.contains("stage 2 (Q and O) was taken back"),
                 qPrintable(message.text));
        QVERIFY(message.text.contains("the result is that of stage 1 (MLP)"));
        const QImage shown = view->grab().toImage();
        QVERIFY(!shown.isNull());
    }

    // Every state of the strip paints, in both themes, also where it is narrow.
    void paintsEveryState()
    {
        StageProgress progress;
        progress.names = {"MLP", "Q and O", "A stage with a long name"};
        StageRecord good, bad;
        good.ratio = 1.04;
        good.bytes = 200'000'000;
        bad.accepted = false; // no number
        bad.bytes = 150'000'000;
        StagesView view;
        for (const auto &done : {std::vector<StageRecord>{}, {good}, {good, bad}})
            for (const bool limited : {true, false})
                for (const int width : {1000, 220}) {
                    progress.done = done;
                    progress.limit = limited ? std::optional(1.5) : std::nullopt;
                    view.setStages(progress, false, done.size() == 2);
                    view.resize(width, view.sizeHint().height());
                    QImage blank(view.size(), QImage::Format_ARGB32_Premultiplied);
                    blank.fill(Qt::transparent);
                    QImage painted = blank;
                    view.render(&painted);
                    QVERIFY(painted != blank);
                }
        QVERIFY(view.description().contains(QString::fromUtf8("×∞")));
    }

    void stepKeepsItsStage()
    {
        Desk desk;
        QVERIFY(openBuiltIn(desk));
        desk.session->editor().setRecipe(recipe(), "recipe");
        const auto *steps = desk.find<QTreeView>("Steps of the recipe");
        const QPoint place = steps->visualRect(steps->model()->index(1, 1)).center();
        onDialog([](QDialog &dialog) {
            bool found = false;
            for (QLineEdit *edit : dialog.findChildren<QLineEdit *>())
                if (edit->text() == "Q and O") {
                    found = true;
                    edit->setText("Q, O");
                }
            QVERIFY(found);
            dialog.accept();
        });
        QTest::mouseClick(steps->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(steps->viewport(), Qt::LeftButton, {}, place);
        QTRY_COMPARE(desk.session->recipe().steps[1].stage, std::string("Q, O"));
    }
};

LAPIDARY_TEST(TestWindowStages)
#include "tst_stages.moc"
