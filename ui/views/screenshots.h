#pragma once

#include <QSize>
#include <QString>
#include <QWidget>

#include <functional>

namespace lapidary {

class MainWindow;
class Session;

/// What the two halves of saveScreenshots() share.
namespace pictures {

constexpr int kSettleMs = 250;

void spin(int ms);
bool waitUntil(const std::function<bool()> &done, int patienceMs);
/// One picture of `widget` in the look that is set; 1, or 0 when it cannot be written.
int save(MainWindow &window, QWidget &widget, const QString &folder, const QString &name,
         QSize size);

/// Calibration, budget, three runs of it, sensitivity and a run in stages, as a user would ask for
/// them one after the other. False when one of them fails.
bool prepareCalibrated(Session &session, const QString &calibration);
/// Their pictures.
int saveCalibrated(MainWindow &window, const QString &folder, QSize size);

} // namespace pictures
} // namespace lapidary
