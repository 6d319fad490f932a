// Pictures of what needs a calibration, and of runs in stages.
#include "ui/views/screenshots.h"

#include "ui/charts/number_text.h"
#include "ui/views/dialogs/calibrate_dialog.h"
#include "ui/views/main_window.h"
#include "ui/views/panels/jobs_view.h"

#include <QDockWidget>
#include <QToolButton>

namespace lapidary::pictures {

namespace {

constexpr int kMeasurementsMs = 7'200'000;
constexpr int kSensitivitySamples = 4;
constexpr int kWindowsMeasured = 4; ///< of the text: a picture needs no more
constexpr double kShare = 0.9;      ///< of the budget in the middle
constexpr double kStageLimit = 1.5;

bool waitForWork(Session &session)
{
    return waitUntil([&] { return !session.jobs().busy(Lane::Heavy); }, kMeasurementsMs)
        && waitUntil([&] { return !session.runs().loading(); }, kMeasurementsMs);
}

/// Query matrices and MLPs where there are any: what a first try would choose.
Selector usualFirst(const Model &model)
{
    const Selector few{{"q", "gate", "up", "down"}, "", {}, {}};
    const auto layers = selectLayers(model, few);
    return layers && !layers->empty() ? few : compactSelector(model, matricesInBlocks(model));
}

RunOptions runOptions(Session &session, const QString &name)
{
    RunOptions options;
    options.name = name.toStdString();
    options.compute = session.compute();
    options.calibration = session.calibration().calibration();
    options.protocol.name = "llama.cpp";
    options.protocol.maxWindows = kWindowsMeasured;
    return options;
}

/// The budget in the middle checked, then it, half as much and half more: three runs.
bool runBudgets(Session &session, const QString &cache)
{
    Budget &budget = session.budget();
    const double whole = double(budget.whole());
    budget.setSize(std::max(budget.smallest(), int64_t(whole * kShare)));
    budget.correct(cache);
    session.editor().setRecipe({}, QStringLiteral("Tour")); // its precision is no part of these
    if (!waitForWork(session))
        return false;
    budget.use();
    const double removed = whole - double(budget.size());
    for (const double part : {0.5, 1.0, 1.5}) {
        const auto size = std::max(budget.smallest(), int64_t(whole - part * removed));
        if (const auto allocation = budget.allocationFor(size))
            session.runs().execute(
                session.model(), budget.recipe(*allocation), session.plugins().methods,
                runOptions(session, QStringLiteral("budget %1").arg(
                                        percentText(double(size) / whole))),
                session.evaluationText());
    }
    if (!waitForWork(session))
        return false;
    QStringList runs;
    for (const RunRecord &record : *session.runs().records())
        if (record.state == RunState::Finished && record.name.starts_with("budget "))
            runs += QString::fromStdString(record.run);
    session.setComparedRuns(runs);
    return runs.size() >= 2;
}

/// Harmless, noticeable, ruinous: the damage limit ends it.
bool runStages(Session &session)
{
    Recipe recipe;
    recipe.name = "in stages";
    recipe.steps = {{{{"q"}, "", {}, {}}, "svd", {{"keep", 0.8}}, true, "Q"},
                    {{{"gate"}, "75%-", {}, {}}, "svd", {{"keep", 0.7}}, true, "late gates"},
                    {{{"o"}, "", {}, {}}, "svd", {{"keep", 0.2}}, true, "O"}};
    recipe.damageLimit = kStageLimit;
    session.runs().execute(session.model(), recipe, session.plugins().methods,
                           runOptions(session, "in stages"), session.evaluationText());
    return waitForWork(session);
}

int saveDialog(MainWindow &window, const QString &folder, QSize size)
{
    CalibrateDialog dialog(window.session(), &window);
    dialog.show();
    spin(4 * kSettleMs); // its cost is looked up
    return save(window, dialog, folder, "calibrate", size);
}

} // namespace

bool prepareCalibrated(Session &session, const QString &calibration)
{
    session.calibration().open(calibration);
    if (!waitUntil([&] { return session.calibration().calibration() != nullptr; },
                   kMeasurementsMs))
        return false;
    const Selector select = usualFirst(*session.model());
    AutoOptions options;
    options.calibration = session.calibration().calibration();
    options.compute = session.compute();
    const QString cache = session.runs().store() + "/cache";
    session.budget().find({select, Budget::usableMethods()}, options, cache);
    SensitivityOptions sensitivity;
    sensitivity.select = select;
    sensitivity.method = "svd";
    sensitivity.params = {{{"keep", 0.5}}};
    sensitivity.text = session.evaluationText().toStdString();
    sensitivity.samples = kSensitivitySamples;
    sensitivity.compute = session.compute();
    sensitivity.calibration = options.calibration;
    session.sensitivity().measure(sensitivity, cache);
    return waitForWork(session) && session.budget().table() && runStages(session)
        && runBudgets(session, cache);
}

int saveCalibrated(MainWindow &window, const QString &folder, QSize size)
{
    int count = saveDialog(window, folder, size);
    window.showTab("tradeoff");
    window.showBudget();
    spin(kSettleMs);
    count += save(window, window, folder, "budget", size);
    for (QToolButton *button : window.findChildren<QToolButton *>("depth")) {
        window.showTab("overview");
        button->setChecked(true);
        spin(kSettleMs);
        count += save(window, window, folder, "sensitivity", size);
        button->setChecked(false);
    }
    window.resetLayout();
    count += save(window, *window.findChild<JobsView *>(), folder, "stages", size);
    return count;
}

} // namespace lapidary::pictures
