#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTimer;

namespace lapidary {

class PathField;

/// What to export, as what, where; says beforehand what it will cost or why it cannot be.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    /// `where`: a model or run to begin with; empty: what is open.
    ExportDialog(Session &session, const QString &where, QWidget *parent = nullptr);

    QString where() const;
    std::shared_ptr<const Exporter> exporter() const;
    ExportOptions options() const;
    QString target() const;

private:
    void fillSources(const QString &where);
    void formatChanged();
    void suggestTarget();
    void preview();

    Session &m_session;
    QComboBox *m_source;
    QComboBox *m_format;
    QComboBox *m_type;
    QCheckBox *m_densify;
    PathField *m_file;
    QLabel *m_notes;
    QPushButton *m_export;
    QTimer *m_previewSoon;
    QString m_suggested;
    JobId m_previewJob = 0;
};

} // namespace lapidary
