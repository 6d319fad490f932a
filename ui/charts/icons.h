#pragma once

#include "ui/charts/plot_color.h"

#include <QIcon>
#include <QPixmap>

namespace lapidary {

/// Line icons of resources/icons, drawn in the text colour of the theme: open, undo, redo, run,
/// stop, add, remove, up, down, duplicate, edit, save, export, preset, warning, ok, error, info,
/// close, settings, model, layers, search, folder, copy, reset, compare, report, link, more, budget,
/// expand, collapse, log, device, chip, calibrate, help, history, quit; the tabs: overview,
/// distribution, spectrum, tradeoff, playground, tree. An unknown name gives a null icon.
/// Icons set on actions and buttons follow a theme change by themselves (they paint on demand).
QIcon themedIcon(const QString &name);
/// In one colour by meaning, e.g. ColorRole::Warning for "warning", OnAccent on a filled button.
QIcon themedIcon(const QString &name, ColorRole color);
/// `size` is in device-independent pixels.
QPixmap themedPixmap(const QString &name, int size, ColorRole color, double devicePixelRatio = 1);

/// The program's icon, in its own colours, in all sizes.
QIcon applicationIcon();

} // namespace lapidary
