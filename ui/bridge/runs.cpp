#include "ui/bridge/runs.h"

#include "core/base/atomic_file.h"
#include "core/report/report.h"
#include "ui/bridge/error_text.h"

#include <QDir>

namespace lapidary {

namespace {

struct Listing {
    RunRecords records;
    QStringList problems;
};

/// Measured options may lie in a store before its first run has made it one.
bool holdsOnlyCache(const std::filesystem::path &folder)
{
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.path().filename() != "cache")
            return false;
    return true;
}

Result<Listing> listRuns(const std::filesystem::path &folder)
{
    Listing listing;
    std::error_code ignored;
    if (!std::filesystem::exists(folder, ignored) || holdsOnlyCache(folder))
        return listing; // the store is made with its first run
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(folder, false));
    std::vector<std::string> problems;
    LAPIDARY_ASSIGN(listing.records, store.list(&problems));
    for (const std::string &problem : problems)
        listing.problems += QString::fromStdString(problem);
    return listing;
}

std::filesystem::path toPath(const QString &text)
{
    return std::filesystem::path(text.toStdString());
}

} // namespace

Runs::Runs(JobRunner &runner, QObject *parent) : QObject(parent), m_runner(runner)
{
    m_refreshSoon.setSingleShot(true);
    m_refreshSoon.setInterval(300);
    connect(&m_refreshSoon, &QTimer::timeout, this, &Runs::refresh);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this,
            [this] { m_refreshSoon.start(); });
}

void Runs::setStore(const QString &folder)
{
    if (folder == m_store)
        return;
    m_store = folder;
    m_records = std::make_shared<const RunRecords>();
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    emit changed();
    refresh();
}

const RunRecord *Runs::find(const QString &run) const
{
    const std::string id = run.toStdString();
    for (const RunRecord &record : *m_records)
        if (record.run == id)
            return &record;
    return nullptr;
}

void Runs::refresh()
{
    if (m_store.isEmpty())
        return;
    if (m_loading) { // look again once the reading under way is done
        m_refreshSoon.start();
        return;
    }
    JobSpec spec;
    spec.title = tr("Read runs");
    spec.lane = Lane::Light; // never behind a long export
    spec.background = true;
    spec.priority = 1 << 20;
    const QString store = m_store;
    m_loading = m_runner.start<Listing>(
        spec, this, [path = toPath(store)](JobContext &) { return listRuns(path); },
        [this, store](const JobOutcome<Listing> &outcome) {
            m_loading = 0;
            if (store != m_store)
                return refresh();
            if (outcome.failed())
                emit problem(errorText(outcome.error));
            if (!outcome.succeeded())
                return;
            m_records = std::make_shared<const RunRecords>(outcome.value->records);
            for (const QString &sentence : outcome.value->problems)
                emit problem(sentence);
            if (QDir(store).exists())
                m_watcher.addPath(store);
            for (const RunRecord &record : *m_records)
                if (record.state == RunState::Unfinished)
                    m_watcher.addPath(store + '/' + QString::fromStdString(record.run));
            emit changed();
            for (const QString &run : std::exchange(m_announce, {}))
                emit runFinished(run);
        });
}

JobId Runs::execute(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                    const RunOptions &options, const QString &textFile)
{
    JobSpec spec;
    spec.title = tr("Compress · %1").arg(QString::fromStdString(options.name));
    spec.lane = Lane::Heavy;
    const QString store = m_store;
    auto id = std::make_shared<JobId>(0);
    const auto noteStages = [this, id](const std::vector<StageRecord> &done) {
        QMetaObject::invokeMethod( // from the worker to the window
            this, [this, id, done] {
                m_stages[*id].done = done;
                emit stagesChanged(*id);
            }, Qt::QueuedConnection);
    };
    const auto work = [=, &methods, path = toPath(store),
                       text = toPath(textFile)](JobContext &job) -> Result<RunRecord> {
        RunOptions complete = options;
        complete.onStages = noteStages;
        if (!text.empty()) {
            LAPIDARY_ASSIGN(complete.evaluateText, readTextFile(text));
        }
        return executeRun(model, recipe, methods, path, complete, job);
    };
    *id = m_runner.start<RunRecord>(
        spec, this, work, [this, id, store](const JobOutcome<RunRecord> &outcome) {
            if (outcome.succeeded()) {
                const QString run = QString::fromStdString(outcome.value->run);
                m_runner.setLink(*id, "run:" + run);
                if (store == m_store)
                    m_announce += run;
            }
            refresh();
        });
    if (const auto stages = stagesOf(recipe); stages && hasStages(recipe)) {
        StageProgress &progress = m_stages[*id];
        progress.limit = recipe.damageLimit;
        for (const RecipeStage &stage : *stages)
            progress.names += QString::fromStdString(stage.name);
        emit stagesChanged(*id);
    }
    return *id;
}

