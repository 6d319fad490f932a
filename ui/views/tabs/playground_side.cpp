#include "ui/views/tabs/playground_side.h"

#include "ui/charts/number_text.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace lapidary {

PlaygroundSide::PlaygroundSide(Session &session, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_choice(new QComboBox(this))
    , m_text(new QPlainTextEdit(this))
    , m_status(new QLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    m_choice->setAccessibleName(tr("Model on the %1").arg(name));
    m_choice->setToolTip(tr("The model that answers here"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Answer on the %1").arg(name));
    m_text->setPlaceholderText(tr("The answer appears here as it is generated."));
    m_status->setProperty("tone", "secondary");
    m_status->setWordWrap(true);
    connect(m_choice, &QComboBox::activated, this,
            [this] { m_chosen = m_choice->currentData().toString(); });
    layout->addWidget(m_choice);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_status);
}

void PlaygroundSide::setChoices(const std::vector<std::pair<QString, QString>> &choices,
                                int preferred)
{
    const QString kept = m_chosen;
    m_choice->clear();
    for (const auto &[label, where] : choices) {
        m_choice->addItem(label, where);
        m_choice->setItemData(m_choice->count() - 1, where, Qt::ToolTipRole);
    }
    const int index = kept.isEmpty() ? -1 : m_choice->findData(kept);
    m_choice->setCurrentIndex(index >= 0 ? index : std::min(preferred, m_choice->count() - 1));
}

void PlaygroundSide::setJob(JobId job)
{
    m_job = job;
    emit busyChanged();
}

void PlaygroundSide::generate(const GenerateOptions &options, const ComputeOptions &compute)
{
    const QString where = m_choice->currentData().toString();
    m_text->clear();
    if (where.isEmpty()) {
        m_status->setText(tr("There is no model to ask yet."));
        return;
    }
    m_status->setText(tr("Loading the model…"));
    setJob(m_session.textModels().load(
        where, compute, this, [this, options](const JobOutcome<TextModelPtr> &outcome) {
            loaded(outcome, options);
        }));
}

void PlaygroundSide::loaded(const JobOutcome<TextModelPtr> &outcome,
                            const GenerateOptions &options)
{
    if (!outcome.succeeded()) {
        m_status->setText(outcome.failed() ? QString::fromStdString(outcome.error.message)
                                           : tr("Stopped."));
        setJob(0);
        return;
    }
    m_status->setText(tr("Generating…"));
    setJob(m_session.textModels().generate(
        *outcome.value, tr("Generate · %1").arg(m_choice->currentText()), options, this,
        [this](const QString &piece) {
            m_text->moveCursor(QTextCursor::End);
            m_text->insertPlainText(piece);
        },
        [this](const JobOutcome<Generation> &end) { finished(end); }));
}

void PlaygroundSide::finished(const JobOutcome<Generation> &outcome)
{
    if (outcome.succeeded()) {
        const Generation &g = *outcome.value;
        m_status->setText(tr("%1 tokens · %2 · first after %3 ms")
                              .arg(g.ids.size())
                              .arg(rateText(g.tokensPerSecond, tr("tokens")))
                              .arg(std::lround(g.firstTokenMs)));
    } else {
        m_status->setText(outcome.failed() ? QString::fromStdString(outcome.error.message)
                                           : tr("Stopped."));
    }
    setJob(0);
}

void PlaygroundSide::stop()
{
    if (m_job)
        m_session.jobs().cancel(m_job);
}

} // namespace lapidary
