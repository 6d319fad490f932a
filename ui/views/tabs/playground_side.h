#pragma once

#include "ui/bridge/session.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace lapidary {

/// One answer of the playground: which model, its text as it comes, its speed.
class PlaygroundSide : public QWidget {
    Q_OBJECT
public:
    PlaygroundSide(Session &session, const QString &name, QWidget *parent);

    /// Names and what to open ("MODEL" or "STORE#RUN"); keeps what the user chose where it still
    /// exists, else takes `preferred`.
    void setChoices(const std::vector<std::pair<QString, QString>> &choices, int preferred);
    void generate(const GenerateOptions &options, const ComputeOptions &compute);
    void stop();
    bool busy() const { return m_job != 0; }

signals:
    void busyChanged();

private:
    void loaded(const JobOutcome<TextModelPtr> &outcome, const GenerateOptions &options);
    void finished(const JobOutcome<Generation> &outcome);
    void setJob(JobId job);

    Session &m_session;
    QComboBox *m_choice;
    QString m_chosen; ///< by the user; empty until then
    QPlainTextEdit *m_text;
    QLabel *m_status;
    JobId m_job = 0;
};

} // namespace lapidary
