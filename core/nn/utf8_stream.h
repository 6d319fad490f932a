#pragma once

#include <string>
#include <string_view>

namespace lapidary {

/// Collects bytes of tokens and hands out complete UTF-8 sequences. Bytes that can never become
/// one are replaced by U+FFFD.
class Utf8Stream {
public:
    /// What has become complete with these bytes (may be empty).
    std::string push(std::string_view bytes);
    /// The rest at the end: U+FFFD for an unfinished sequence.
    std::string finish();

private:
    std::string m_pending;
};

} // namespace lapidary
