#include "ui/bridge/text_models.h"

#include <QPointer>

namespace lapidary {

TextModels::TextModels(JobRunner &runner, QObject *parent) : QObject(parent), m_runner(runner)
{
}

JobId TextModels::load(const QString &where, const ComputeOptions &compute, QObject *owner,
                       std::function<void(const JobOutcome<TextModelPtr> &)> done)
{
    const std::string key = where.toStdString() + '\n' + compute.device + '\n' + compute.dtype;
    const TextModelPtr known = m_loaded[key].lock();
    JobSpec spec;
    spec.title = tr("Load %1").arg(where.section('/', -1));
    spec.lane = Lane::Io;
    spec.background = known != nullptr;
    const auto work = [where = where.toStdString(), compute,
                       known](JobContext &job) -> Result<TextModelPtr> {
        if (known)
            return known;
        LAPIDARY_ASSIGN(ModelPtr model, openModel(where, job));
        return TextModel::load(model, compute, job);
    };
    const QPointer<TextModels> self(this);
    return m_runner.start<TextModelPtr>(
        spec, owner ? owner : this, work,
        [self, key, done = std::move(done)](const JobOutcome<TextModelPtr> &outcome) {
            if (self && outcome.succeeded())
                self->m_loaded[key] = *outcome.value;
            if (done)
                done(outcome);
        });
}

JobId TextModels::generate(TextModelPtr model, const QString &title,
                           const GenerateOptions &options, QObject *owner,
                           std::function<void(const QString &)> onText,
                           std::function<void(const JobOutcome<Generation> &)> done)
{
    JobSpec spec;
    spec.title = title;
    // Beside a long run, or beside the other model's answer, text still comes.
    spec.lane = m_runner.busy(Lane::Heavy) ? Lane::Io : Lane::Heavy;
    // Pieces and the end travel through the same event queue and so keep their order.
    const std::shared_ptr<QObject> channel(new QObject, [](QObject *o) { o->deleteLater(); });
    const QPointer<QObject> guard(owner ? owner : this);
    const auto work = [model, options, channel, guard,
                       onText = std::move(onText)](JobContext &job) -> Result<Generation> {
        return model->generate(options, job, [&](const std::string &piece) {
            if (!onText)
                return;
            QMetaObject::invokeMethod(
                channel.get(),
                [guard, onText, text = QString::fromStdString(piece)] {
                    if (guard)
                        onText(text);
                },
                Qt::QueuedConnection);
        });
    };
    return m_runner.start<Generation>(spec, owner ? owner : this, work,
                                      [channel, done = std::move(done)](const auto &outcome) {
                                          if (done)
                                              done(outcome);
                                      });
}

} // namespace lapidary
