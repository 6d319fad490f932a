#pragma once

#include "core/base/error.h"
#include "core/base/job_context.h"

#include <QMetaType>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace lapidary {

/// Each lane works on one job at a time, so that reading files, computing and looking things up
/// never wait for each other.
enum class Lane { Io, Heavy, Light };

/// Success, failure and cancel are three different ends, never merged.
enum class JobState { Waiting, Running, Succeeded, Failed, Cancelled };

using JobId = int; ///< 0 = none

/// What to start.
struct JobSpec {
    QString title;              ///< "Compress · mix 112"
    Lane lane = Lane::Light;
    bool background = false;    ///< small work for a view: not listed among the jobs
    int priority = 0;           ///< higher first among the waiting ones of a lane
    QString link;               ///< where the result is, once it succeeded: "run:NAME", "file:PATH"
};

/// Snapshot of one job for lists.
struct JobInfo {
    JobId id = 0;
    JobSpec spec;
    JobState state = JobState::Waiting;
    double fraction = -1;       ///< 0..1; negative while the amount of work is not known
    QString label;              ///< "layer 143 of 210"
    QString error;              ///< sentence when Failed
    double elapsedSeconds = 0;
    std::optional<double> secondsLeft; ///< after the first seconds
    QStringList log;

    bool ended() const { return state >= JobState::Succeeded; }
};

/// How a job ended, handed to its `done` callback in the user interface's thread.
template <class T>
struct JobOutcome {
    JobState state = JobState::Cancelled;
    std::shared_ptr<const T> value; ///< set exactly when Succeeded
    Error error;                    ///< set exactly when Failed

    bool succeeded() const { return state == JobState::Succeeded; }
    bool failed() const { return state == JobState::Failed; }
    bool cancelled() const { return state == JobState::Cancelled; }
};

/// Result type of jobs that yield nothing.
struct Nothing {};

} // namespace lapidary
