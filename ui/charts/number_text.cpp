#include "ui/charts/number_text.h"

#include "core/base/format.h"

#include <QStringList>

#include <cmath>

namespace lapidary {

namespace {

constexpr QChar thinSpace(0x202f); // narrow no-break space: a figure never wraps
constexpr QChar minus(0x2212);

bool known(std::optional<double> value)
{
    return value && std::isfinite(*value);
}

// formatX() writes the hyphen of ASCII; the window uses the minus sign, as wide as the plus.
QString withMinus(QString text)
{
    if (text.startsWith(QLatin1Char('-')))
        text[0] = minus;
    return text;
}

QString fromCore(const std::string &text)
{
    return withMinus(QString::fromStdString(text));
}

} // namespace

QString unknownText()
{
    return QStringLiteral("-");
}

QString countText(std::optional<int64_t> count)
{
    return count ? fromCore(formatCount(*count)) : unknownText();
}

QString bytesText(std::optional<int64_t> bytes, bool binary)
{
    return bytes ? fromCore(formatBytes(*bytes, binary)) : unknownText();
}

QString percentText(std::optional<double> fraction, int decimals)
{
    return known(fraction) ? fromCore(formatPercent(*fraction, decimals)) : unknownText();
}

QString changeText(std::optional<double> before, std::optional<double> after, int decimals)
{
    if (!known(before) || !known(after) || *before == 0)
        return unknownText();
    return signedText((*after - *before) / std::abs(*before) * 100, decimals)
           + QStringLiteral(" %");
}

QString measuredText(std::optional<double> value, std::optional<double> standardError,
                     int decimals)
{
    if (!known(value))
        return unknownText();
    return fromCore(formatMeasured(*value, standardError.value_or(std::nan("")), decimals));
}

QString signedText(std::optional<double> value, int decimals)
{
    if (!known(value))
        return unknownText();
    const QString magnitude = QString::number(std::abs(*value), 'f', decimals);
    if (magnitude.toDouble() == 0)
        return magnitude; // neither +0.000 nor −0.000
    return (*value < 0 ? minus : QChar(u'+')) + magnitude;
}

QString valueText(std::optional<double> value, int significant)
{
    if (!known(value))
        return unknownText();
    const double magnitude = std::abs(*value);
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e7))
        return withMinus(QString::number(*value, 'e', significant - 1));
    return withMinus(QString::number(*value, 'g', std::max(significant, magnitude >= 1
        ? int(std::floor(std::log10(magnitude))) + 1 : 1)));
}

QString durationText(std::optional<double> seconds)
{
    return known(seconds) ? fromCore(formatDuration(*seconds)) : unknownText();
}

QString rateText(std::optional<double> perSecond, const QString &unit)
{
    if (!known(perSecond))
        return unknownText();
    const int decimals = std::abs(*perSecond) < 10 ? 1 : 0;
    return QStringLiteral("%1 %2/s").arg(withMinus(QString::number(*perSecond, 'f', decimals)),
                                         unit);
}

QString shapeText(const std::vector<int64_t> &shape)
{
    if (shape.empty())
        return unknownText();
    QStringList parts;
    for (int64_t size : shape)
        parts << QString::number(size);
    return parts.join(QStringLiteral(" × "));
}

QString exactText(std::optional<int64_t> count)
{
    if (!count)
        return unknownText();
    return fromCore(formatExact(*count)).replace(QLatin1Char(','), thinSpace);
}

QString exactBytesText(std::optional<int64_t> bytes)
{
    return bytes ? exactText(bytes) + QStringLiteral(" bytes") : unknownText();
}

} // namespace lapidary
