#pragma once

#include <QObject>

class QDBusVariant;

namespace lapidary {

/// Whether the desktop asks for dark windows. Starts from the palette that the platform gave the
/// application, then asks the desktop (Qt 6.5 and later, or the settings portal) without blocking.
/// Create it before the application's palette is replaced.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject *parent = nullptr);
    bool isDark() const { return m_dark; }

signals:
    void changed();

private slots:
    void portalChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void setDark(bool dark);
    void askPortal();

    bool m_dark = false;
};

} // namespace lapidary
