#pragma once

#include "core/base/result.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace lapidary {

/// Counts bytes of work space in use by parallel workers, so that they never exceed a limit.
/// Thread-safe. A limit of 0 means no limit.
class MemoryBudget {
public:
    /// Bytes held until destruction.
    class Reservation {
    public:
        Reservation() = default;
        Reservation(MemoryBudget *owner, int64_t bytes) : m_owner(owner), m_bytes(bytes) {}
        Reservation(Reservation &&other) noexcept;
        Reservation &operator=(Reservation &&other) noexcept;
        ~Reservation() { release(); }
        void release();

    private:
        MemoryBudget *m_owner = nullptr;
        int64_t m_bytes = 0;
    };

    void setLimit(int64_t bytes);
    int64_t limit() const;

    /// Waits until `bytes` fit beside what others hold. Fails with ErrorCode::Budget, naming
    /// `what` and both numbers, when they can never fit.
    Result<Reservation> reserve(int64_t bytes, std::string_view what);

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_freed;
    int64_t m_limit = 0;
    int64_t m_used = 0;
};

} // namespace lapidary
