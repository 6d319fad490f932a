#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lapidary {

/// U+2581, SentencePiece's visible space.
inline constexpr std::string_view spaceMark = "\xe2\x96\x81";

/// Offset of the first byte that is not part of valid UTF-8; nothing when all is valid.
std::optional<size_t> firstInvalidUtf8(std::string_view text);

/// Each maximal invalid part replaced by U+FFFD (Unicode 3.9, as Rust and Python do it).
std::string replaceInvalidUtf8(std::string_view text);

/// Length in bytes of the sequence that `lead` starts; 1 for bytes that start none.
inline size_t utf8Length(unsigned char lead)
{
    return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

struct CodePoint {
    char32_t value = 0;
    size_t bytes = 1;
};

/// Code point at `offset` of valid UTF-8.
CodePoint codePointAt(std::string_view text, size_t offset);
/// Code point that ends before `offset` (> 0) of valid UTF-8.
CodePoint codePointBefore(std::string_view text, size_t offset);
void appendUtf8(std::string &target, char32_t codePoint);

bool isUnicodeSpace(char32_t c);       ///< White_Space
bool isUnicodeNumber(char32_t c);      ///< general category N
bool isUnicodePunctuation(char32_t c); ///< general category P, or ASCII punctuation
bool isUnicodeWord(char32_t c);        ///< \w of UTS 18: Alphabetic, M, Nd, Pc, Join_Control
bool isNonspacingMark(char32_t c);     ///< general category Mn

enum class NormalForm { C, D, KC, KD };
/// Nothing when ICU's data is missing.
std::optional<std::string> normalizeUnicode(std::string_view text, NormalForm form);
/// Full lower case of each code point on its own (no final sigma).
std::string lowerCase(std::string_view text);

/// Replaces every `from` (not empty) in `text`.
std::string replaceAll(std::string_view text, std::string_view from, std::string_view to);

/// "<0x0A>" as SentencePiece writes a byte token.
std::string byteTokenText(unsigned char byte);
/// The byte of such a token.
std::optional<unsigned char> byteOfToken(std::string_view token);

} // namespace lapidary
