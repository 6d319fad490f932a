#include "core/base/job_context.h"

#include <algorithm>

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
    if (!m_scope)
        return m_progress(Progress{done, total, label});
    const double fraction = total > 0 ? std::clamp(done / total, 0.0, 1.0) : 0.0;
    const bool both = !m_scope->label.empty() && !label.empty();
    m_progress(Progress{m_scope->begin + fraction * (m_scope->end - m_scope->begin), 1.0,
                        m_scope->label + (both ? ": " : "") + label});
}

void JobContext::log(LogLevel level, const std::string &message)
{
    if (!m_log)
        return;
    std::lock_guard lock(m_mutex);
    m_log(level, message);
}

ProgressScope::ProgressScope(JobContext &job, double begin, double end, const std::string &label)
    : m_job(job)
{
    std::lock_guard lock(job.m_mutex);
    m_before = job.m_scope;
    const JobContext::Scope outer = m_before.value_or(JobContext::Scope{});
    const double width = outer.end - outer.begin;
    const bool both = !outer.label.empty() && !label.empty();
    job.m_scope = JobContext::Scope{outer.begin + begin * width, outer.begin + end * width,
                                    outer.label + (both ? ": " : "") + label};
}

ProgressScope::~ProgressScope()
{
    std::lock_guard lock(m_job.m_mutex);
    m_job.m_scope = std::move(m_before);
}

} // namespace lapidary
