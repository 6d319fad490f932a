#include "ui/bridge/sensitivity_state.h"

#include "core/base/hash.h"

#include <QDir>

namespace lapidary {

namespace {

/// One file per question, whatever is asked in between.
std::filesystem::path resumeFile(const Model &model, const SensitivityOptions &options,
                                 const QString &folder)
{
    std::string question = model.source->identity() + options.method + options.text.string()
        + std::to_string(options.samples) + '/' + std::to_string(options.window)
        + (options.calibration ? options.calibration->hash() : "");
    for (const nlohmann::json &params : options.params)
        question += params.dump();
    question += toJson(Recipe{{}, {{options.select, options.method}}, false}).dump();
    return std::filesystem::path(folder.toStdString())
        / ("sensitivity-" + hashHex(question) + ".partial");
}

} // namespace

SensitivityState::SensitivityState(JobRunner &runner, const MethodRegistry &methods,
                                   QObject *parent)
    : QObject(parent), m_runner(runner), m_methods(methods)
{
}

void SensitivityState::setModel(ModelPtr model)
{
    if (m_measuring)
        m_runner.cancel(m_measuring);
    m_measuring = 0;
    m_model = std::move(model);
    m_result = nullptr;
    m_method.clear();
    emit changed();
}

JobId SensitivityState::measure(SensitivityOptions options, const QString &folder)
{
    if (m_measuring || !m_model)
        return m_measuring;
    const Method *method = m_methods.find(options.method);
    const QString title = QString::fromStdString(method ? method->info().title : options.method);
    QDir().mkpath(folder);
    options.resumeFile = resumeFile(*m_model, options, folder);
    JobSpec spec;
    spec.title = tr("Sensitivity · %1").arg(title);
    spec.lane = Lane::Heavy;
    const ModelPtr model = m_model;
    auto id = std::make_shared<JobId>(0);
    *id = m_measuring = m_runner.start<Sensitivity>(
        spec, this,
        [model, options, &methods = m_methods](JobContext &job) -> Result<Sensitivity> {
            LAPIDARY_ASSIGN(Sensitivity result, measureSensitivity(model, methods, options, job));
            std::error_code ignored;
            std::filesystem::remove(options.resumeFile, ignored);
            return result;
        },
        [this, id, title](const JobOutcome<Sensitivity> &outcome) {
            if (m_measuring != *id)
                return;
            m_measuring = 0;
            if (outcome.succeeded()) {
                m_result = outcome.value;
                m_method = title;
            }
            emit changed();
        });
    emit changed();
    return m_measuring;
}

} // namespace lapidary
