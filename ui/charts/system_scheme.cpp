#include "ui/charts/system_scheme.h"

#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

#ifdef LAPIDARY_HAVE_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#else
class QDBusVariant { };
#endif

namespace lapidary {

SystemScheme::SystemScheme(QObject *parent) : QObject(parent)
{
    const QPalette palette = QGuiApplication::palette();
    m_dark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::Text).lightness();
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto *hints = QGuiApplication::styleHints();
    if (hints->colorScheme() != Qt::ColorScheme::Unknown)
        m_dark = hints->colorScheme() == Qt::ColorScheme::Dark;
    connect(hints, &QStyleHints::colorSchemeChanged, this,
            [this](Qt::ColorScheme scheme) { setDark(scheme == Qt::ColorScheme::Dark); });
#else
    askPortal();
#endif
}

void SystemScheme::setDark(bool dark)
{
    if (dark == m_dark)
        return;
    m_dark = dark;
    emit changed();
}

#ifdef LAPIDARY_HAVE_DBUS

static const QString appearance = QStringLiteral("org.freedesktop.appearance");
static const QString colorScheme = QStringLiteral("color-scheme");

void SystemScheme::askPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
    const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(portalChanged(QString, QString, QDBusVariant)));
    QDBusMessage call =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    call << appearance << colorScheme;
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError())
            portalChanged(appearance, colorScheme, reply.value());
    });
}

void SystemScheme::portalChanged(const QString &group, const QString &key,
                                 const QDBusVariant &value)
{
    if (group != appearance || key != colorScheme)
        return;
    // Read() wraps its answer in one more variant than SettingChanged does.
    QVariant inner = value.variant();
    if (inner.canConvert<QDBusVariant>())
        inner = inner.value<QDBusVariant>().variant();
    const uint scheme = inner.toUInt(); // 0 no preference, 1 dark, 2 light
    if (scheme == 1 || scheme == 2)
        setDark(scheme == 1);
}

#else

void SystemScheme::askPortal() { }
void SystemScheme::portalChanged(const QString &, const QString &, const QDBusVariant &) { }

#endif

} // namespace lapidary
