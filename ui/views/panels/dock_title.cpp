#include "ui/views/panels/dock_title.h"

#include <QHBoxLayout>
#include <QLabel>

namespace lapidary {

namespace {
constexpr int kHeight = 32;
}

DockTitle::DockTitle(const QString &title, QWidget *parent) : QWidget(parent)
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(kHeight);
    m_layout = new QHBoxLayout(this);
    m_layout->setContentsMargins(12, 0, 12, 0);
    m_layout->setSpacing(6);
    auto *name = new QLabel(title);
    name->setProperty("tone", "strong");
    m_note = new QLabel;
    m_note->setProperty("tone", "secondary");
    m_hint = new QLabel;
    m_hint->setProperty("tone", "secondary");
    // A long name must not keep the dock wide.
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_layout->addWidget(name);
    m_layout->addWidget(m_note);
    m_layout->addWidget(m_hint, 1);
}

void DockTitle::setNote(const QString &note)
{
    m_note->setText(note);
}

void DockTitle::setHint(const QString &hint)
{
    m_hint->setText(hint);
    m_hint->setToolTip(hint);
}

void DockTitle::addControl(QWidget *control)
{
    m_layout->addWidget(control);
}

QSize DockTitle::sizeHint() const
{
    return {QWidget::sizeHint().width(), kHeight};
}

QSize DockTitle::minimumSizeHint() const
{
    return {80, kHeight};
}

} // namespace lapidary
