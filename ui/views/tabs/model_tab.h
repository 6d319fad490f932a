#pragma once

#include "ui/views/tab.h"

class QTextBrowser;

namespace lapidary {

class TabHeader;

/// What the model is: architecture, configuration with meanings, tokenizer, warnings, advice.
class ModelTab : public Tab {
    Q_OBJECT
public:
    ModelTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("model"); }
    QString title() const override { return tr("Model"); }
    bool isSettled() const override { return m_loading == 0; }

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void loadTokenizerInfo();
    void show();

    TabHeader *m_header;
    QTextBrowser *m_page;
    ModelPtr m_described;      ///< whose tokenizer m_tokenizer tells about
    QString m_tokenizer;       ///< HTML
    JobId m_loading = 0;
};

} // namespace lapidary
