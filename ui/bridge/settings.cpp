#include "ui/bridge/settings.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lapidary {

namespace {
constexpr int kMaxRecent = 10;
}

Settings::Settings(QObject *parent) : QObject(parent)
{
}

Settings::Settings(const QString &iniFile, QObject *parent)
    : QObject(parent), m_settings(iniFile, QSettings::IniFormat)
{
}

void Settings::store(const QString &key, const QVariant &value)
{
    if (m_settings.value(key) == value)
        return;
    m_settings.setValue(key, value);
    emit changed(key);
}

QStringList Settings::recentModels() const
{
    return m_settings.value("recentModels").toStringList();
}

void Settings::addRecentModel(const QString &where)
{
    QStringList recent = recentModels();
    recent.removeAll(where);
    recent.prepend(where);
    store("recentModels", QStringList(recent.mid(0, kMaxRecent)));
}

void Settings::removeRecentModel(const QString &where)
{
    QStringList recent = recentModels();
    recent.removeAll(where);
    store("recentModels", recent);
}

Settings::Look Settings::look() const
{
    const QString look = m_settings.value("look").toString();
    return look == "light" ? Look::Light : look == "dark" ? Look::Dark : Look::System;
}

void Settings::setLook(Look look)
{
    store("look", look == Look::Light ? "light" : look == Look::Dark ? "dark" : "system");
}

bool Settings::binaryUnits() const
{
    return m_settings.value("binaryUnits", false).toBool();
}

void Settings::setBinaryUnits(bool binary)
{
    store("binaryUnits", binary);
}

QString Settings::language() const
{
    return m_settings.value("language").toString();
}

void Settings::setLanguage(const QString &language)
{
    store("language", language);
}

QString Settings::store() const
{
    const QString chosen = m_settings.value("store").toString();
    if (!chosen.isEmpty())
        return chosen;
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/runs";
}

void Settings::setStore(const QString &folder)
{
    store("store", QFileInfo(folder).absoluteFilePath());
}

QString Settings::evaluationText() const
{
    return m_settings.value("evaluationText").toString();
}

void Settings::setEvaluationText(const QString &file)
{
    store("evaluationText", file);
}

QString Settings::device() const
{
    return m_settings.value("device", "auto").toString();
}

void Settings::setDevice(const QString &device)
{
    store("device", device);
}

QString Settings::dtype() const
{
    return m_settings.value("dtype", "auto").toString();
}

void Settings::setDtype(const QString &dtype)
{
    store("dtype", dtype);
}

int Settings::threads() const
{
    return m_settings.value("threads", 0).toInt();
}

void Settings::setThreads(int threads)
{
    store("threads", threads);
}

bool Settings::restoreSession() const
{
    return m_settings.value("restoreSession", true).toBool();
}

void Settings::setRestoreSession(bool restore)
{
    store("restoreSession", restore);
}

QVariant Settings::value(const QString &key, const QVariant &fallback) const
{
    return m_settings.value(key, fallback);
}

void Settings::setValue(const QString &key, const QVariant &value)
{
    store(key, value);
}

} // namespace lapidary
