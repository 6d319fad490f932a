#include "ui/bridge/event_loop_watchdog.h"

#include <algorithm>
#include <ctime>

namespace lapidary {

namespace {
constexpr int kIntervalMs = 4;
constexpr double kBinMs = 0.1;
constexpr int kBins = 20000; // up to 2 s, then the open bin

double threadCpuMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

} // namespace

EventLoopWatchdog::EventLoopWatchdog(QObject *parent) : QObject(parent), m_histogram(kBins, 0)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kIntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &EventLoopWatchdog::tick);
    reset();
    m_timer.start();
}

void EventLoopWatchdog::reset()
{
    std::fill(m_histogram.begin(), m_histogram.end(), 0);
    m_max = m_busyMax = 0;
    m_cpu = threadCpuMs();
    m_clock.start();
    m_since.start();
}

void EventLoopWatchdog::tick()
{
    const double late = std::max(0.0, m_since.nsecsElapsed() / 1e6 - kIntervalMs);
    m_since.start();
    m_max = std::max(m_max, late);
    const double cpu = threadCpuMs();
    m_busyMax = std::max(m_busyMax, cpu - m_cpu);
    m_cpu = cpu;
    // One long gap hides the ticks that were due in it: count them too, or p99 would flatter.
    for (double wait = late; wait >= 0; wait -= kIntervalMs)
        ++m_histogram[std::min<size_t>(kBins - 1, size_t(wait / kBinMs))];
}

EventLoopWatchdog::Figures EventLoopWatchdog::figures() const
{
    Figures figures;
    figures.max = m_max;
    figures.busyMax = m_busyMax;
    figures.seconds = m_clock.elapsed() / 1000.0;
    for (qint64 count : m_histogram)
        figures.samples += count;
    const auto quantile = [&](double q) {
        qint64 seen = 0;
        for (int bin = 0; bin < kBins; ++bin) {
            seen += m_histogram[bin];
            if (seen > 0 && double(seen) >= q * double(figures.samples))
                return std::min(m_max, (bin + 1) * kBinMs);
        }
        return m_max;
    };
    figures.p50 = quantile(0.5);
    figures.p99 = quantile(0.99);
    return figures;
}

QString EventLoopWatchdog::text() const
{
    const Figures f = figures();
    return QStringLiteral("event loop late by: median %1 ms, p99 %2 ms, max %3 ms; longest own "
                          "work %4 ms (%5 samples in %6 s)")
        .arg(f.p50, 0, 'f', 1)
        .arg(f.p99, 0, 'f', 1)
        .arg(f.max, 0, 'f', 1)
        .arg(f.busyMax, 0, 'f', 1)
        .arg(f.samples)
        .arg(f.seconds, 0, 'f', 1);
}

} // namespace lapidary
