#include "core/base/hash.h"

#include <fmt/format.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace lapidary {

struct Hasher::State {
    struct Free {
        void operator()(XXH3_state_t *s) const { XXH3_freeState(s); }
    };
    std::unique_ptr<XXH3_state_t, Free> xxh{XXH3_createState()};
};

Hasher::Hasher() : m_state(std::make_unique<State>())
{
    XXH3_128bits_reset(m_state->xxh.get());
}

Hasher::~Hasher() = default;
Hasher::Hasher(Hasher &&) noexcept = default;
Hasher &Hasher::operator=(Hasher &&) noexcept = default;

void Hasher::update(std::span<const std::byte> bytes)
{
    XXH3_128bits_update(m_state->xxh.get(), bytes.data(), bytes.size());
}

void Hasher::update(std::string_view text)
{
    update(std::as_bytes(std::span(text)));
}

std::string Hasher::hex() const
{
    const XXH128_hash_t h = XXH3_128bits_digest(m_state->xxh.get());
    return fmt::format("{:016x}{:016x}", h.high64, h.low64);
}

std::string hashHex(std::string_view text)
{
    Hasher hasher;
    hasher.update(text);
    return hasher.hex();
}

} // namespace lapidary
