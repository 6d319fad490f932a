#include "core/base/format.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace lapidary {

namespace {

// One decimal, moving on to the next unit when rounding would print "1000.0".
std::string scaled(int64_t value, double step, std::initializer_list<const char *> units)
{
    double magnitude = std::abs(static_cast<double>(value));
    const char *unit = nullptr;
    for (const char *next : units) {
        if (magnitude < step && (!unit || std::round(magnitude * 10) < step * 10))
            break;
        magnitude /= step;
        unit = next;
    }
    return fmt::format("{}{:.1f} {}", value < 0 ? "-" : "", magnitude, unit);
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::optional<double> unitFactor(const std::string &unit)
{
    static constexpr std::array<std::pair<const char *, double>, 9> units{{
        {"b", 1}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12},
        {"kib", 1024.0}, {"mib", 1048576.0}, {"gib", 1073741824.0}, {"tib", 1099511627776.0},
    }};
    for (const auto &[name, factor] : units)
        if (unit == name)
            return factor;
    return std::nullopt;
}

tl::unexpected<Error> badSize(std::string_view text)
{
    return fail(ErrorCode::Usage,
                "\"{}\" is not a size; write for example 500MB, 500MiB, 1234B, 0.6 or 60% (of the "
                "original)",
                text);
}

Result<int64_t> fractionOf(std::string_view text, double fraction, std::optional<int64_t> original)
{
    if (!(fraction >= 0 && fraction <= 1))
        return fail(ErrorCode::Usage, "\"{}\" is not between 0 and 1 (100 %) of the original",
                    text);
    if (!original)
        return fail(ErrorCode::Usage,
                    "\"{}\" is a fraction, but there is no original size to take it of here; write "
                    "bytes, for example 500MB",
                    text);
    return static_cast<int64_t>(std::floor(fraction * static_cast<double>(*original)));
}

} // namespace

std::string formatCount(int64_t count)
{
    if (count > -1000 && count < 1000)
        return std::to_string(count);
    return scaled(count, 1000, {"k", "M", "G", "T", "P", "E"});
}

std::string formatBytes(int64_t bytes, bool binary)
{
    const int64_t step = binary ? 1024 : 1000;
    if (bytes > -step && bytes < step)
        return fmt::format("{} B", bytes);
    if (binary)
        return scaled(bytes, 1024, {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"});
    return scaled(bytes, 1000, {"kB", "MB", "GB", "TB", "PB", "EB"});
}

std::string formatPercent(double fraction, int decimals)
{
    if (!std::isfinite(fraction))
        return "–";
    return fmt::format("{:.{}f} %", fraction * 100, decimals);
}

std::string formatExact(int64_t count)
{
    std::string digits = std::to_string(count);
    const size_t first = digits[0] == '-' ? 1 : 0;
    for (size_t i = digits.size(); i > first + 3;) {
        i -= 3;
        digits.insert(i, 1, ',');
    }
    return digits;
}

std::string formatMeasured(double value, double standardError, int decimals)
{
    if (!std::isfinite(standardError))
        return fmt::format("{:.{}f}", value, decimals);
    return fmt::format("{:.{}f} ± {:.{}f}", value, decimals, standardError, decimals);
}

std::string formatDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds > 1e15)
        return "–";
    const auto total = static_cast<int64_t>(std::llround(std::max(0.0, seconds)));
    const int64_t hours = total / 3600, minutes = total / 60 % 60, rest = total % 60;
    if (hours > 0)
        return fmt::format("{}:{:02}:{:02}", hours, minutes, rest);
    return fmt::format("{}:{:02}", minutes, rest);
}

Result<int64_t> parseSize(std::string_view text, std::optional<int64_t> original)
{
    const std::string_view whole = trimmed(text);
    const size_t numberEnd = whole.find_first_not_of("0123456789.");
    const std::string_view number = whole.substr(0, numberEnd);
    const std::string unit =
        numberEnd == whole.npos ? "" : lowered(trimmed(whole.substr(numberEnd)));
    const bool integral = number.find('.') == number.npos;
    if (number.empty() || number == ".")
        return badSize(text);

    double value = 0;
    const auto [end, ec] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (ec != std::errc() || end != number.data() + number.size() || !std::isfinite(value))
        return badSize(text);
    if (unit == "%")
        return fractionOf(text, value / 100, original);
    if (unit.empty() && !integral)
        return fractionOf(text, value, original);

    const auto factor = unitFactor(unit.empty() ? "b" : unit);
    if (!factor || (*factor == 1 && !integral))
        return badSize(text);
    if (*factor == 1) {
        int64_t exact = 0;
        if (std::from_chars(number.data(), number.data() + number.size(), exact).ec != std::errc())
            return fail(ErrorCode::Usage, "\"{}\" is too large for a size", text);
        return exact;
    }
    const double bytes = std::round(value * *factor);
    if (bytes >= static_cast<double>(std::numeric_limits<int64_t>::max()))
        return fail(ErrorCode::Usage, "\"{}\" is too large for a size", text);
    return static_cast<int64_t>(bytes);
}

} // namespace lapidary
