#include "core/base/memory_budget.h"

#include "core/base/format.h"

namespace lapidary {

MemoryBudget::Reservation::Reservation(Reservation &&other) noexcept
    : m_owner(std::exchange(other.m_owner, nullptr))
    , m_bytes(std::exchange(other.m_bytes, 0))
{
}

MemoryBudget::Reservation &MemoryBudget::Reservation::operator=(Reservation &&other) noexcept
{
    if (this != &other) {
        release();
        m_owner = std::exchange(other.m_owner, nullptr);
        m_bytes = std::exchange(other.m_bytes, 0);
    }
    return *this;
}

void MemoryBudget::Reservation::release()
{
    if (!m_owner)
        return;
    {
        std::lock_guard lock(m_owner->m_mutex);
        m_owner->m_used -= m_bytes;
    }
    m_owner->m_freed.notify_all();
    m_owner = nullptr;
}

void MemoryBudget::setLimit(int64_t bytes)
{
    std::lock_guard lock(m_mutex);
    m_limit = bytes;
}

int64_t MemoryBudget::limit() const
{
    std::lock_guard lock(m_mutex);
    return m_limit;
}

Result<MemoryBudget::Reservation> MemoryBudget::reserve(int64_t bytes, std::string_view what)
{
    std::unique_lock lock(m_mutex);
    if (m_limit > 0 && bytes > m_limit)
        return fail(ErrorCode::Budget,
                    "{} needs {} of memory, but the limit is {}; raise --memory-limit", what,
                    formatBytes(bytes), formatBytes(m_limit));
    m_freed.wait(lock, [&] { return m_limit <= 0 || m_used + bytes <= m_limit; });
    m_used += bytes;
    return Reservation(this, bytes);
}

} // namespace lapidary
