#include "ui/views/error_banner.h"

#include "ui/charts/icons.h"
#include "ui/charts/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace lapidary {

ErrorBanner::ErrorBanner(Messages &messages, QWidget *parent)
    : QFrame(parent), m_messages(messages), m_icon(new QLabel), m_text(new QLabel),
      m_more(new QPushButton)
{
    setAttribute(Qt::WA_StyledBackground);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setTextFormat(Qt::PlainText);
    m_more->setProperty("flat", true);
    auto *close = new QToolButton;
    close->setProperty("flat", true);
    close->setIcon(themedIcon("close"));
    close->setToolTip(tr("Close; the message stays in Help > Messages"));
    close->setAccessibleName(tr("Close the message"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_more);
    layout->addWidget(close);
    hide();
    connect(&messages, &Messages::posted, this, &ErrorBanner::post);
    connect(m_more, &QPushButton::clicked, this, &ErrorBanner::logRequested);
    connect(close, &QToolButton::clicked, this, [this] {
        m_unread = 0;
        hide();
    });
    connect(&Theme::instance(), &Theme::changed, this, &ErrorBanner::showLatest);
}

void ErrorBanner::post(const Message &message)
{
    if (message.severity == Severity::Info)
        return;
    ++m_unread;
    // A later warning must not cover an error that nobody has read.
    if (m_unread == 1 || message.severity >= m_shown.severity)
        m_shown = message;
    show();
    showLatest();
}

void ErrorBanner::showLatest()
{
    const bool error = m_shown.severity == Severity::Error;
    setProperty("box", error ? "error" : "warning");
    Theme::repolish(this);
    m_icon->setPixmap(themedPixmap(error ? "error" : "warning", 16,
                                   error ? ColorRole::Error : ColorRole::Warning,
                                   devicePixelRatioF()));
    m_text->setText(m_shown.text);
    m_more->setVisible(m_unread > 1);
    m_more->setText(tr("%n more", nullptr, m_unread - 1));
}

} // namespace lapidary
