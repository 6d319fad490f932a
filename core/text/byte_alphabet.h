#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace lapidary {

/// GPT-2's byte alphabet: every byte written as one printable code point (space is U+0120).
class ByteAlphabet {
public:
    static const ByteAlphabet &get();

    /// UTF-8 of the code point that stands for `byte`.
    const std::string &text(unsigned char byte) const { return m_text[byte]; }
    std::string encode(std::string_view bytes) const;
    /// The bytes that `text` (UTF-8) stands for; nothing when a code point stands for none.
    std::optional<std::string> decode(std::string_view text) const;

private:
    ByteAlphabet();
    std::array<std::string, 256> m_text;
    std::array<int, 0x144> m_byte; ///< code point -> byte, or -1
};

} // namespace lapidary
