#include "ui/views/panels/job_card.h"

#include "ui/charts/icons.h"
#include "ui/charts/theme.h"
#include "ui/views/panels/stages_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace lapidary {

namespace {
constexpr int kSteps = 1000;
constexpr int kIcon = 14;
} // namespace

JobCard::JobCard(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel), m_title(new QLabel), m_label(new QLabel),
      m_time(new QLabel), m_sentence(new QLabel), m_bar(new QProgressBar), m_close(new QToolButton)
{
    m_title->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_label->setProperty("tone", "secondary");
    m_time->setProperty("tone", "secondary");
    // What it does now is read again and again: a long title gives way to it.
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_title->setTextFormat(Qt::RichText);
    m_sentence->setWordWrap(true);
    m_sentence->setProperty("tone", "error");
    m_sentence->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_bar->setRange(0, kSteps);
    m_bar->setTextVisible(false);
    m_close->setProperty("flat", true);
    m_close->setIcon(themedIcon("close"));
    m_close->setIconSize({kIcon, kIcon});
    m_close->setFixedSize(28, 28);
    auto *top = new QHBoxLayout;
    top->setSpacing(6);
    top->addWidget(m_icon);
    top->addWidget(m_title, 1);
    top->addWidget(m_label);
    top->addWidget(m_time);
    top->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 0, 8, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_bar);
    layout->addWidget(m_sentence);
    connect(m_close, &QToolButton::clicked, this, [this] {
        if (m_ended)
            emit dismissRequested();
        else
            emit cancelRequested();
    });
    connect(m_title, &QLabel::linkActivated, this, &JobCard::linkActivated);
    connect(m_sentence, &QLabel::linkActivated, this, &JobCard::logRequested);
}

void JobCard::showTitle()
{
    const QString title
        = m_title->fontMetrics().elidedText(m_row.title, Qt::ElideRight, m_title->width())
              .toHtmlEscaped();
    const bool link = m_row.hasLink && m_row.state == JobRow::State::Succeeded;
    m_title->setText(link ? QStringLiteral("<a style='color:%1;text-decoration:none' href='#'>"
                                           "%2</a>")
                                .arg(themeColor(ColorRole::Accent).name(), title)
                          : title);
    m_title->setToolTip(m_row.title);
}

void JobCard::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    layout()->activate(); // the title's new width, before its text is cut to it
    showTitle();
}

void JobCard::showStages(const StageProgress &progress, bool binaryUnits)
{
    if (!m_stages) {
        m_stages = new StagesView;
        layout()->addWidget(m_stages);
    }
    m_stages->setStages(progress, binaryUnits, m_ended);
}

void JobCard::show(const JobRow &row, const QString &timeText)
{
    using State = JobRow::State;
    m_ended = row.state != State::Waiting && row.state != State::Running;
    m_row = row;
    const QString link = themeColor(ColorRole::Accent).name();
    const bool good = row.state == State::Succeeded;
    showTitle();
    m_icon->setVisible(m_ended);
    if (m_ended) {
        const char *icon = good ? "ok" : row.state == State::Failed ? "error" : "stop";
        const ColorRole color = good      ? ColorRole::Good
            : row.state == State::Failed ? ColorRole::Error
                                          : ColorRole::TextSecondary;
        m_icon->setPixmap(themedPixmap(icon, kIcon, color, devicePixelRatioF()));
    }
    m_label->setText(m_ended ? QString() : row.label);
    m_time->setText(timeText);
    m_bar->setVisible(!m_ended);
    if (row.fraction < 0)
        m_bar->setRange(0, row.state == State::Waiting ? kSteps : 0); // moving while not known
    else
        m_bar->setRange(0, kSteps);
    m_bar->setValue(row.fraction < 0 ? 0 : int(row.fraction * kSteps));
    m_sentence->setVisible(row.state == State::Failed);
    if (row.state == State::Failed)
        m_sentence->setText(QStringLiteral("%1 <a style='color:%2' href='#'>%3</a>")
                                .arg(row.label.toHtmlEscaped(), link, tr("Show log")));
    const QString action = m_ended ? tr("Remove from the list") : tr("Stop this job");
    m_close->setToolTip(action);
    m_close->setAccessibleName(action + ": " + row.title);
    m_bar->setAccessibleName(row.title);
    setAccessibleName(row.title);
    m_label->setToolTip(row.label);
}

} // namespace lapidary
