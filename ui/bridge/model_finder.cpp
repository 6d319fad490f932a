#include "ui/bridge/model_finder.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace lapidary {

namespace {

constexpr qint64 kSmallestModel = 64 * 1024;

/// Bytes of the weights directly in a folder.
qint64 weightBytes(const QDir &folder)
{
    qint64 bytes = 0;
    for (const QFileInfo &file : folder.entryInfoList({"*.safetensors"}, QDir::Files))
        bytes += QFileInfo(file.canonicalFilePath()).size();
    return bytes;
}

void findHubCache(const QString &hub, FoundModels &found, JobContext &job)
{
    for (const QString &repository : QDir(hub).entryList({"models--*"}, QDir::Dirs)) {
        if (job.cancelled())
            return;
        QDir snapshots(hub + '/' + repository + "/snapshots");
        const QFileInfoList versions
            = snapshots.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Time);
        for (const QFileInfo &version : versions) { // newest first; one is enough
            const QDir folder(version.filePath());
            const QString name = repository.section("--", -1);
            const qint64 bytes = weightBytes(folder);
            if (bytes > 0 && folder.exists("config.json")) {
                found.push_back({folder.absolutePath(), name, "Hugging Face cache", bytes});
                break;
            }
        }
    }
}

/// Folders and .gguf files somewhere below, as LM Studio and llama.cpp keep them.
void findBelow(const QString &root, const QString &origin, FoundModels &found, JobContext &job)
{
    QDirIterator it(root, {"*.gguf", "config.json"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext() && !job.cancelled()) {
        it.next();
        const QFileInfo file = it.fileInfo();
        if (file.fileName() == "config.json") {
            if (const qint64 bytes = weightBytes(file.dir()); bytes > 0)
                found.push_back({file.absolutePath(), file.dir().dirName(), origin, bytes});
        } else if (file.size() >= kSmallestModel && !file.fileName().startsWith("mmproj")) {
            found.push_back(
                {file.absoluteFilePath(), file.completeBaseName(), origin, file.size()});
        }
    }
}

/// Ollama names its blobs by hash; the manifest of NAME:TAG says which one holds the weights.
void findOllama(const QString &root, FoundModels &found, JobContext &job)
{
    QDirIterator it(root + "/manifests", QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext() && !job.cancelled()) {
        QFile manifest(it.next());
        if (manifest.size() > (1 << 20) || !manifest.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject json = QJsonDocument::fromJson(manifest.readAll()).object();
        for (const QJsonValue &layer : json["layers"].toArray()) {
            if (layer["mediaType"].toString() != "application/vnd.ollama.image.model")
                continue;
            const QString digest = layer["digest"].toString().replace(':', '-');
            const QFileInfo blob(root + "/blobs/" + digest);
            if (digest.contains('/') || !blob.exists())
                continue;
            const QString name
                = it.fileInfo().dir().dirName() + ':' + it.fileInfo().fileName();
            found.push_back({blob.absoluteFilePath(), name, "Ollama", blob.size()});
        }
    }
}

QString fromEnvironment(const char *variable, const QString &fallback)
{
    const QString value = qEnvironmentVariable(variable);
    return value.isEmpty() ? fallback : value;
}

} // namespace

Result<FoundModels> findModels(const QString &home, JobContext &job)
{
    FoundModels found;
    const bool own = home == QDir::homePath();
    const QString hub = home + "/.cache/huggingface/hub";
    findHubCache(own ? fromEnvironment("HF_HUB_CACHE",
                                       fromEnvironment("HF_HOME", hub.chopped(4)) + "/hub")
                     : hub,
                 found, job);
    findBelow(home + "/.lmstudio/models", "LM Studio", found, job);
    findBelow(home + "/.cache/lm-studio/models", "LM Studio", found, job);
    const QString llama = home + "/.cache/llama.cpp";
    findBelow(own ? fromEnvironment("LLAMA_CACHE", llama) : llama, "llama.cpp", found, job);
    const QString ollama = home + "/.ollama/models";
    findOllama(own ? fromEnvironment("OLLAMA_MODELS", ollama) : ollama, found, job);
    LAPIDARY_TRY(job.checkCancelled());
    std::sort(found.begin(), found.end(), [](const FoundModel &a, const FoundModel &b) {
        const int order = QString::compare(a.name, b.name, Qt::CaseInsensitive);
        return order != 0 ? order < 0 : a.where < b.where;
    });
    found.erase(std::unique(found.begin(), found.end(),
                            [](const FoundModel &a, const FoundModel &b) {
                                return a.where == b.where;
                            }),
                found.end());
    return found;
}

JobId findModels(JobRunner &runner, QObject *owner,
                 std::function<void(const JobOutcome<FoundModels> &)> done)
{
    JobSpec spec;
    spec.title = QCoreApplication::translate("lapidary::findModels", "Look for models");
    spec.lane = Lane::Io;
    spec.background = true;
    return runner.start<FoundModels>(
        spec, owner,
        [home = QDir::homePath()](JobContext &job) { return findModels(home, job); },
        std::move(done));
}

} // namespace lapidary
