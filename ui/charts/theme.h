#pragma once

#include "ui/charts/plot_color.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

namespace lapidary {

class SystemScheme;

/// The fonts of the window: two sizes, two weights, one monospace family.
enum class FontRole {
    Body,            ///< 13 px
    BodyStrong,      ///< 13 px, semibold: titles of panels, totals
    Secondary,       ///< 12 px: headers, hints, figures of tables, axes
    SecondaryStrong, ///< 12 px, semibold
    Mono,            ///< 12 px monospace: shapes, ids, paths
    Title,           ///< 18 px, semibold: start page only
};

/// Coloured little labels: a method in the layers tree, the runs that are compared.
enum class ChipKind { Accent, Warning, Neutral, Good, Error };

struct ChipColors {
    QColor text;
    QColor ground;
};

/// Colours, fonts and the application's style sheet; the only place with literal colours.
/// Lives on the GUI thread, created on first use after QApplication, owned by it.
///
/// Widgets that paint themselves read it while painting and call update() on changed(); what is
/// built from standard widgets needs nothing. A few dynamic properties change a widget's look:
///   QWidget      "panel" = true          white ground (a dock's content, a page)
///   QPushButton  "primary" = true        filled with the accent: Run
///   QPushButton, QToolButton "flat" = true   no frame until hovered
///   QLabel       "tone" = "secondary" | "faint" | "warning" | "good" | "error" | "strong" | "mono"
///   QLabel, QFrame "box" = "warning" | "error" | "good" | "note"   rounded ground with padding
///   QLabel       "chip" = "accent" | "warning" | "neutral" | "good" | "error"
///   QLineEdit, QAbstractSpinBox "state" = "error" | "warning"   coloured border (say why beside it)
///   QTabWidget/QTabBar "compact" = true  smaller tabs without frame
/// After changing a property of a shown widget call Theme::repolish().
class Theme : public QObject {
    Q_OBJECT
public:
    enum class Mode { System, Light, Dark };

    static Theme &instance();

    /// Installs style, palette, fonts and style sheet on the application and keeps them current.
    void install();

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    bool isDark() const { return m_dark; }

    QColor color(ColorRole role) const;
    QColor color(const PlotColor &color) const;
    /// `role` as lapidary::roleName(); an unknown name gets the colour of "norm".
    QColor roleColor(const QString &role) const;
    /// Green over yellow to red for 0..1; the "not known" grey for NaN.
    QColor sensitivityColor(double value) const;
    /// A palette of eight that stay apart in both themes and for colour-blind eyes.
    QColor seriesColor(int index) const;
    ChipColors chip(ChipKind kind) const;
    /// Black or white-ish, whichever reads better on `ground`.
    QColor textOn(const QColor &ground) const;
    /// `color` moved towards the text colour until it is readable (contrast 4.5) on panels.
    QColor readable(const QColor &color) const;

    QFont font(FontRole role) const;
    QPalette palette() const;

    static void repolish(QWidget *widget);

signals:
    /// Colours or fonts changed; emitted after the application has them.
    void changed();

private:
    explicit Theme(QObject *parent);
    void apply();
    void followSystem();

    SystemScheme *m_system = nullptr;
    Mode m_mode = Mode::System;
    bool m_dark = false;
    bool m_installed = false;
};

/// Shorthand for Theme::instance().color(role).
QColor themeColor(ColorRole role);

} // namespace lapidary
