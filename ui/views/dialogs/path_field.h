#pragma once

#include <QWidget>

class QLineEdit;

namespace lapidary {

/// A path to type or to browse for.
class PathField : public QWidget {
    Q_OBJECT
public:
    enum class Kind { OpenFile, SaveFile, Folder };
    PathField(Kind kind, const QString &title, const QString &filter = {},
              QWidget *parent = nullptr);

    QString path() const;
    void setPath(const QString &path);
    void setPlaceholder(const QString &text);

signals:
    void changed();

private:
    void browse();

    Kind m_kind;
    QString m_title, m_filter;
    QLineEdit *m_edit;
};

} // namespace lapidary
