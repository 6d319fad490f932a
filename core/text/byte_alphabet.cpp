#include "core/text/byte_alphabet.h"

#include "core/text/unicode.h"

namespace lapidary {

ByteAlphabet::ByteAlphabet()
{
    m_byte.fill(-1);
    char32_t next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac)
            || byte >= 0xae;
        const char32_t c = printable ? byte : next++;
        appendUtf8(m_text[byte], c);
        m_byte[c] = static_cast<int>(byte);
    }
}

const ByteAlphabet &ByteAlphabet::get()
{
    static const ByteAlphabet alphabet;
    return alphabet;
}

std::string ByteAlphabet::encode(std::string_view bytes) const
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
        out += m_text[static_cast<unsigned char>(c)];
    return out;
}

std::optional<std::string> ByteAlphabet::decode(std::string_view text) const
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        at += c.bytes;
        if (c.value >= m_byte.size() || m_byte[c.value] < 0)
            return std::nullopt;
        out.push_back(static_cast<char>(m_byte[c.value]));
    }
    return out;
}

} // namespace lapidary
