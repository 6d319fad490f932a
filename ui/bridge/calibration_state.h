#pragma once

#include "core/calibrate/calibration_cost.h"
#include "ui/bridge/job_runner.h"
#include "ui/bridge/settings.h"

namespace lapidary {

/// What is known of the activations of the open model: nothing, being measured, or there. What was
/// made or opened for a checkpoint is found again when that checkpoint is opened again.
class CalibrationState : public QObject {
    Q_OBJECT
public:
    CalibrationState(JobRunner &runner, Settings &settings, QObject *parent = nullptr);

    /// Folder that calibrations are written to; it is made when it is needed.
    void setFolder(const QString &folder) { m_folder = folder; }
    /// `name` is for titles and file names.
    void setModel(ModelPtr model, const QString &name);

    const CalibrationPtr &calibration() const { return m_calibration; } ///< null: none
    /// Makes one of the open model in the heavy lane; what was stopped before with the same options
    /// goes on.
    JobId make(const CalibrationOptions &options);
    JobId making() const { return m_making; } ///< 0: none is being made
    /// A stopped calibration with these options lies there and would go on.
    bool resumable(const CalibrationOptions &options) const;
    /// Reads a CAL.h5; one of another model is refused with core's sentence in problem().
    void open(const QString &file);
    void forget(); ///< works without one from now on; the file stays

    /// "64 × 512 tokens of wiki.txt", or "none".
    QString summary() const;
    QString details() const; ///< several lines, for tooltips

signals:
    void changed();
    void problem(const QString &sentence);

private:
    QString fileFor(const CalibrationOptions &options) const;
    QString key() const;
    void set(const CalibrationPtr &calibration);
    void openIn(const QString &file, bool quietly);

    JobRunner &m_runner;
    Settings &m_settings;
    QString m_folder, m_name;
    ModelPtr m_model;
    CalibrationPtr m_calibration;
    JobId m_making = 0;
};

} // namespace lapidary
