#include "ui/views/tabs/playground_tab.h"

#include "ui/views/tabs/playground_side.h"
#include "ui/views/tabs/tab_header.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lapidary {

PlaygroundTab::PlaygroundTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_prompt(new QPlainTextEdit(this))
    , m_tokens(new QSpinBox(this))
    , m_temperature(new QDoubleSpinBox(this))
    , m_chat(new QCheckBox(tr("Chat"), this))
    , m_generate(new QPushButton(tr("Generate"), this))
    , m_left(new PlaygroundSide(session, tr("left"), this))
    , m_right(new PlaygroundSide(session, tr("right"), this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_header->setText(tr("Playground"), tr("the same prompt, two models"));
    m_prompt->setPlainText(tr("Once there was"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setToolTip(tr("What both models continue; Ctrl+Return generates"));
    m_prompt->setMaximumHeight(72);
    m_tokens->setRange(1, 4096);
    m_tokens->setValue(96);
    m_tokens->setAccessibleName(tr("Tokens to generate"));
    m_tokens->setToolTip(tr("Generation stops after this many tokens at most"));
    m_temperature->setRange(0, 2);
    m_temperature->setSingleStep(0.1);
    m_temperature->setAccessibleName(tr("Temperature"));
    m_temperature->setToolTip(tr("0 always takes the likeliest token"));
    m_chat->setToolTip(tr("Wrap the prompt by the model's chat template"));
    m_generate->setProperty("primary", true);
    m_generate->setToolTip(tr("Ask both models (Ctrl+Return)"));

    auto *options = new QHBoxLayout;
    auto *tokensLabel = new QLabel(tr("Tokens"), this);
    tokensLabel->setBuddy(m_tokens);
    auto *temperatureLabel = new QLabel(tr("Temperature"), this);
    temperatureLabel->setBuddy(m_temperature);
    for (QWidget *widget : {static_cast<QWidget *>(tokensLabel), static_cast<QWidget *>(m_tokens),
                            static_cast<QWidget *>(temperatureLabel),
                            static_cast<QWidget *>(m_temperature), static_cast<QWidget *>(m_chat)})
        options->addWidget(widget);
    options->addStretch(1);
    options->addWidget(m_generate);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(12);
    sides->addWidget(m_left);
    sides->addWidget(m_right);
    layout->addWidget(m_header);
    layout->addWidget(m_prompt);
    layout->addLayout(options);
    layout->addLayout(sides, 1);

    connect(m_generate, &QPushButton::clicked, this, [this] {
        m_left->busy() || m_right->busy() ? stop() : generate();
    });
    auto *shortcut = new QShortcut(Qt::CTRL | Qt::Key_Return, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &PlaygroundTab::generate);
    for (PlaygroundSide *side : {m_left, m_right})
        connect(side, &PlaygroundSide::busyChanged, this, &PlaygroundTab::updateButtons);
    connect(&session, &Session::modelChanged, this, &PlaygroundTab::refreshChoices);
    connect(&session.runs(), &Runs::changed, this, &PlaygroundTab::refreshChoices);
    refreshChoices();
}

void PlaygroundTab::refreshChoices()
{
    std::vector<std::pair<QString, QString>> choices;
    const ModelPtr model = session().model();
    if (model)
        choices.emplace_back(tr("Original: %1").arg(session().modelName()), session().where());
    int newest = 0;
    for (const RunRecord &run : *session().runs().records())
        if (model && run.state == RunState::Finished &&
            run.sourceIdentity == model->source->identity()) {
            newest = int(choices.size());
            const QString name = QString::fromStdString(run.name.empty() ? run.run : run.name);
            choices.emplace_back(tr("Run: %1").arg(name),
                                 session().runs().where(QString::fromStdString(run.run)));
        }
    m_left->setChoices(choices, 0);
    m_right->setChoices(choices, newest);
    updateButtons();
}

void PlaygroundTab::generate()
{
    if (m_left->busy() || m_right->busy() || !session().model())
        return;
    GenerateOptions options;
    options.prompt = m_prompt->toPlainText().toStdString();
    options.maxTokens = m_tokens->value();
    options.temperature = m_temperature->value();
    options.chat = m_chat->isChecked();
    m_left->generate(options, session().compute());
    m_right->generate(options, session().compute());
}

void PlaygroundTab::stop()
{
    m_left->stop();
    m_right->stop();
}

void PlaygroundTab::updateButtons()
{
    const bool busy = m_left->busy() || m_right->busy();
    const ModelPtr model = session().model();
    const QString why = model ? QString::fromStdString(model->notRunnableBecause()) : QString();
    m_generate->setText(busy ? tr("Stop") : tr("Generate"));
    m_generate->setEnabled(busy || (model && why.isEmpty()));
    m_header->setText(tr("Playground"), why.isEmpty() ? tr("the same prompt, two models") : why);
}

} // namespace lapidary
