#pragma once

#include <QString>

#include <variant>

namespace lapidary {

/// What a colour of the window means. The values live in one table, see Theme.
enum class ColorRole {
    Background, Panel, Line, Text, TextSecondary, TextFaint,
    Accent, AccentHover, AccentPressed, OnAccent, Selection,
    Warning, WarningGround, Good, GoodGround, Error, ErrorGround,
    ChipText, ChipGround, ChipNeutralText, ChipNeutralGround,
    Field,      ///< ground of editable controls
    Control,    ///< ground of buttons
    Hover, Pressed, Disabled,
    Track,      ///< empty part of sliders, progress and share bars
    ShareBar,   ///< filled part of share bars in the layers tree
    Grid,       ///< grid lines of charts
    Shade,      ///< region of a chart that is cut away
    Frame,      ///< border of controls, a little stronger than Line
    Count_,
};

/// A colour by meaning; resolved by Theme::color() when something is drawn, so that plain data
/// (PlotSpec, treemap nodes) never holds a literal colour and follows the theme.
struct PlotColor {
    struct ModelRole {
        QString name; ///< as lapidary::roleName(): "q", "down", "expert_gate", ...
        bool operator==(const ModelRole &) const = default;
    };
    struct Series {
        int index = 0; ///< any; the palette of eight colours repeats
        bool operator==(const Series &) const = default;
    };
    struct Sensitivity {
        double value = 0; ///< 0 harmless .. 1 most harmful; NaN: not known
        bool operator==(const Sensitivity &other) const
        {
            return value == other.value || (value != value && other.value != other.value);
        }
    };

    PlotColor() = default;
    PlotColor(ColorRole role) : value(role) { }
    static PlotColor role(const QString &name) { return PlotColor(ModelRole{name}); }
    static PlotColor series(int index) { return PlotColor(Series{index}); }
    static PlotColor sensitivity(double value) { return PlotColor(Sensitivity{value}); }

    bool operator==(const PlotColor &) const = default;

    std::variant<ColorRole, ModelRole, Series, Sensitivity> value = ColorRole::Accent;

private:
    explicit PlotColor(ModelRole role) : value(std::move(role)) { }
    explicit PlotColor(Series series) : value(series) { }
    explicit PlotColor(Sensitivity sensitivity) : value(sensitivity) { }
};

} // namespace lapidary
