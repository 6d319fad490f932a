#include "ui/views/tabs/model_tab.h"

#include "ui/charts/theme.h"
#include "ui/views/tabs/model_page.h"
#include "ui/views/tabs/tab_header.h"

#include <QTextBrowser>
#include <QVBoxLayout>

namespace lapidary {

namespace {

QString problemHtml(const std::string &sentence)
{
    return QStringLiteral("<p class='warning'>%1</p>")
        .arg(QString::fromStdString(sentence).toHtmlEscaped());
}

} // namespace

ModelTab::ModelTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_page(new QTextBrowser(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setAccessibleName(tr("Description of the model"));
    m_page->setOpenLinks(false);
    layout->addWidget(m_header);
    layout->addWidget(m_page, 1);
    connect(&session, &Session::modelChanged, this, [this] {
        if (isActive())
            refresh();
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        if (isActive())
            show();
    });
}

void ModelTab::refresh()
{
    if (session().model() != m_described)
        loadTokenizerInfo();
    show();
}

void ModelTab::loadTokenizerInfo()
{
    m_described = session().model();
    m_tokenizer = tr("Reading…");
    if (!m_described)
        return;
    const ModelPtr model = m_described;
    m_loading = session().jobs().start<QString>(
        {tr("Read the tokenizer"), Lane::Io, true, 0, {}}, this,
        [model](JobContext &) -> Result<QString> {
            const auto tokenizer = loadTokenizer(*model->source);
            return tokenizer ? tokenizerHtml((*tokenizer)->info())
                             : problemHtml(tokenizer.error().message);
        },
        [this, model](const JobOutcome<QString> &outcome) {
            m_loading = 0;
            if (model != m_described || !outcome.succeeded())
                return;
            m_tokenizer = *outcome.value;
            show();
        });
}

void ModelTab::show()
{
    const ModelPtr model = session().model();
    m_header->setText(model ? session().modelName() : tr("Model"));
    m_page->setHtml(model ? modelPage(*model, m_tokenizer) : tr("No model is open."));
}

} // namespace lapidary
