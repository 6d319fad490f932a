#pragma once

#include "ui/views/tab.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace lapidary {

class PlaygroundSide;
class TabHeader;

/// One prompt, answered by two models side by side: the original and a run, say.
class PlaygroundTab : public Tab {
    Q_OBJECT
public:
    PlaygroundTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("playground"); }
    QString title() const override { return tr("Playground"); }

protected:
    void activated() override { refreshChoices(); }

private:
    void refreshChoices();
    void generate();
    void stop();
    void updateButtons();

    TabHeader *m_header;
    QPlainTextEdit *m_prompt;
    QSpinBox *m_tokens;
    QDoubleSpinBox *m_temperature;
    QCheckBox *m_chat;
    QPushButton *m_generate;
    PlaygroundSide *m_left;
    PlaygroundSide *m_right;
};

} // namespace lapidary
