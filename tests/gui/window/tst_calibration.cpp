#include "tests/gui/window/desk.h"
#include "tests/support/test_program.h"
#include "ui/charts/theme.h"
#include "ui/views/dialogs/calibrate_dialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QToolButton>

using namespace lapidary;
using namespace lapidary::test;

namespace {

QToolButton *calibrationButton(const Desk &desk)
{
    for (QToolButton *button : desk.window->findChildren<QToolButton *>())
        if (button->text().startsWith("Calibrat"))
            return button;
    return nullptr;
}

} // namespace

class TestCalibration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void dialogMakesOne();
    void dialogSaysWhatIsWrong();
    void runsRestOnIt();
    void ofAnotherModelIsRefused();
    void isFoundAgain();
    void stopsAndGoesOn();
};

void TestCalibration::initTestCase()
{
    QApplication::setApplicationName("lapidary-test");
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().install();
}

void TestCalibration::dialogMakesOne()
{
    Desk desk;
    QVERIFY(desk.open(Session::builtInModel()));
    QToolButton *button = calibrationButton(desk);
    QVERIFY(button && button->isVisible());
    QCOMPARE(button->text(), QString("Calibration: none"));
    onDialog([](QDialog &dialog) {
        named<QSpinBox>(dialog, "Samples")->setValue(4);
        named<QSpinBox>(dialog, "Window")->setValue(32);
        auto *cost = named<QLabel>(dialog, "Cost");
        QTRY_VERIFY(cost->text().contains("128 tokens"));
        QVERIFY2(cost->text().contains("MB"), qPrintable(cost->text()));
        buttonOf(dialog, "Calibrate")->click();
    });
    desk.window->calibrate();
    QVERIFY(desk.session->calibration().making());
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->calibration().calibration(), 60'000);
    QVERIFY2(button->text().contains(QString::fromUtf8("4 × 32 tokens")),
             qPrintable(button->text()));
    QVERIFY(button->toolTip().contains("with gradients"));
    const auto jobs = desk.session->jobs().jobs();
    QCOMPARE(jobs.front().state, JobState::Succeeded);
    QVERIFY(desk.session->messages().all().empty());
}

void TestCalibration::dialogSaysWhatIsWrong()
{
    Desk desk;
    QVERIFY(desk.open(Session::builtInModel()));
    CalibrateDialog dialog(*desk.session);
    QAbstractButton *start = buttonOf(dialog, "Calibrate");
    QVERIFY(start->isEnabled());
    auto *text = named<QLineEdit>(dialog, "Text to calibrate on");
    text->setText("/nowhere/text.txt");
    QVERIFY(!start->isEnabled());
    // A text that is too short is core's to say, with both numbers.
    QFile file(desk.folder.filePath("short.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("One day.");
    file.close();
    CalibrationOptions options = smallOptions(*desk.session);
    options.text = file.fileName().toStdString();
    desk.session->calibration().make(options);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->messages().all().empty(), 30'000);
    QVERIFY2(desk.session->messages().all().front().text.contains("of 32"),
             qPrintable(desk.session->messages().all().front().text));
    QCOMPARE(desk.session->calibration().summary(), QString("none"));
}

void TestCalibration::runsRestOnIt()
{
    Desk desk;
    QVERIFY(calibrated(desk));
    const std::string hash = desk.session->calibration().calibration()->hash();
    desk.session->editor().addStep({{{"q"}, "0", {}, {}}, "svd", {{"rank", 8}}, true});
    QCOMPARE(desk.session->plan()->calibration, hash);
    onDialog([](QDialog &dialog) {
        for (QAbstractButton *box : dialog.findChildren<QAbstractButton *>())
            if (box->text().startsWith("Measure") && box->isChecked())
                box->click();
        buttonOf(dialog, "Run")->click();
    });
    desk.window->run();
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->runs().records()->size() == 1
                                 && desk.session->runs().records()->front().state
                                     == RunState::Finished,
                             60'000);
    const LayerRecord &layer = desk.session->runs().records()->front().layers.front();
    QVERIFY(layer.outputError.has_value());
    QVERIFY(*layer.outputError < layer.error);
    desk.session->calibration().forget();
    QVERIFY(desk.session->plan()->calibration.empty());
}

void TestCalibration::ofAnotherModelIsRefused()
{
    Desk desk;
    QVERIFY(calibrated(desk));
    const auto file = desk.session->calibration().calibration()->path();
    desk.session->close();
    QVERIFY(desk.open(desk.model()));
    QVERIFY(!desk.session->calibration().calibration());
    desk.session->calibration().open(QString::fromStdString(file.string()));
    QTRY_COMPARE(int(desk.session->messages().all().size()), 1);
    QVERIFY(desk.session->messages().all().front().text.contains("another model"));
    QVERIFY(!desk.session->calibration().calibration());
}

void TestCalibration::isFoundAgain()
{
    Desk desk;
    QVERIFY(calibrated(desk));
    const std::string hash = desk.session->calibration().calibration()->hash();
    desk.session->close();
    QVERIFY(!desk.session->calibration().calibration());
    QVERIFY(desk.open(Session::builtInModel()));
    QTRY_VERIFY(desk.session->calibration().calibration());
    QCOMPARE(desk.session->calibration().calibration()->hash(), hash);
}

void TestCalibration::stopsAndGoesOn()
{
    Desk desk;
    QVERIFY(desk.open(Session::builtInModel()));
    CalibrationState &state = desk.session->calibration();
    const CalibrationOptions options = smallOptions(*desk.session, 48);
    const JobId id = state.make(options);
    QTRY_VERIFY_WITH_TIMEOUT(state.resumable(options), 30'000);
    desk.session->jobs().cancel(id);
    QTRY_VERIFY_WITH_TIMEOUT(desk.session->jobs().job(id)->ended(), 30'000);
    QVERIFY(!state.making());
    QVERIFY(desk.session->messages().all().empty()); // stopping is no failure
    if (desk.session->jobs().job(id)->state == JobState::Cancelled) {
        QVERIFY(!state.calibration());
        QVERIFY(state.resumable(options));
        state.make(options);
    }
    QTRY_VERIFY_WITH_TIMEOUT(state.calibration(), 60'000);
    QVERIFY(!state.resumable(options));
}

LAPIDARY_TEST(TestCalibration)
#include "tst_calibration.moc"
