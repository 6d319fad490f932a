#pragma once

#include "core/allocate/sensitivity.h"
#include "core/model/model.h"
#include "ui/bridge/job_runner.h"

namespace lapidary {

using SensitivityPtr = std::shared_ptr<const Sensitivity>;

/// What each layer of the open model costs when only it is changed: nothing until measured.
class SensitivityState : public QObject {
    Q_OBJECT
public:
    SensitivityState(JobRunner &runner, const MethodRegistry &methods, QObject *parent = nullptr);

    void setModel(ModelPtr model); ///< forgets, and stops what is under way
    const SensitivityPtr &result() const { return m_result; }
    /// "SVD" of the result, and of what is being measured.
    QString method() const { return m_method; }
    JobId measuring() const { return m_measuring; }
    /// In the heavy lane. Finished measurements are kept in `folder`, so that the same question goes
    /// on after a stop.
    JobId measure(SensitivityOptions options, const QString &folder);

signals:
    void changed();

private:
    JobRunner &m_runner;
    const MethodRegistry &m_methods;
    ModelPtr m_model;
    SensitivityPtr m_result;
    QString m_method;
    JobId m_measuring = 0;
};

} // namespace lapidary
