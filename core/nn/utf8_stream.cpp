#include "core/nn/utf8_stream.h"

#include <algorithm>

namespace lapidary {
namespace {

constexpr const char *Replacement = "\xEF\xBF\xBD";

/// Length that a first byte announces; 0 when it cannot start a sequence.
size_t announced(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/// Whether `second` may follow `first` (no overlong forms, no surrogates, at most U+10FFFF).
bool mayFollow(unsigned char first, unsigned char second)
{
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return second >= low && second <= high;
}

} // namespace

std::string Utf8Stream::push(std::string_view bytes)
{
    m_pending += bytes;
    std::string complete;
    size_t at = 0;
    while (at < m_pending.size()) {
        const auto first = static_cast<unsigned char>(m_pending[at]);
        const size_t length = announced(first);
        size_t have = length > 0 ? 1 : 0;
        while (have > 0 && have < length && at + have < m_pending.size()) {
            const auto next = static_cast<unsigned char>(m_pending[at + have]);
            if (have == 1 ? !mayFollow(first, next) : (next & 0xC0) != 0x80)
                break;
            ++have;
        }
        if (length > 0 && have == length)
            complete.append(m_pending, at, length);
        else if (have > 0 && at + have == m_pending.size())
            break; // may still become complete
        else
            complete += Replacement;
        at += std::max<size_t>(have, 1);
    }
    m_pending.erase(0, at);
    return complete;
}

std::string Utf8Stream::finish()
{
    const bool unfinished = !m_pending.empty();
    m_pending.clear();
    return unfinished ? Replacement : "";
}

} // namespace lapidary
