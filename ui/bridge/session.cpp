#include "ui/bridge/session.h"

#include "core/base/resources.h"
#include "ui/bridge/error_text.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lapidary {

Session::Session(Settings &settings, QObject *parent)
    : QObject(parent), m_settings(settings), m_plugins(lapidary::plugins()), m_layers(m_jobs),
      m_editor(m_plugins.methods), m_predictor(m_jobs, m_editor, m_layers),
      m_calibration(m_jobs, settings), m_budget(m_jobs, m_editor),
      m_sensitivity(m_jobs, m_plugins.methods), m_runs(m_jobs), m_textModels(m_jobs)
{
    m_layers.setDiskFolder(QStandardPaths::writableLocation(QStandardPaths::CacheLocation)
                           + "/layers");
    m_calibration.setFolder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
                            + "/calibrations");
    m_runs.setStore(m_settings.store());
    connect(&m_calibration, &CalibrationState::changed, this, [this] {
        const CalibrationPtr &now = m_calibration.calibration();
        if (now == m_editor.calibration())
            return; // one is being made
        m_budget.clear(); // its options rest on the other one
        m_layers.setCalibration(now);
        m_editor.setCalibration(now);
    });
    connect(&m_calibration, &CalibrationState::problem, this,
            [this](const QString &sentence) { m_messages.post(Severity::Error, sentence); });
    connect(&m_settings, &Settings::changed, this, [this](const QString &key) {
        if (key == "store")
            m_runs.setStore(m_settings.store());
    });
    connect(&m_runs, &Runs::problem, this,
            [this](const QString &sentence) { m_messages.post(Severity::Warning, sentence); });
    connect(&m_jobs, &JobRunner::jobEnded, this, [this](int id) {
        const auto info = m_jobs.job(id);
        if (info && info->state == JobState::Failed && id != m_opening)
            m_messages.post(Severity::Error, info->spec.title + ": " + info->error);
    });
    for (const PluginFailure &failure : m_plugins.failures)
        m_messages.post(Severity::Warning,
                        tr("A plugin did not load (%1): %2")
                            .arg(QString::fromStdString(failure.folder.string()),
                                 QString::fromStdString(failure.reason)));
}

Session::~Session()
{
    m_jobs.cancelAll(); // all at once, so that waiting for each is short
}

void Session::open(const QString &given)
{
    if (m_opening)
        m_jobs.cancel(m_opening);
    // A file path becomes absolute, so that recent files work from anywhere.
    const QString where = given.contains('#') || !QFileInfo::exists(given)
        ? given
        : QFileInfo(given).absoluteFilePath();
    JobSpec spec;
    spec.title = tr("Open %1").arg(QFileInfo(where).fileName());
    spec.lane = Lane::Io;
    spec.background = true;
    if (!m_opening)
        emit openingChanged(true);
    auto id = std::make_shared<JobId>(0);
    *id = m_opening = m_jobs.start<ModelPtr>(
        spec, this,
        [path = where.toStdString()](JobContext &job) { return openModel(path, job); },
        [this, id, where](const JobOutcome<ModelPtr> &outcome) {
            if (m_opening != *id)
                return; // another one is being opened by now
            m_opening = 0;
            emit openingChanged(false);
            if (outcome.succeeded())
                return opened(where, *outcome.value);
            if (!outcome.failed())
                return;
            const QString sentence = errorText(outcome.error);
            m_messages.post(Severity::Error, sentence);
            emit openFailed(where, sentence);
        });
}

void Session::opened(const QString &where, const ModelPtr &model)
{
    m_model = model;
    m_where = where;
    m_selection.clear();
    m_layers.setModel(model);
    m_budget.clear();
    m_editor.setModel(model, &m_layers, false);
    m_calibration.setModel(model, modelName());
    m_settings.addRecentModel(where);
    setComparedRuns({});
    m_sensitivity.setModel(model);
    emit modelChanged();
    for (const std::string &warning : model->warnings)
        m_messages.post(Severity::Warning, QString::fromStdString(warning));
}

void Session::close()
{
    if (!m_model)
        return;
    m_jobs.cancelAll();
    m_model = nullptr;
    m_where.clear();
    m_selection.clear();
    m_layers.setModel(nullptr);
    m_budget.clear();
    m_editor.setModel(nullptr, nullptr, false);
    m_calibration.setModel(nullptr, {});
    m_sensitivity.setModel(nullptr);
    setComparedRuns({});
    emit modelChanged();
}

QString Session::modelName() const
{
    if (!m_model)
        return {};
    if (m_where.contains('#'))
        return m_where.section('#', -1);
    if (QFileInfo(m_where) == QFileInfo(builtInModel()))
        return tr("Built-in model");
    const QFileInfo info(m_where);
    // A hub snapshot's folder is named by a hash; the repository's name is above it.
    if (info.dir().dirName() == "snapshots")
        return QDir(info.path() + "/..").canonicalPath().section('/', -1).section("--", -1);
    return info.isDir() ? info.fileName() : info.completeBaseName();
}

QString Session::builtInModel()
{
    for (const char *name : {"demo/model", "demo"})
        if (auto found = findResource(name);
            found && std::filesystem::exists(*found / "config.json"))
            return QString::fromStdString(found->string());
    return {};
}

QString Session::evaluationText() const
{
    if (const QString chosen = m_settings.evaluationText(); !chosen.isEmpty())
        return chosen;
    for (const char *name : {"demo/test.txt", "demo/texts/test.txt", "demo/text/test.txt"})
        if (auto found = findResource(name))
            return QString::fromStdString(found->string());
    return {};
}

QString Session::calibrationText() const
{
    if (const QString chosen = m_settings.value("calibration/text").toString(); !chosen.isEmpty())
        return chosen;
    const auto found = findResource("demo/calibration.txt");
    return found ? QString::fromStdString(found->string()) : QString();
}

ComputeOptions Session::compute() const
{
    return {m_settings.device().toStdString(), m_settings.dtype().toStdString(),
            m_settings.threads()};
}

void Session::setComparedRuns(const QStringList &runs)
{
    if (runs == m_compared)
        return;
    m_compared = runs;
    emit comparedRunsChanged();
}

std::vector<int> Session::layersLike(int layer) const
{
    std::vector<int> alike;
    if (!m_model || layer < 0 || layer >= int(m_model->layers.size()))
        return alike;
    const Layer &like = m_model->layers[layer];
    for (int i = 0; i < int(m_model->layers.size()); ++i) {
        const Layer &other = m_model->layers[i];
        if (other.role == like.role && (other.block < 0) == (like.block < 0)
            && (like.role != Role::Other || other.form.in == like.form.in))
            alike.push_back(i);
    }
    return alike;
}

} // namespace lapidary
