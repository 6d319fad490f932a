#include "ui/views/tabs/tab_header.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lapidary {

TabHeader::TabHeader(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_details(new QLabel(this))
    , m_layout(new QHBoxLayout(this))
{
    m_title->setProperty("tone", "strong");
    m_details->setProperty("tone", "secondary");
    // Long names give way before the controls do.
    for (QLabel *label : {m_title, m_details})
        label->setMinimumWidth(20);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_details);
    m_layout->addStretch(1);
    setMinimumHeight(28);
}

void TabHeader::setText(const QString &title, const QString &details)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
}

void TabHeader::addControl(QWidget *control)
{
    m_layout->addWidget(control);
}

QVBoxLayout *makeTabLayout(QWidget *tab)
{
    tab->setProperty("panel", true);
    tab->setAttribute(Qt::WA_StyledBackground);
    auto *layout = new QVBoxLayout(tab);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(8);
    return layout;
}

} // namespace lapidary
