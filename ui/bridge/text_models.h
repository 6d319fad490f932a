#pragma once

#include "core/nn/generate.h"
#include "ui/bridge/job_runner.h"

namespace lapidary {

/// Models loaded for generating text, shared by name while anybody uses them.
class TextModels : public QObject {
    Q_OBJECT
public:
    TextModels(JobRunner &runner, QObject *parent = nullptr);

    /// Loads "MODEL" or "STORE#RUN" (or answers from memory, still asynchronously).
    JobId load(const QString &where, const ComputeOptions &compute, QObject *owner,
               std::function<void(const JobOutcome<TextModelPtr> &)> done);

    /// `onText` gets pieces in the user interface's thread, in order, all before `done`. After a
    /// cancel the pieces delivered so far stay valid.
    JobId generate(TextModelPtr model, const QString &title, const GenerateOptions &options,
                   QObject *owner, std::function<void(const QString &piece)> onText,
                   std::function<void(const JobOutcome<Generation> &)> done);

private:
    JobRunner &m_runner;
    std::map<std::string, std::weak_ptr<const TextModel>> m_loaded;
};

} // namespace lapidary
