#include "ui/bridge/calibration_state.h"

#include "core/base/hash.h"
#include "ui/bridge/error_text.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace lapidary {

namespace {

/// Opens a calibration and checks that it belongs to the model.
Result<CalibrationPtr> openFor(const ModelPtr &model, const std::filesystem::path &file)
{
    LAPIDARY_ASSIGN(CalibrationPtr opened, Calibration::open(file));
    LAPIDARY_TRY(opened->requireFor(*model));
    return opened;
}

QString plainName(QString name)
{
    for (QChar &c : name)
        if (!c.isLetterOrNumber() && c != '-' && c != '.' && c != '_')
            c = '-';
    return name.left(60);
}

} // namespace

CalibrationState::CalibrationState(JobRunner &runner, Settings &settings, QObject *parent)
    : QObject(parent), m_runner(runner), m_settings(settings)
{
}

QString CalibrationState::key() const
{
    return "calibrations/" + QString::fromStdString(hashHex(m_model->source->identity()));
}

void CalibrationState::setModel(ModelPtr model, const QString &name)
{
    if (m_making)
        m_runner.cancel(m_making); // its finished blocks stay
    m_making = 0;
    m_model = std::move(model);
    m_name = name;
    m_calibration = nullptr;
    emit changed();
    const QString last = m_model ? m_settings.value(key()).toString() : QString();
    if (!last.isEmpty() && QFileInfo::exists(last))
        openIn(last, true);
}

void CalibrationState::set(const CalibrationPtr &calibration)
{
    m_calibration = calibration;
    m_settings.setValue(key(), calibration ? QString::fromStdString(calibration->path().string())
                                           : QString());
    emit changed();
}

/// Everything that decides the result but the text's content is in the name, so that the same
/// question finds its own unfinished file.
QString CalibrationState::fileFor(const CalibrationOptions &options) const
{
    const QFileInfo text(QString::fromStdString(options.text.string()));
    const QString question = QStringLiteral("%1|%2|%3|%4|%5|%6")
                                 .arg(QString::fromStdString(m_model->source->identity()),
                                      text.absoluteFilePath())
                                 .arg(text.size())
                                 .arg(text.lastModified().toSecsSinceEpoch())
                                 .arg(options.seed)
                                 .arg(options.gradients);
    return QStringLiteral("%1/%2-%3x%4-%5.h5")
        .arg(m_folder, plainName(m_name))
        .arg(options.samples)
        .arg(options.window)
        .arg(QString::fromStdString(hashHex(question.toStdString())).left(8));
}

bool CalibrationState::resumable(const CalibrationOptions &options) const
{
    return m_model && QFileInfo::exists(fileFor(options) + ".partial");
}

JobId CalibrationState::make(const CalibrationOptions &options)
{
    if (!m_model || m_making)
        return m_making;
    const QString file = fileFor(options);
    QDir().mkpath(m_folder);
    JobSpec spec;
    spec.title = tr("Calibrate · %1 × %2 tokens").arg(options.samples).arg(options.window);
    spec.lane = Lane::Heavy;
    const ModelPtr model = m_model;
    const auto work = [model, options, out = std::filesystem::path(file.toStdString())](
                          JobContext &job) -> Result<CalibrationPtr> {
        if (std::filesystem::exists(out))
            if (auto known = openFor(model, out))
                return known; // asked for before, with the same answer
        LAPIDARY_ASSIGN(const CalibrationInfo made, calibrate(model, options, out, job));
        return openFor(model, out);
    };
    auto id = std::make_shared<JobId>(0);
    *id = m_making = m_runner.start<CalibrationPtr>(
        spec, this, work, [this, id, model](const JobOutcome<CalibrationPtr> &outcome) {
            const bool ours = m_making == *id;
            if (ours)
                m_making = 0;
            if (outcome.succeeded() && model == m_model)
                set(*outcome.value);
            else if (ours)
                emit changed();
        });
    emit changed();
    return m_making;
}

void CalibrationState::open(const QString &file)
{
    if (!m_model)
        return emit problem(tr("Open a model first: a calibration belongs to one."));
    openIn(file, false);
}

/// `quietly`: what was remembered may be gone by now, which is no news.
void CalibrationState::openIn(const QString &file, bool quietly)
{
    JobSpec spec;
    spec.title = tr("Open %1").arg(QFileInfo(file).fileName());
    spec.lane = Lane::Io;
    spec.background = true;
    const ModelPtr model = m_model;
    m_runner.start<CalibrationPtr>(
        spec, this,
        [model, path = std::filesystem::path(file.toStdString())](JobContext &) {
            return openFor(model, path);
        },
        [this, model, quietly](const JobOutcome<CalibrationPtr> &outcome) {
            if (outcome.failed() && !quietly)
                emit problem(errorText(outcome.error));
            if (outcome.succeeded() && model == m_model && !(quietly && m_calibration))
                set(*outcome.value);
        });
}

void CalibrationState::forget()
{
    if (m_calibration)
        set(nullptr);
}

QString CalibrationState::summary() const
{
    if (!m_calibration)
        return tr("none");
    const CalibrationInfo &info = m_calibration->info();
    return tr("%1 × %2 tokens of %3")
        .arg(info.samples)
        .arg(info.window)
        .arg(QString::fromStdString(info.textName));
}

QString CalibrationState::details() const
{
    if (!m_calibration)
        return tr("Nothing is known of what flows through the layers. A calibration measures it "
                  "once on sample text; errors are then weighed by it, and budgets and estimates "
                  "become possible.");
    const CalibrationInfo &info = m_calibration->info();
    return tr("%1\n%2, seed %3\ncomputed on %4 in %5\n%6")
        .arg(summary(), info.gradients ? tr("with gradients") : tr("without gradients"))
        .arg(info.seed)
        .arg(QString::fromStdString(info.device), QString::fromStdString(info.dtype),
             QString::fromStdString(m_calibration->path().string()));
}

} // namespace lapidary
