#pragma once

#include "ui/bridge/session.h"

#include <QDialog>

class QComboBox;
class QListWidget;
class QPushButton;

namespace lapidary {

class PathField;

/// Which runs go into a report, in which form, where.
class ReportDialog : public QDialog {
    Q_OBJECT
public:
    explicit ReportDialog(Session &session, QWidget *parent = nullptr);

    QStringList runs() const;
    QString format() const;
    QString target() const;

private:
    void update();
    void formatChanged();

    Session &m_session;
    QListWidget *m_runs;
    QComboBox *m_format;
    PathField *m_target;
    QPushButton *m_ok;
};

} // namespace lapidary