const StageProgress *Runs::stages(JobId job) const
{
    const auto found = m_stages.find(job);
    return found == m_stages.end() ? nullptr : &found->second;
}

JobId Runs::evaluate(const QString &title, const QString &where, const QString &textFile,
                     const PerplexityProtocol &protocol, const ComputeOptions &compute,
                     QObject *owner, std::function<void(const JobOutcome<Perplexity> &)> done)
{
    JobSpec spec;
    spec.title = tr("Perplexity · %1").arg(title);
    spec.lane = Lane::Heavy;
    const auto work = [=, source = where.toStdString(),
                       file = toPath(textFile)](JobContext &job) -> Result<Perplexity> {
        LAPIDARY_ASSIGN(const std::string text, readTextFile(file));
        LAPIDARY_ASSIGN(ModelPtr model, openModel(source, job));
        LAPIDARY_ASSIGN(TextModelPtr loaded, TextModel::load(model, compute, job));
        LAPIDARY_ASSIGN(const PerplexityResult result,
                        measurePerplexity(*loaded, text, protocol, job));
        return result.perplexity;
    };
    return m_runner.start<Perplexity>(spec, owner ? owner : this, work, std::move(done));
}

JobId Runs::exportModel(const QString &where, std::shared_ptr<const Exporter> exporter,
                        const ExportOptions &options, const QString &out, QObject *owner,
                        std::function<void(const JobOutcome<ExportResult> &)> done)
{
    JobSpec spec;
    spec.title = tr("Export · %1").arg(QFileInfo(out).fileName());
    spec.lane = Lane::Heavy;
    spec.link = "file:" + out;
    const auto work = [=, source = where.toStdString(),
                       target = toPath(out)](JobContext &job) -> Result<ExportResult> {
        LAPIDARY_ASSIGN(ModelPtr model, openModel(source, job));
        return exporter->write(*model, options, target, job);
    };
    return m_runner.start<ExportResult>(spec, owner ? owner : this, work, std::move(done));
}

JobId Runs::report(const QStringList &runs, const QString &format, const QString &out,
                   QObject *owner, std::function<void(const JobOutcome<QStringList> &)> done)
{
    JobSpec spec;
    spec.title = tr("Report · %1").arg(QFileInfo(out).fileName());
    spec.lane = Lane::Io;
    spec.link = "file:" + out;
    RunRecords chosen;
    for (const QString &run : runs)
        if (const RunRecord *record = find(run))
            chosen.push_back(*record);
    const auto work = [chosen, kind = format.toStdString(),
                       target = toPath(out)](JobContext &) -> Result<QStringList> {
        LAPIDARY_ASSIGN(const auto files, writeReport(chosen, kind, target));
        QStringList names;
        for (const auto &file : files)
            names += QString::fromStdString(file.string());
        return names;
    };
    return m_runner.start<QStringList>(spec, owner ? owner : this, work, std::move(done));
}

void Runs::remove(const QString &run)
{
    JobSpec spec;
    spec.title = tr("Delete run %1").arg(run);
    spec.lane = Lane::Io;
    spec.background = true;
    m_runner.start<Nothing>(
        spec, this,
        [path = toPath(m_store), id = run.toStdString()](JobContext &) -> Result<Nothing> {
            LAPIDARY_ASSIGN(const RunStore store, RunStore::open(path, false));
            LAPIDARY_TRY(store.remove(id));
            return Nothing{};
        },
        [this](const JobOutcome<Nothing> &outcome) {
            if (outcome.failed())
                emit problem(errorText(outcome.error));
            refresh();
        });
}

} // namespace lapidary
