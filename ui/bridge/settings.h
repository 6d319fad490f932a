#pragma once

#include <QObject>
#include <QSettings>
#include <QStringList>

namespace lapidary {

/// What the window remembers. Values are written at once; `changed` names the key.
class Settings : public QObject {
    Q_OBJECT
public:
    enum class Look { System, Light, Dark };

    explicit Settings(QObject *parent = nullptr);
    /// In a file of its own, for tests.
    Settings(const QString &iniFile, QObject *parent);

    QStringList recentModels() const; ///< newest first, at most 10
    void addRecentModel(const QString &where);
    void removeRecentModel(const QString &where);

    Look look() const;
    void setLook(Look look);
    bool binaryUnits() const; ///< MiB instead of MB
    void setBinaryUnits(bool binary);
    QString language() const; ///< "de"; empty follows the system
    void setLanguage(const QString &language);
    QString store() const; ///< folder of runs; has a default below the user's data folder
    void setStore(const QString &folder);
    QString evaluationText() const; ///< file; empty = the built-in text
    void setEvaluationText(const QString &file);
    QString device() const; ///< "auto", "cpu", "cuda"
    void setDevice(const QString &device);
    QString dtype() const; ///< "auto", "f32", "bf16", "f16"
    void setDtype(const QString &dtype);
    int threads() const; ///< 0 = all
    void setThreads(int threads);
    bool restoreSession() const;
    void setRestoreSession(bool restore);

    /// Free values of views (layout, column widths, the tab in front): "window/geometry".
    QVariant value(const QString &key, const QVariant &fallback = {}) const;
    void setValue(const QString &key, const QVariant &value);

signals:
    void changed(const QString &key); ///< "look", "binaryUnits", "recentModels", ...

private:
    void store(const QString &key, const QVariant &value);
    QSettings m_settings;
};

} // namespace lapidary
