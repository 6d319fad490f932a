#include "core/base/resources.h"
#include "core/nn/compute.h"
#include "ui/bridge/event_loop_watchdog.h"
#include "ui/charts/theme.h"
#include "ui/views/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QSocketNotifier>
#include <QTemporaryDir>
#include <QTranslator>

#include <csignal>
#include <cstdio>
#include <memory>

#include <unistd.h>

namespace {

/// Catalogues are compiled in. English holds the plurals and stands behind every language.
void installTranslations(QApplication &app, const QString &language)
{
    const QLocale locale = language.isEmpty() ? QLocale() : QLocale(language);
    auto *english = new QTranslator(&app);
    if (english->load("lapidary_en", ":/i18n"))
        app.installTranslator(english);
    auto *program = new QTranslator(&app);
    if (program->load(locale, "lapidary", "_", ":/i18n"))
        app.installTranslator(program);
    auto *qt = new QTranslator(&app);
    if (qt->load(locale, "qtbase", "_", QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        app.installTranslator(qt);
    app.setLayoutDirection(locale.textDirection());
}

int signalPipe[2] = {-1, -1};

extern "C" void onSignal(int)
{
    const char byte = 1; // all that a handler may do
    [[maybe_unused]] const auto written = write(signalPipe[1], &byte, 1);
}

/// Ctrl-C and SIGTERM end the program as Quit does: jobs stop and can be resumed.
void quitOnSignals(QApplication &app)
{
    if (pipe(signalPipe) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, &app);
    QObject::connect(notifier, &QSocketNotifier::activated, &app, &QCoreApplication::quit);
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

struct Options {
    QString model, screenshots, store, calibration, text;
    bool watchdog = false;
};

Options readOptions(const QApplication &app)
{
    QCommandLineParser parser;
    parser.setApplicationDescription("A workbench for cutting large language models down to size.");
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument("MODEL",
                                 "A Hugging Face folder, .safetensors, .gguf, or STORE#RUN; "
                                 "default: what was open last, else the start page.",
                                 "[MODEL]");
    parser.addOption({"screenshot", "Save pictures of every tab into <folder> and end.", "folder"});
    parser.addOption({"store", "Keep runs in <folder>.", "folder"});
    parser.addOption({"calibration", "Pictures with this calibration of the model, too.", "file"});
    parser.addOption({"text", "Pictures show what was measured on this text.", "file"});
    QCommandLineOption watchdog("watchdog", "Print how late the event loop was, at the end.");
    watchdog.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(watchdog);
    parser.process(app);
    return {parser.positionalArguments().value(0), parser.value("screenshot"),
            parser.value("store"), parser.value("calibration"), parser.value("text"),
            parser.isSet("watchdog")};
}

} // namespace

int main(int argc, char *argv[])
{
    lapidary::setFreedMemory(lapidary::FreedMemory::Kept);
    QApplication app(argc, argv);
    QApplication::setApplicationName("lapidary");
    QApplication::setApplicationDisplayName("Lapidary");
    QApplication::setOrganizationName("lapidary");
    QApplication::setApplicationVersion(LAPIDARY_VERSION);
    QApplication::setDesktopFileName("lapidary");
    const Options options = readOptions(app);

    using namespace lapidary;
    // Pictures must not depend on, nor change, what somebody has set.
    QTemporaryDir scratch;
    const bool picturing = !options.screenshots.isEmpty();
    std::unique_ptr<Settings> settings = picturing
        ? std::make_unique<Settings>(scratch.filePath("settings.ini"), nullptr)
        : std::make_unique<Settings>();
    if (!options.store.isEmpty())
        settings->setStore(QFileInfo(options.store).absoluteFilePath());
    else if (picturing)
        settings->setStore(scratch.filePath("runs"));
    if (picturing && !options.text.isEmpty())
        settings->setEvaluationText(QFileInfo(options.text).absoluteFilePath());
    quitOnSignals(app);
    installTranslations(app, settings->language());
    Theme::instance().install();

    Session session(*settings);
    EventLoopWatchdog watchdog;
    MainWindow window(session, watchdog);
    if (picturing) {
        const QString model
            = options.model.isEmpty() ? Session::builtInModel() : options.model;
        const int pictures = saveScreenshots(window, options.screenshots, model, options.calibration);
        for (const Message &message : session.messages().all())
            std::fprintf(stderr, "lapidary: %s\n", qPrintable(message.text));
        std::printf("%d pictures in %s\n", pictures, qPrintable(options.screenshots));
        return pictures > 0 ? 0 : 1;
    }
    window.show();
    if (!options.model.isEmpty())
        window.open(options.model);
    else
        window.restoreSession();
    watchdog.reset();
    const int status = app.exec();
    if (options.watchdog) {
        std::printf("%s\n", qPrintable(watchdog.text()));
        std::fflush(stdout);
    }
    return status;
}
