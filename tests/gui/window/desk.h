#pragma once

#include "tests/support/tiny_run_model.h"
#include "ui/bridge/event_loop_watchdog.h"
#include "ui/views/main_window.h"
#include "ui/views/panels/layers_tree.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

namespace lapidary::test {

/// A window on settings, store and cache of its own.
struct Desk {
    QTemporaryDir folder;
    Settings settings{folder.filePath("settings.ini"), nullptr};
    std::unique_ptr<Session> session;
    EventLoopWatchdog watchdog;
    std::unique_ptr<MainWindow> window;

    Desk()
    {
        settings.setStore(folder.filePath("runs"));
        session = std::make_unique<Session>(settings);
        session->layers().setDiskFolder({});
        session->calibration().setFolder(folder.filePath("calibrations"));
        window = std::make_unique<MainWindow>(*session, watchdog);
        window->resize(1280, 800);
        window->show();
    }
    ~Desk() { window.reset(); }

    QString model()
    {
        const QString where = folder.filePath("tiny model");
        if (!QFileInfo::exists(where) && !writeTinyModel(where.toStdString()))
            qFatal("the tiny model could not be written");
        return where;
    }
    bool open(const QString &where)
    {
        window->open(where);
        return QTest::qWaitFor([&] { return session->model() != nullptr; }, 10'000);
    }
    int layer(const char *name) const { return session->model()->find(name); }
    template <class T>
    T *find(const QString &accessibleName) const
    {
        for (T *widget : window->findChildren<T *>())
            if (widget->accessibleName() == accessibleName)
                return widget;
        return nullptr;
    }
    LayersTree &tree() const { return *window->findChild<LayersTree *>(); }
    void key(QWidget *widget, int key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(widget, Qt::Key(key), modifiers);
    }
};

/// Acts on the next modal dialog once it is shown.
inline void onDialog(const std::function<void(QDialog &)> &act)
{
    QTimer::singleShot(0, qApp, [act] {
        for (int i = 0; i < 200 && !QApplication::activeModalWidget(); ++i)
            QTest::qWait(10);
        auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        act(*dialog);
    });
}

inline QAbstractButton *buttonOf(QDialog &dialog, const QString &text)
{
    for (QAbstractButton *button : dialog.findChildren<QAbstractButton *>())
        if (QString(button->text()).remove('&') == text)
            return button;
    return nullptr;
}

template <class T>
T *named(QDialog &dialog, const QString &name)
{
    for (T *widget : dialog.findChildren<T *>())
        if (widget->accessibleName() == name)
            return widget;
    return nullptr;
}

inline CalibrationOptions smallOptions(const Session &session, int64_t samples = 4)
{
    CalibrationOptions options;
    options.text = session.calibrationText().toStdString();
    options.samples = samples;
    options.window = 32;
    options.compute = {"cpu", "f32", 2};
    return options;
}

/// The built-in model with a small calibration.
inline bool calibrated(Desk &desk)
{
    if (!desk.open(Session::builtInModel()))
        return false;
    desk.session->calibration().make(smallOptions(*desk.session));
    return QTest::qWaitFor([&] { return desk.session->calibration().calibration() != nullptr; },
                           60'000);
}

} // namespace lapidary::test
