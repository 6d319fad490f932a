#pragma once

#include <QDialog>

namespace lapidary {

/// Some text to read, search and copy: logs, messages, licences.
class TextDialog : public QDialog {
    Q_OBJECT
public:
    TextDialog(const QString &title, const QString &text, QWidget *parent = nullptr);
};

} // namespace lapidary
