#include "ui/views/dialogs/about_dialog.h"

#include "ui/charts/icons.h"
#include "ui/charts/theme.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace lapidary {

namespace {

struct Library {
    const char *name, *license, *purpose;
};

constexpr Library kLibraries[] = {
    {"LibTorch (PyTorch)", "BSD-3-Clause", "linear algebra, autograd, CUDA"},
    {"Qt 6", "LGPL-3.0", "the window"},
    {"QCustomPlot", "GPL-3.0-or-later", "charts"},
    {"HDF5", "BSD-3-Clause style", "arrays of runs"},
    {"Eigen", "MPL-2.0", "small dense solves"},
    {"nlohmann/json", "MIT", "configurations, recipes, records"},
    {"fmt", "MIT", "text"},
    {"spdlog", "MIT", "log"},
    {"tl::expected", "CC0-1.0", "errors as values"},
    {"CLI11", "BSD-3-Clause", "command line"},
    {"PCRE2", "BSD-3-Clause", "tokenizer patterns"},
    {"ICU", "Unicode-3.0", "Unicode"},
    {"xxHash", "BSD-2-Clause", "content hashes"},
};

QTextBrowser *page(const QString &html, const QString &name)
{
    auto *browser = new QTextBrowser;
    browser->setHtml(html);
    browser->setOpenExternalLinks(true);
    browser->setFrameShape(QFrame::NoFrame);
    browser->setAccessibleName(name);
    return browser;
}

} // namespace

AboutDialog::AboutDialog(const Plugins &plugins, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("About Lapidary"));
    resize(560, 480);
    auto *icon = new QLabel;
    icon->setPixmap(applicationIcon().pixmap(64, 64));
    auto *title = new QLabel(QStringLiteral("Lapidary %1").arg(QApplication::applicationVersion()));
    title->setFont(Theme::instance().font(FontRole::Title));
    auto *summary = new QLabel(
        tr("A workbench for cutting large language models down to size.\n"
           "Free software under the GNU General Public License, version 3 or later."));
    summary->setWordWrap(true);
    summary->setProperty("tone", "secondary");
    auto *words = new QVBoxLayout;
    words->addWidget(title);
    words->addWidget(summary);
    auto *top = new QHBoxLayout;
    top->setSpacing(16);
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addLayout(words, 1);

    QString libraries = "<table cellspacing='0' cellpadding='4'>";
    for (const Library &library : kLibraries)
        libraries += QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td></tr>")
                         .arg(library.name, library.license, library.purpose);
    libraries += "</table>";
    QString loaded = "<table cellspacing='0' cellpadding='4'>";
    for (const PluginManifest &plugin : plugins.loaded)
        loaded += QStringLiteral("<tr><td>%1 %2</td><td>%3</td><td>%4</td></tr>")
                      .arg(QString::fromStdString(plugin.title).toHtmlEscaped(),
                           QString::fromStdString(plugin.version).toHtmlEscaped(),
                           QString::fromStdString(plugin.license).toHtmlEscaped(),
                           QString::fromStdString(plugin.summary).toHtmlEscaped());
    for (const PluginFailure &failure : plugins.failures)
        loaded += QStringLiteral("<tr><td colspan='3'>%1</td></tr>")
                      .arg(tr("Not loaded: %1").arg(QString::fromStdString(failure.reason))
                               .toHtmlEscaped());
    loaded += "</table>";
    auto *tabs = new QTabWidget;
    tabs->addTab(page(libraries, tr("Libraries")), tr("Libraries"));
    tabs->addTab(page(loaded, tr("Plugins")), tr("Plugins"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addLayout(top);
    layout->addWidget(tabs, 1);
    layout->addWidget(buttons);
}

} // namespace lapidary
