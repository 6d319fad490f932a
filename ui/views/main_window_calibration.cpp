// What the window says of the calibration, the dialogs that make, open and forget one, and what
// is measured beside it.
#include "ui/views/main_window.h"

#include "ui/charts/icons.h"
#include "ui/charts/number_text.h"
#include "ui/views/dialogs/calibrate_dialog.h"
#include "ui/views/dialogs/sensitivity_dialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QToolButton>

namespace lapidary {

void MainWindow::buildCalibrationMenu(QMenu *menu)
{
    QAction *make = action(tr("&Calibrate…"), "calibrate", Qt::CTRL | Qt::Key_K,
                           [this] { calibrate(); });
    QAction *open = action(tr("Open C&alibration…"), "open", {}, [this] { openCalibration(); });
    m_forget = action(tr("&Forget Calibration"), {}, {},
                      [this] { m_session.calibration().forget(); });
    QAction *sensitivity = action(tr("Measure &Sensitivity…"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_K,
                                  [this] { measureSensitivity(); });
    menu->addActions({make, open, m_forget, sensitivity});
    m_modelActions.insert(m_modelActions.end(), {make, open, sensitivity});
    m_calibrationActions = {make, open, m_forget};
}

QToolButton *MainWindow::makeCalibrationButton()
{
    m_calibration = new QToolButton;
    m_calibration->setFocusPolicy(Qt::TabFocus);
    m_calibration->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_calibration);
    menu->addActions(m_calibrationActions);
    m_calibration->setMenu(menu);
    CalibrationState &state = m_session.calibration();
    connect(&state, &CalibrationState::changed, this, &MainWindow::updateCalibration);
    connect(&m_session.jobs(), &JobRunner::jobChanged, this, [this](int id) {
        if (id == m_session.calibration().making())
            updateCalibration();
    });
    return m_calibration;
}

void MainWindow::updateCalibration()
{
    const CalibrationState &state = m_session.calibration();
    const CalibrationPtr &known = state.calibration();
    QString text = tr("Calibration: none");
    if (state.making()) {
        const auto job = m_session.jobs().job(state.making());
        text = job && job->fraction >= 0 ? tr("Calibrating… %1").arg(percentText(job->fraction, 0))
                                         : tr("Calibrating…");
    } else if (known) {
        text = tr("Calibration: %1 × %2 tokens ✓").arg(known->info().samples).arg(
            known->info().window);
    }
    m_calibration->setText(text);
    m_calibration->setAccessibleName(text);
    m_calibration->setToolTip(state.details());
    m_calibration->setEnabled(m_session.model() != nullptr);
    m_forget->setEnabled(known != nullptr);
}

void MainWindow::calibrate()
{
    if (!m_session.model() || m_session.calibration().making())
        return;
    CalibrateDialog dialog(m_session, this);
    if (dialog.exec() == QDialog::Accepted)
        m_session.calibration().make(dialog.options());
}

void MainWindow::measureSensitivity()
{
    if (!m_session.model() || m_session.sensitivity().measuring())
        return;
    SensitivityDialog dialog(m_session, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    m_session.sensitivity().measure(dialog.options(), m_session.runs().store() + "/cache");
}

void MainWindow::openCalibration()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open a Calibration"), m_session.settings().value("calibrationFolder").toString(),
        tr("Calibrations (*.h5);;All files (*)"));
    if (file.isEmpty())
        return;
    m_session.settings().setValue("calibrationFolder", QFileInfo(file).path());
    m_session.calibration().open(file);
}

} // namespace lapidary
