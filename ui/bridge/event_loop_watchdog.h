#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <vector>

namespace lapidary {

/// Measures how long the event loop keeps its thread from answering: a timer that is due every
/// few milliseconds notes by how much it came late.
class EventLoopWatchdog : public QObject {
    Q_OBJECT
public:
    explicit EventLoopWatchdog(QObject *parent = nullptr);

    struct Figures {
        double p50 = 0, p99 = 0, max = 0; ///< how late it came, milliseconds
        /// Longest time that the thread itself computed between two ticks, milliseconds. A gap
        /// that is much longer than this was a busy machine, not a busy event loop.
        double busyMax = 0;
        qint64 samples = 0;
        double seconds = 0;
    };
    Figures figures() const;
    void reset();
    QString text() const; ///< one line for people

private:
    void tick();

    QTimer m_timer;
    QElapsedTimer m_since, m_clock;
    std::vector<qint64> m_histogram; ///< gaps in 0.1 ms bins, the last one open
    double m_max = 0, m_busyMax = 0;
    double m_cpu = 0; ///< of this thread at the last tick, milliseconds
};

} // namespace lapidary
