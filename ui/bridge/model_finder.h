#pragma once

#include "ui/bridge/job_runner.h"

namespace lapidary {

/// A checkpoint that lies on this machine already.
struct FoundModel {
    QString where;  ///< for Session::open
    QString name;   ///< "SmolLM2-135M-Instruct"
    QString origin; ///< "Hugging Face cache", "LM Studio", "llama.cpp", "Ollama"
    qint64 bytes = 0;
};
using FoundModels = std::vector<FoundModel>;

/// Looks into the folders where other programs keep models. Names and sizes only; sorted by name.
/// Ollama's blobs are named by their manifests. `home` stands in for the user's home in tests.
Result<FoundModels> findModels(const QString &home, JobContext &job);

/// findModels in the io lane, as a background job.
JobId findModels(JobRunner &runner, QObject *owner,
                 std::function<void(const JobOutcome<FoundModels> &)> done);

} // namespace lapidary
