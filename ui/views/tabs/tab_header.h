#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lapidary {

/// First line of a tab: what is shown, in bold, with details behind it; controls on the right.
class TabHeader : public QWidget {
    Q_OBJECT
public:
    explicit TabHeader(QWidget *parent = nullptr);
    void setText(const QString &title, const QString &details = {});
    void addControl(QWidget *control);

private:
    QLabel *m_title;
    QLabel *m_details;
    QHBoxLayout *m_layout;
};

/// Vertical layout of a tab with the usual margins.
QVBoxLayout *makeTabLayout(QWidget *tab);

} // namespace lapidary
