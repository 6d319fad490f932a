#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace lapidary {

/// Streaming XXH3-128 content hash. Not cryptographic: for caches and resume checks.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(Hasher &&) noexcept;
    Hasher &operator=(Hasher &&) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view text);
    /// 32 lower-case hex digits of everything so far.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string hashHex(std::string_view text);

} // namespace lapidary
