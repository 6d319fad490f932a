#include "ui/views/panels/jobs_view.h"

#include "ui/models/jobs_model.h"
#include "ui/charts/theme.h"
#include "ui/views/dialogs/text_dialog.h"
#include "ui/views/panels/dock_title.h"
#include "ui/views/panels/job_card.h"

#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace lapidary {

namespace {

JobRow rowOf(const JobInfo &info)
{
    JobRow row;
    row.id = info.id;
    row.title = info.spec.title;
    row.label = info.state == JobState::Failed ? info.error : info.label;
    row.state = static_cast<JobRow::State>(info.state);
    row.fraction = info.fraction;
    row.elapsed = info.elapsedSeconds;
    row.left = info.secondsLeft;
    row.hasLink = !info.spec.link.isEmpty();
    return row;
}

} // namespace

JobsView::JobsView(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_title(new DockTitle(tr("Jobs"))),
      m_model(new JobsModel(this)), m_cards(new QVBoxLayout), m_empty(new QLabel)
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *log = new QToolButton;
    log->setText(tr("Log"));
    log->setProperty("flat", true);
    log->setToolTip(tr("What the jobs wrote"));
    connect(log, &QToolButton::clicked, this, [this] { showLog(); });
    m_title->addControl(log);

    m_empty->setText(tr("Nothing is running."));
    m_empty->setProperty("tone", "secondary");
    m_empty->setContentsMargins(12, 8, 12, 8);
    auto *page = new QWidget;
    page->setProperty("panel", true);
    m_cards->setContentsMargins(0, 4, 0, 4);
    m_cards->setSpacing(4);
    m_cards->addWidget(m_empty);
    m_cards->addStretch(1);
    page->setLayout(m_cards);
    auto *scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    JobRunner &jobs = session.jobs();
    connect(&jobs, &JobRunner::jobAdded, this, &JobsView::update);
    connect(&jobs, &JobRunner::jobChanged, this, &JobsView::update);
    connect(&jobs, &JobRunner::jobEnded, this, &JobsView::update);
    connect(&session.runs(), &Runs::stagesChanged, this, &JobsView::update);
    connect(&jobs, &JobRunner::jobRemoved, this, &JobsView::removed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        for (const auto &[id, card] : m_byId)
            update(id);
    });
    refreshTitle();
}

JobCard *JobsView::card(int job)
{
    JobCard *&card = m_byId[job];
    if (card)
        return card;
    card = new JobCard;
    m_cards->insertWidget(0, card); // newest on top
    connect(card, &JobCard::cancelRequested, this, [this, job] { m_session.jobs().cancel(job); });
    connect(card, &JobCard::dismissRequested, this, [this, job] { m_session.jobs().dismiss(job); });
    connect(card, &JobCard::logRequested, this, [this, job] { showLog(job); });
    connect(card, &JobCard::linkActivated, this, [this, job] {
        if (const auto info = m_session.jobs().job(job))
            emit linkActivated(info->spec.link);
    });
    return card;
}

void JobsView::update(int job)
{
    const auto info = m_session.jobs().job(job);
    if (!info || info->spec.background)
        return;
    m_model->update(rowOf(*info));
    const int row = m_model->find(job);
    card(job)->show(m_model->row(row),
                    m_model->index(row).data(JobsModel::TimeRole).toString());
    if (const StageProgress *stages = m_session.runs().stages(job))
        card(job)->showStages(*stages, m_session.settings().binaryUnits());
    refreshTitle();
}

void JobsView::removed(int job)
{
    m_model->remove(job);
    const auto it = m_byId.find(job);
    if (it != m_byId.end()) {
        it->second->deleteLater();
        m_byId.erase(it);
    }
    refreshTitle();
}

void JobsView::refreshTitle()
{
    int running = 0;
    for (int row = 0; row < m_model->rowCount(); ++row)
        if (m_model->row(row).state <= JobRow::State::Running)
            ++running;
    m_title->setHint(running ? tr("%n running", nullptr, running) : QString());
    m_empty->setVisible(m_model->rowCount() == 0);
}

void JobsView::showLog(int job)
{
    QString text;
    for (const JobInfo &info : m_session.jobs().jobs()) {
        if (job && info.id != job)
            continue;
        text += info.spec.title + '\n';
        for (const QString &line : info.log)
            text += "    " + line + '\n';
        if (!info.error.isEmpty())
            text += "    " + info.error + '\n';
    }
    if (text.isEmpty())
        text = tr("No job has written anything yet.");
    auto *dialog = new TextDialog(tr("Log of Jobs"), text, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

} // namespace lapidary
