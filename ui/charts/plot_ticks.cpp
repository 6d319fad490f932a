#include "ui/charts/plot_ticks.h"

#include "ui/charts/number_text.h"

namespace lapidary {

namespace {

QString superscript(int exponent)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString out = exponent < 0 ? QStringLiteral("⁻") : QString();
    for (QChar c : QString::number(std::abs(exponent)))
        out += digits[c.digitValue()];
    return out;
}

QString powerText(double value)
{
    const int exponent = int(std::floor(std::log10(std::abs(value)) + 1e-9));
    const double factor = value / std::pow(10.0, exponent);
    const QString power = QStringLiteral("10") + superscript(exponent);
    if (std::abs(factor - 1) < 1e-6)
        return power;
    return valueText(factor, 2) + QStringLiteral("·") + power;
}

// 134 515: no separator below five digits.
QString grouped(double value)
{
    const auto whole = static_cast<int64_t>(std::llround(value));
    QString text = exactText(whole);
    if (std::abs(value) < 9999.5)
        text.remove(QChar(0x202f));
    return text;
}

QString plainText(double value, double step)
{
    if (step <= 0)
        return valueText(value, 3);
    if (std::abs(value) < step * 1e-6)
        return QStringLiteral("0");
    const double magnitude = std::abs(value);
    if (magnitude >= 1e7 || magnitude < 1e-4)
        return powerText(value);
    const int decimals = std::clamp(int(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
    if (decimals == 0)
        return grouped(value).replace(QLatin1Char('-'), QChar(0x2212));
    return signedText(value, decimals).remove(QLatin1Char('+'));
}

QString unitText(QString text)
{
    return text.replace(QLatin1String(".0 "), QLatin1String(" "));
}

void logTicks(const AxisSpec &axis, AxisRange range, int target, AxisTicks &ticks)
{
    const int low = int(std::floor(std::log10(range.min) + 1e-9));
    const int high = int(std::ceil(std::log10(range.max) - 1e-9));
    const int decades = std::max(1, high - low);
    const int every = std::max(1, int(std::ceil(double(decades) / std::max(2, target))));
    const bool sparse = std::log10(range.max / range.min) < 1.6;
    for (int exponent = low; exponent <= high; ++exponent) {
        for (int digit = 1; digit <= 9; ++digit) {
            const double value = digit * std::pow(10.0, exponent);
            if (value < range.min * (1 - 1e-9) || value > range.max * (1 + 1e-9))
                continue;
            const bool decade = digit == 1 && (exponent - low) % every == 0;
            if (decade || (sparse && (digit == 2 || digit == 5))) {
                ticks.values.push_back(value);
                ticks.labels << tickText(axis, value);
            } else if (every == 1) {
                ticks.minor.push_back(value);
            }
        }
    }
}

void categoryTicks(const AxisSpec &axis, AxisRange range, int target, AxisTicks &ticks)
{
    const int count = int(axis.categories.size());
    const int shown = std::max(1, int(range.max - range.min));
    const int every = std::max(1, int(std::ceil(double(shown) / std::max(2, target * 2))));
    for (int i = 0; i < count; ++i) {
        if (i < range.min || i > range.max || i % every)
            continue;
        ticks.values.push_back(i);
        ticks.labels << axis.categories[i];
    }
}

} // namespace

double niceStep(double span, int target)
{
    if (!(span > 0) || !std::isfinite(span))
        return 1;
    const double raw = span / std::max(1, target);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double factor = raw / power;
    return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
}

QString tickText(const AxisSpec &axis, double value, double step)
{
    switch (axis.format) {
    case TickFormat::Count:
        return unitText(countText(int64_t(std::llround(value))));
    case TickFormat::Bytes:
        return unitText(bytesText(int64_t(std::llround(value))));
    case TickFormat::Percent: {
        const int decimals =
            step > 0 ? std::clamp(int(std::ceil(-std::log10(step * 100) - 1e-9)), 0, 4) : 1;
        return percentText(value, decimals);
    }
    case TickFormat::Integer:
        return grouped(value);
    case TickFormat::Scientific:
        return value == 0 ? QStringLiteral("0") : powerText(value);
    case TickFormat::Category: {
        const auto index = std::llround(value);
        return index >= 0 && index < axis.categories.size() ? axis.categories[index] : QString();
    }
    case TickFormat::Number:
        break;
    }
    if (axis.scale == AxisScale::Log && step <= 0 && value > 0) {
        if (value < 0.9e-3 || value > 1.1e5)
            return std::abs(std::log10(value) - std::round(std::log10(value))) < 1e-6
                       ? powerText(value) : valueText(value, 3);
        return value >= 1000 ? grouped(value) : valueText(value, 3);
    }
    return plainText(value, step);
}

AxisTicks makeTicks(const AxisSpec &axis, AxisRange range, int target)
{
    AxisTicks ticks;
    if (!(range.max > range.min))
        return ticks;
    if (axis.format == TickFormat::Category) {
        categoryTicks(axis, range, target, ticks);
        return ticks;
    }
    if (axis.scale == AxisScale::Log && range.min > 0) {
        logTicks(axis, range, target, ticks);
        return ticks;
    }
    double step = niceStep(range.max - range.min, target);
    if (axis.format == TickFormat::Integer || axis.format == TickFormat::Count
        || axis.format == TickFormat::Bytes)
        step = std::max(1.0, step);
    const double slack = step * 1e-6;
    const double start = std::ceil((range.min - slack) / step);
    for (int i = 0; i < 64; ++i) {
        const double value = (start + i) * step;
        if (value > range.max + slack)
            break;
        ticks.values.push_back(std::abs(value) < slack ? 0 : value);
        ticks.labels << tickText(axis, ticks.values.back(), step);
    }
    return ticks;
}

} // namespace lapidary
