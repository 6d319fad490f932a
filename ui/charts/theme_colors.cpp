// The table of colours: the only literals of the window.
#include "ui/charts/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lapidary {

namespace {

struct Pair {
    ColorRole role;
    QRgb light, dark;
};

constexpr QRgb rgb(uint hex)
{
    return 0xff000000u | hex;
}

constexpr std::array colors{
    Pair{ColorRole::Background, rgb(0xf4f5f7), rgb(0x1b1e24)},
    Pair{ColorRole::Panel, rgb(0xffffff), rgb(0x23272f)},
    Pair{ColorRole::Line, rgb(0xd9dce2), rgb(0x353b46)},
    Pair{ColorRole::Text, rgb(0x1d2129), rgb(0xe1e4ea)},
    Pair{ColorRole::TextSecondary, rgb(0x5b6472), rgb(0xa2abb9)},
    Pair{ColorRole::TextFaint, rgb(0x8a93a1), rgb(0x768091)},
    Pair{ColorRole::Accent, rgb(0x2563c9), rgb(0x5b9bff)},
    Pair{ColorRole::AccentHover, rgb(0x1e56b3), rgb(0x78adff)},
    Pair{ColorRole::AccentPressed, rgb(0x194a9c), rgb(0x4687ea)},
    // White on the dark theme's accent has a contrast of only 2.8.
    Pair{ColorRole::OnAccent, rgb(0xffffff), rgb(0x0f1722)},
    Pair{ColorRole::Selection, rgb(0xdbe8fc), rgb(0x2b4470)},
    Pair{ColorRole::Warning, rgb(0xb45309), rgb(0xf2b24c)},
    Pair{ColorRole::WarningGround, rgb(0xfff4e0), rgb(0x3a3022)},
    Pair{ColorRole::Good, rgb(0x1a7f4b), rgb(0x4cc38a)},
    Pair{ColorRole::GoodGround, rgb(0xeaf7ef), rgb(0x203a30)},
    Pair{ColorRole::Error, rgb(0xb3261e), rgb(0xff8a80)},
    Pair{ColorRole::ErrorGround, rgb(0xfdeae8), rgb(0x452a2b)},
    Pair{ColorRole::ChipText, rgb(0x2159b5), rgb(0x7fb1ff)},
    Pair{ColorRole::ChipGround, rgb(0xe8f0fd), rgb(0x22385c)},
    Pair{ColorRole::ChipNeutralText, rgb(0x5b6472), rgb(0xa2abb9)},
    Pair{ColorRole::ChipNeutralGround, rgb(0xeceef2), rgb(0x2c313a)},
    Pair{ColorRole::Field, rgb(0xffffff), rgb(0x1f2329)},
    Pair{ColorRole::Control, rgb(0xfbfbfc), rgb(0x2a2f38)},
    Pair{ColorRole::Hover, rgb(0xf0f2f5), rgb(0x2f3540)},
    Pair{ColorRole::Pressed, rgb(0xe3e6eb), rgb(0x394150)},
    Pair{ColorRole::Disabled, rgb(0xa9b0bb), rgb(0x596170)},
    Pair{ColorRole::Track, rgb(0xe3e6eb), rgb(0x353b46)},
    Pair{ColorRole::ShareBar, rgb(0x8a93a1), rgb(0x768091)},
    Pair{ColorRole::Grid, rgb(0xe9ebef), rgb(0x2f3540)},
    Pair{ColorRole::Shade, rgb(0xf1f2f5), rgb(0x2a2f37)},
    Pair{ColorRole::Frame, rgb(0xd0d4dc), rgb(0x3c4350)},
};
static_assert(colors.size() == static_cast<size_t>(ColorRole::Count_));

struct Named {
    const char *name;
    QRgb color;
};

constexpr std::array roles{
    Named{"embed", rgb(0x9aa3af)}, Named{"head", rgb(0x9aa3af)}, Named{"q", rgb(0x4c78a8)},
    Named{"qkv", rgb(0x4c78a8)},   Named{"k", rgb(0x3a9fb5)},    Named{"v", rgb(0x4f9d69)},
    Named{"o", rgb(0x7a6fc2)},     Named{"gate", rgb(0xe08a1e)}, Named{"gate_up", rgb(0xe08a1e)},
    Named{"up", rgb(0xd1576b)},    Named{"down", rgb(0xa7679f)}, Named{"norm", rgb(0xb8bec9)},
    Named{"router", rgb(0xc8a415)}, Named{"mamba", rgb(0x5f8f8b)}, Named{"ssm", rgb(0x5f8f8b)},
    Named{"conv", rgb(0x6c9bd2)},
};

constexpr std::array series{rgb(0x4c78a8), rgb(0xe08a1e), rgb(0x4f9d69), rgb(0xa7679f),
                            rgb(0x3a9fb5), rgb(0xd1576b), rgb(0x7a6fc2), rgb(0x8a7a3a)};

constexpr std::array ramp{rgb(0x6fae7d), rgb(0x9bb86b), rgb(0xe6b450), rgb(0xd9822b),
                          rgb(0xb3261e)};

QColor mixed(const QColor &a, const QColor &b, double t)
{
    const auto mix = [t](int from, int to) { return int(std::lround(from + (to - from) * t)); };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
           + 0.0722 * linear(color.blueF());
}

} // namespace

