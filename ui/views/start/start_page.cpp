#include "ui/views/start/start_page.h"

#include "ui/charts/icons.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace lapidary {

namespace {

constexpr int kWhereRole = Qt::UserRole;
constexpr int kColumnWidth = 300;

QLabel *label(const QString &text, const char *tone, QWidget *parent)
{
    auto *result = new QLabel(text, parent);
    result->setProperty("tone", tone);
    result->setWordWrap(true);
    return result;
}

/// A column with its title.
QVBoxLayout *addColumn(QHBoxLayout *columns, const QString &title, QWidget *parent)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(label(title, "strong", parent));
    columns->addLayout(column, 1);
    return column;
}

/// "~/models/SmolLM2" for people; the whole path stays in the tooltip.
QString shortPath(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + '/') ? '~' + path.mid(home.size()) : path;
}

void addEntry(QListWidget *list, const QString &name, const QString &details, const QString &where)
{
    auto *item = new QListWidgetItem(name + '\n' + details, list);
    item->setData(kWhereRole, where);
    item->setToolTip(where);
    item->setIcon(themedIcon(QStringLiteral("model")));
    item->setSizeHint({0, 44});
}

} // namespace

StartPage::StartPage(Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_recent(makeList(tr("Recent models")))
    , m_found(makeList(tr("Models found on this machine")))
    , m_recentEmpty(label(tr("What you open is listed here."), "faint", this))
    , m_foundEmpty(label(tr("Looking…"), "faint", this))
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *outer = new QHBoxLayout(this);
    auto *page = new QVBoxLayout;
    outer->addStretch(1);
    outer->addLayout(page, 20);
    outer->addStretch(1);
    page->setContentsMargins(24, 24, 24, 24);
    page->setSpacing(16);

    auto *title = new QLabel(tr("Cut a language model down to size"), this);
    title->setFont(Theme::instance().font(FontRole::Title));
    page->addWidget(title);
    page->addWidget(label(tr("Open a checkpoint, pick what to cut and how, see what it costs before "
                             "and after, and export something that real runtimes load."),
                          "secondary", this));
    auto *columns = new QHBoxLayout;
    columns->setSpacing(24);
    page->addLayout(columns, 1);
    columns->addWidget(makeOpenColumn(), 1);
    QVBoxLayout *recent = addColumn(columns, tr("Recent"), this);
    recent->addWidget(m_recentEmpty);
    recent->addWidget(m_recent, 1);
    QVBoxLayout *found = addColumn(columns, tr("On this machine"), this);
    found->addWidget(m_foundEmpty);
    found->addWidget(m_found, 1);
    page->addWidget(makeBuiltInRow());
    connect(&session.settings(), &Settings::changed, this, [this](const QString &key) {
        if (key == QLatin1String("recentModels"))
            fillRecent();
    });
    fillRecent();
}

QWidget *StartPage::makeOpenColumn()
{
    auto *column = new QWidget(this);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label(tr("Open"), "strong", column));
    auto *zone = new QFrame(column);
    zone->setProperty("box", "note");
    zone->setMinimumWidth(kColumnWidth - 60);
    auto *inside = new QVBoxLayout(zone);
    inside->setSpacing(12);
    auto *icon = new QLabel(zone);
    icon->setPixmap(themedPixmap(QStringLiteral("open"), 32, ColorRole::TextSecondary,
                                 devicePixelRatioF()));
    icon->setAlignment(Qt::AlignCenter);
    auto *hint = label(tr("Drop a model folder, .safetensors or .gguf file anywhere in this window"),
                       "secondary", zone);
    hint->setAlignment(Qt::AlignCenter);
    auto *folder = new QPushButton(tr("Open Folder…"), zone);
    folder->setToolTip(tr("Open a Hugging Face folder (config.json and .safetensors)"));
    folder->setProperty("primary", true);
    auto *file = new QPushButton(tr("Open File…"), zone);
    file->setToolTip(tr("Open a .gguf or .safetensors file"));
    inside->addStretch(1);
    for (QWidget *widget : {static_cast<QWidget *>(icon), static_cast<QWidget *>(hint),
                            static_cast<QWidget *>(folder), static_cast<QWidget *>(file)})
        inside->addWidget(widget);
    inside->addStretch(1);
    layout->addWidget(zone, 1);
    connect(folder, &QPushButton::clicked, this, &StartPage::browseFolderRequested);
    connect(file, &QPushButton::clicked, this, &StartPage::browseFileRequested);
    return column;
}

QWidget *StartPage::makeBuiltInRow()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto *button = new QPushButton(tr("Try the Built-in Model"), row);
    button->setToolTip(tr("Open the model that comes with the program"));
    const QString builtIn = Session::builtInModel();
    button->setEnabled(!builtIn.isEmpty());
    layout->addWidget(button);
    layout->addWidget(label(tr("A story model of a million parameters: every method runs in seconds, "
                               "and each tab has something to show."),
                            "secondary", row),
                      1);
    connect(button, &QPushButton::clicked, this, [this, builtIn] { emit openRequested(builtIn); });
    return row;
}

QListWidget *StartPage::makeList(const QString &accessibleName)
{
    auto *list = new QListWidget(this);
    list->setAccessibleName(accessibleName);
    list->setToolTip(tr("Enter or double click opens"));
    list->setFrameShape(QFrame::NoFrame);
    list->setTextElideMode(Qt::ElideMiddle);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setMinimumWidth(kColumnWidth - 80);
    auto open = [this](QListWidgetItem *item) {
        emit openRequested(item->data(kWhereRole).toString());
    };
    connect(list, &QListWidget::itemActivated, this, open);
    return list;
}

void StartPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void StartPage::refresh()
{
    fillRecent();
    if (!m_searched)
        findOnThisMachine();
}

void StartPage::fillRecent()
{
    m_recent->clear();
    for (const QString &where : m_session.settings().recentModels())
        addEntry(m_recent, QFileInfo(where).fileName(), shortPath(where), where);
    m_recentEmpty->setVisible(m_recent->count() == 0);
}

void StartPage::findOnThisMachine()
{
    m_searched = true;
    findModels(m_session.jobs(), this, [this](const JobOutcome<FoundModels> &outcome) {
        showFound(outcome.succeeded() ? *outcome.value : FoundModels{});
    });
}

void StartPage::showFound(const FoundModels &models)
{
    m_found->clear();
    for (const FoundModel &model : models)
        addEntry(m_found, model.name,
                 model.origin + QStringLiteral(" · ") + bytesText(model.bytes), model.where);
    m_foundEmpty->setVisible(models.empty());
    m_foundEmpty->setText(tr("No models of the Hugging Face cache, LM Studio, llama.cpp or Ollama "
                             "were found."));
}

} // namespace lapidary
