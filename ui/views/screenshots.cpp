#include "ui/views/screenshots.h"

#include "ui/views/main_window.h"
#include "ui/views/tab.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace lapidary {

namespace pictures {

void spin(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

bool waitUntil(const std::function<bool()> &done, int patienceMs)
{
    QElapsedTimer clock;
    clock.start();
    while (!done()) {
        if (clock.elapsed() > patienceMs)
            return false;
        spin(20);
    }
    return true;
}

int save(MainWindow &window, QWidget &widget, const QString &folder, const QString &name,
         QSize size)
{
    const bool dark = window.session().settings().look() == Settings::Look::Dark;
    return widget.grab().save(QStringLiteral("%1/%2-%3-%4x%5.png")
                                  .arg(folder, name, dark ? "dark" : "light")
                                  .arg(size.width())
                                  .arg(size.height()));
}

} // namespace pictures

using namespace pictures;

namespace {

constexpr int kPatienceMs = 60'000;
constexpr int kStillMs = 3000, kPredictionsMs = 180'000;

/// Something worth looking at: the down projection of an early block, with a method on it.
void prepare(Session &session)
{
    const Model &model = *session.model();
    int chosen = -1;
    for (int i = 0; i < int(model.layers.size()) && chosen < 0; ++i)
        if (model.layers[i].role == Role::Down
            && model.layers[i].block == std::min<int64_t>(2, model.config.blocks - 1))
            chosen = i;
    for (int i = 0; i < int(model.layers.size()) && chosen < 0; ++i)
        if (model.layers[i].form.in > 0)
            chosen = i;
    if (chosen >= 0)
        session.selection().set({chosen}, chosen);
    if (!session.recipe().steps.empty())
        return;
    Recipe recipe;
    recipe.name = "tour";
    recipe.steps = {{{{"gate", "up"}, "", {}, {}}, "svd", {{"keep", 0.6}}, true},
                    {{{"down"}, "", {}, {}}, "mpo", {{"keep", 0.7}, {"sites", 3}}, true},
                    {{{"q", "o"}, "", {}, {}}, "svd", {{"keep", 0.8}}, true},
                    {{{"q", "k", "v", "o"}, "", {}, {}}, "quantize", {{"type", "q8_0"}}, true}};
    session.editor().setRecipe(recipe, QStringLiteral("Tour"));
    session.editor().setClean();
    QStringList latest;
    for (const RunRecord &record : *session.runs().records())
        if (record.state == RunState::Finished)
            latest.append(QString::fromStdString(record.run));
    session.setComparedRuns(latest.mid(std::max(0, int(latest.size()) - 2)));
}

/// Predictions come in the background; they are part of the picture.
void waitForPredictions(Session &session)
{
    const auto missing = [&] {
        const PlanPtr plan = session.plan();
        return std::count_if(plan->layers.begin(), plan->layers.end(),
                             [](const PlannedLayer &layer) { return !layer.predictedError; });
    };
    auto last = missing();
    QElapsedTimer still, all;
    still.start();
    all.start();
    while (last > 0 && still.elapsed() < kStillMs && all.elapsed() < kPredictionsMs) {
        spin(50);
        if (const auto now = missing(); now != last) {
            last = now;
            still.restart();
        }
    }
}

} // namespace

int saveScreenshots(MainWindow &window, const QString &folder, const QString &where,
                    const QString &calibration)
{
    Session &session = window.session();
    if (!QDir().mkpath(folder))
        return -1;
    bool failed = false;
    const auto watch = QObject::connect(&session, &Session::openFailed, &window,
                                        [&failed] { failed = true; });
    session.open(where);
    waitUntil([&] { return failed || session.model(); }, kPatienceMs);
    QObject::disconnect(watch);
    if (failed || !session.model())
        return -1;
    waitUntil([&] { return !session.runs().loading(); }, kPatienceMs);
    int count = 0;
    for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
        window.resize(size);
        window.show();
        spin(kSettleMs);
        window.resetLayout();
        if (count == 0) {
            prepare(session);
            if (!calibration.isEmpty() && !prepareCalibrated(session, calibration))
                return -1;
            waitForPredictions(session);
        }
        for (const Settings::Look look : {Settings::Look::Light, Settings::Look::Dark}) {
            session.settings().setLook(look);
            for (Tab *tab : window.tabs()) {
                window.showTab(tab->id());
                spin(kSettleMs);
                waitUntil([&] { return tab->isSettled() && !session.layers().pending(); },
                          kPatienceMs);
                spin(kSettleMs);
                count += save(window, window, folder, tab->id(), size);
            }
            if (session.budget().table())
                count += saveCalibrated(window, folder, size);
        }
    }
    return count;
}

} // namespace lapidary