QColor Theme::color(ColorRole role) const
{
    const auto index = static_cast<size_t>(role);
    if (index >= colors.size())
        return {};
    Q_ASSERT(colors[index].role == role);
    return QColor::fromRgb(m_dark ? colors[index].dark : colors[index].light);
}

QColor Theme::color(const PlotColor &color) const
{
    if (const auto *role = std::get_if<ColorRole>(&color.value))
        return this->color(*role);
    if (const auto *role = std::get_if<PlotColor::ModelRole>(&color.value))
        return roleColor(role->name);
    if (const auto *index = std::get_if<PlotColor::Series>(&color.value))
        return seriesColor(index->index);
    return sensitivityColor(std::get<PlotColor::Sensitivity>(color.value).value);
}

QColor Theme::roleColor(const QString &role) const
{
    QString name = role.toLower();
    // Experts look like their gate, up and down; every part of a Mamba layer alike.
    for (const char *prefix : {"expert_", "shared_"})
        if (name.startsWith(QLatin1String(prefix)))
            name = name.mid(7);
    if (name.startsWith(QLatin1String("mamba")))
        name = QStringLiteral("mamba");
    for (const Named &entry : roles)
        if (name == QLatin1String(entry.name))
            return QColor::fromRgb(entry.color);
    return roleColor(QStringLiteral("norm"));
}

QColor Theme::sensitivityColor(double value) const
{
    if (!std::isfinite(value))
        return color(ColorRole::Track);
    const double position = std::clamp(value, 0.0, 1.0) * (ramp.size() - 1);
    const auto lower = std::min(static_cast<size_t>(position), ramp.size() - 2);
    return mixed(QColor::fromRgb(ramp[lower]), QColor::fromRgb(ramp[lower + 1]), position - lower);
}

QColor Theme::seriesColor(int index) const
{
    const auto count = static_cast<int>(series.size());
    return QColor::fromRgb(series[static_cast<size_t>((index % count + count) % count)]);
}

ChipColors Theme::chip(ChipKind kind) const
{
    switch (kind) {
    case ChipKind::Accent: return {color(ColorRole::ChipText), color(ColorRole::ChipGround)};
    case ChipKind::Warning: return {color(ColorRole::Warning), color(ColorRole::WarningGround)};
    case ChipKind::Good: return {color(ColorRole::Good), color(ColorRole::GoodGround)};
    case ChipKind::Error: return {color(ColorRole::Error), color(ColorRole::ErrorGround)};
    case ChipKind::Neutral: break;
    }
    return {color(ColorRole::ChipNeutralText), color(ColorRole::ChipNeutralGround)};
}

QColor Theme::textOn(const QColor &ground) const
{
    const QColor dark = QColor::fromRgb(colors[size_t(ColorRole::Text)].light);
    const QColor light = QColor::fromRgb(colors[size_t(ColorRole::Panel)].light);
    const double level = luminance(ground);
    const double onDark = (level + 0.05) / (luminance(dark) + 0.05);
    const double onLight = (luminance(light) + 0.05) / (level + 0.05);
    return onDark > onLight ? dark : light;
}

QColor Theme::readable(const QColor &color) const
{
    const double ground = luminance(this->color(ColorRole::Panel));
    const QColor text = this->color(ColorRole::Text);
    for (double t = 0; t < 1; t += 0.1) {
        const QColor candidate = mixed(color, text, t);
        const double level = luminance(candidate);
        if ((std::max(level, ground) + 0.05) / (std::min(level, ground) + 0.05) >= 4.5)
            return candidate;
    }
    return text;
}

} // namespace lapidary
