#pragma once

#include "ui/charts/plot_color.h"

#include <QIcon>
#include <QPixmap>

namespace lapidary {

/// Line icons of resources/icons (the file names are the list), in the text colour of the theme:
/// open, undo, redo, run, stop, add, remove, delete, up, down, duplicate, edit, save, export, preset,
/// warning, ok, error, info, close, settings, model, layers, search, filter, folder, copy, reset,
/// compare, report, link, more, budget, log, device, calibrate, help, history, theme, quit, ...;
/// the tabs: overview, distribution, spectrum, tradeoff, compare, playground, tree. Unknown: null.
/// Icons set on actions and buttons follow a theme change by themselves (they paint on demand).
QIcon themedIcon(const QString &name);
/// In one colour by meaning, e.g. ColorRole::Warning for "warning", OnAccent on a filled button.
QIcon themedIcon(const QString &name, ColorRole color);
/// `size` is in device-independent pixels.
QPixmap themedPixmap(const QString &name, int size, ColorRole color, double devicePixelRatio = 1);

/// The program's icon, in its own colours, in all sizes.
QIcon applicationIcon();

} // namespace lapidary
