#include "core/base/job_context.h"

namespace lapidary {

JobContext::JobContext(ProgressFn progress, LogFn log)
    : m_progress(std::move(progress))
    , m_log(std::move(log))
{
}

Status JobContext::checkCancelled() const
{
    if (cancelled())
        return fail(ErrorCode::Cancelled, "stopped on request");
    return {};
}

void JobContext::progress(double done, double total, const std::string &label)
{
    if (!m_progress)
        return;
    std::lock_guard lock(m_mutex);
    m_progress(Progress{done, total, label});
}

void JobContext::log(LogLevel level, const std::string &message)
{
    if (!m_log)
        return;
    std::lock_guard lock(m_mutex);
    m_log(level, message);
}

} // namespace lapidary
