#pragma once

#include "core/export/exporter.h"
#include "core/run/executor.h"
#include "ui/bridge/job_runner.h"

#include <QFileSystemWatcher>

namespace lapidary {

using RunRecords = std::vector<RunRecord>;
using RunRecordsPtr = std::shared_ptr<const RunRecords>;

/// One of several runs that are queued together.
struct RunVariant {
    QString name; ///< "84 %", behind the name of them all
    Recipe recipe;
};

/// How far a run in stages is.
struct StageProgress {
    QStringList names;             ///< of all stages, in order
    std::optional<double> limit;   ///< perplexity against the original's
    std::vector<StageRecord> done; ///< finished ones, a rejected one last
};

/// The run store of the session: its list of runs (kept up to date while others write), and the
/// long work on runs. All members are called in the user interface's thread.
class Runs : public QObject {
    Q_OBJECT
public:
    Runs(JobRunner &runner, QObject *parent = nullptr);

    QString store() const { return m_store; }
    void setStore(const QString &folder);
    /// Finished and unfinished runs, oldest first; never null.
    RunRecordsPtr records() const { return m_records; }
    const RunRecord *find(const QString &run) const;
    /// "STORE#RUN", as openModel wants it.
    QString where(const QString &run) const { return m_store + '#' + run; }
    bool loading() const { return m_loading != 0; }
    void refresh();

    /// Executes (or resumes) in the heavy lane; perplexity is measured on `textFile` unless it is
    /// empty. runFinished comes after the list was updated.
    JobId execute(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                  const RunOptions &options, const QString &textFile);
    /// Of a job that execute() started; null where the recipe has no stages.
    const StageProgress *stages(JobId job) const;
    /// Measures a perplexity; nothing is written.
    JobId evaluate(const QString &title, const QString &where, const QString &textFile,
                   const PerplexityProtocol &protocol, const ComputeOptions &compute,
                   QObject *owner, std::function<void(const JobOutcome<Perplexity> &)> done);
    /// `where` is a model or "STORE#RUN".
    JobId exportModel(const QString &where, std::shared_ptr<const Exporter> exporter,
                      const ExportOptions &options, const QString &out, QObject *owner,
                      std::function<void(const JobOutcome<ExportResult> &)> done);
    JobId report(const QStringList &runs, const QString &format, const QString &out,
                 QObject *owner, std::function<void(const JobOutcome<QStringList> &)> done);
    void remove(const QString &run);

signals:
    void changed();                       ///< records() or store()
    void runFinished(const QString &run); ///< executed by us just now
    void stagesChanged(int job);          ///< stages(job)
    void problem(const QString &sentence);

private:
    JobRunner &m_runner;
    QString m_store;
    RunRecordsPtr m_records = std::make_shared<const RunRecords>();
    QFileSystemWatcher m_watcher;
    QTimer m_refreshSoon;
    JobId m_loading = 0;
    std::map<JobId, StageProgress> m_stages;
    QStringList m_announce; ///< runs to announce once the list holds them
};

} // namespace lapidary
