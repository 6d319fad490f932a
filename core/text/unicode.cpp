#include "core/text/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <fmt/format.h>

namespace lapidary {

namespace {

struct Step {
    size_t bytes; ///< consumed
    bool valid;
};

/// One sequence, or the maximal part of an invalid one (Unicode 15, table 3-7).
Step utf8Step(std::string_view text, size_t at)
{
    const auto byte = [&](size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return {1, true};
    if (lead < 0xc2 || lead > 0xf4)
        return {1, false};
    unsigned low = 0x80, high = 0xbf;
    if (lead == 0xe0)
        low = 0xa0;
    else if (lead == 0xed)
        high = 0x9f;
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f;
    const size_t length = utf8Length(static_cast<unsigned char>(lead));
    if (byte(1) < low || byte(1) > high)
        return {1, false};
    for (size_t i = 2; i < length; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xbf)
            return {i, false};
    return {length, true};
}

} // namespace

std::optional<size_t> firstInvalidUtf8(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const Step step = utf8Step(text, at);
        if (!step.valid)
            return at;
        at += step.bytes;
    }
    return std::nullopt;
}

std::string replaceInvalidUtf8(std::string_view text)
{
    const auto first = firstInvalidUtf8(text);
    if (!first)
        return std::string(text);
    std::string out(text.substr(0, *first));
    for (size_t at = *first; at < text.size();) {
        const Step step = utf8Step(text, at);
        if (step.valid)
            out.append(text.substr(at, step.bytes));
        else
            out.append("\xef\xbf\xbd");
        at += step.bytes;
    }
    return out;
}

CodePoint codePointAt(std::string_view text, size_t offset)
{
    const auto byte = [&](size_t i) {
        return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0x80u;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return {lead, 1};
    if (lead < 0xe0)
        return {((lead & 0x1fu) << 6) | (byte(1) & 0x3fu), 2};
    if (lead < 0xf0)
        return {((lead & 0xfu) << 12) | ((byte(1) & 0x3fu) << 6) | (byte(2) & 0x3fu), 3};
    return {((lead & 7u) << 18) | ((byte(1) & 0x3fu) << 12) | ((byte(2) & 0x3fu) << 6)
                | (byte(3) & 0x3fu),
            4};
}

CodePoint codePointBefore(std::string_view text, size_t offset)
{
    size_t at = offset - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
        --at;
    return codePointAt(text, at);
}

void appendUtf8(std::string &target, char32_t c)
{
    const auto put = [&](char32_t byte) { target.push_back(static_cast<char>(byte)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

bool isUnicodeSpace(char32_t c)
{
    return u_isUWhiteSpace(static_cast<UChar32>(c));
}

bool isUnicodeNumber(char32_t c)
{
    return U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK;
}

bool isUnicodePunctuation(char32_t c)
{
    if (c < 0x80)
        return (c > 0x20 && c < 0x30) || (c > 0x39 && c < 0x41) || (c > 0x5a && c < 0x61)
            || (c > 0x7a && c < 0x7f);
    return U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_P_MASK;
}

bool isUnicodeWord(char32_t c)
{
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
    return (mask & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) || c == 0x200c || c == 0x200d
        || u_isUAlphabetic(static_cast<UChar32>(c));
}

bool isNonspacingMark(char32_t c)
{
    return U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_MN_MASK;
}

std::optional<std::string> normalizeUnicode(std::string_view text, NormalForm form)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *normalizer = nullptr;
    switch (form) {
    case NormalForm::C: normalizer = icu::Normalizer2::getNFCInstance(status); break;
    case NormalForm::D: normalizer = icu::Normalizer2::getNFDInstance(status); break;
    case NormalForm::KC: normalizer = icu::Normalizer2::getNFKCInstance(status); break;
    case NormalForm::KD: normalizer = icu::Normalizer2::getNFKDInstance(status); break;
    }
    if (U_FAILURE(status) || text.size() > (1u << 30))
        return std::nullopt;
    std::string out;
    out.reserve(text.size());
    icu::StringByteSink<std::string> sink(&out);
    const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
    normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
    if (U_FAILURE(status))
        return std::nullopt;
    return out;
}

std::string lowerCase(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const CodePoint c = codePointAt(text, at);
        at += c.bytes;
        if (c.value < 0x80) {
            out.push_back(static_cast<char>(c.value >= 'A' && c.value <= 'Z' ? c.value + 32
                                                                            : c.value));
            continue;
        }
        icu::UnicodeString one(static_cast<UChar32>(c.value));
        one.toLower(icu::Locale::getRoot()).toUTF8String(out);
    }
    return out;
}

std::string replaceAll(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out;
    out.reserve(text.size());
    size_t done = 0;
    for (size_t at = text.find(from); at != std::string_view::npos; at = text.find(from, done)) {
        out.append(text.substr(done, at - done)).append(to);
        done = at + from.size();
    }
    return out.append(text.substr(done));
}

std::string byteTokenText(unsigned char byte)
{
    return fmt::format("<0x{:02X}>", byte);
}

std::optional<unsigned char> byteOfToken(std::string_view token)
{
    if (token.size() != 6 || token.substr(0, 3) != "<0x" || token[5] != '>')
        return std::nullopt;
    unsigned value = 0;
    for (const char c : token.substr(3, 2)) {
        if (c >= '0' && c <= '9')
            value = value * 16 + static_cast<unsigned>(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            value = value * 16 + static_cast<unsigned>((c | 32) - 'a' + 10);
        else
            return std::nullopt;
    }
    return static_cast<unsigned char>(value);
}

} // namespace lapidary
