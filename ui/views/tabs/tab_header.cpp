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
    // The name stays whole; its details give way first. Controls are never pushed out.
    m_details->setMinimumWidth(20);
    m_details->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(8);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_details, 1);
    setMinimumHeight(28);
}

void TabHeader::setText(const QString &title, const QString &details)
{
    m_title->setText(title);
    m_title->setToolTip(title);
    m_details->setText(details);
    m_details->setToolTip(details);
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
