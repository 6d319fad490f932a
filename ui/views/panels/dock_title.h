#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace lapidary {

/// Title bar of a dock as the window draws it: a strong title, a quiet note, small controls at the
/// right. The dock can be dragged by it as by any title bar.
class DockTitle : public QWidget {
    Q_OBJECT
public:
    explicit DockTitle(const QString &title, QWidget *parent = nullptr);

    void setNote(const QString &note);  ///< beside the title: the recipe's name
    void setHint(const QString &hint);  ///< at the right edge: what this is about
    void addControl(QWidget *control);  ///< at the right edge, left to right

    QSize sizeHint() const override; ///< what QDockWidget takes as the height of its title
    QSize minimumSizeHint() const override;

private:
    QHBoxLayout *m_layout;
    QLabel *m_note;
    QLabel *m_hint;
};

} // namespace lapidary
