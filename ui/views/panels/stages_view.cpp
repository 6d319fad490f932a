#include "ui/views/panels/stages_view.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

constexpr int kBars = 34, kGap = 12, kEdge = 12, kCorner = 2, kBarWidth = 28, kLimitWidth = 76;
constexpr double kHeadroom = 1.25; // of the largest loss: the limit is never at the edge

QString ratioText(double ratio)
{
    return std::isfinite(ratio) ? QStringLiteral("×%1").arg(ratio, 0, 'f', ratio < 10 ? 3 : 1)
                                : QStringLiteral("×∞");
}

} // namespace

StagesView::StagesView(QWidget *parent) : QWidget(parent)
{
    setObjectName("stages");
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void StagesView::setStages(const StageProgress &progress, bool binaryUnits, bool ended)
{
    m_progress = progress;
    m_binary = binaryUnits;
    m_ended = ended;
    setAccessibleName(tr("Stages of the run"));
    setAccessibleDescription(description());
    setToolTip(description());
    update();
}

QSize StagesView::sizeHint() const
{
    const int line = QFontMetrics(Theme::instance().font(FontRole::Secondary)).height();
    return {240, kBars + 3 * line + 14};
}

StagesView::State StagesView::stateOf(int stage) const
{
    const auto &done = m_progress.done;
    if (stage < int(done.size()))
        return done[stage].accepted ? State::Kept : State::TakenBack;
    const bool stopped = m_ended || (!done.empty() && !done.back().accepted);
    return stage == int(done.size()) && !stopped ? State::Running : State::Waiting;
}

QStringList StagesView::figures(int stage) const
{
    switch (stateOf(stage)) {
    case State::Running:
        return {tr("running")};
    case State::Waiting:
        return {m_ended ? tr("not done") : tr("waiting")};
    default:
        break;
    }
    const StageRecord &record = m_progress.done[stage];
    QStringList parts;
    if (record.ratio || !record.accepted)
        parts += ratioText(record.ratio.value_or(INFINITY));
    parts += record.accepted ? bytesText(record.bytes, m_binary) : tr("taken back");
    return parts;
}

QString StagesView::description() const
{
    QStringList lines;
    for (int i = 0; i < m_progress.names.size(); ++i)
        lines += tr("Stage %1 of %2, %3: %4")
                     .arg(i + 1)
                     .arg(m_progress.names.size())
                     .arg(m_progress.names[i], figures(i).join(QStringLiteral(", ")));
    if (m_progress.limit)
        lines += tr("Damage limit: perplexity ×%1 of the original's").arg(*m_progress.limit);
    return lines.join('\n');
}

double StagesView::heightOf(double ratio) const
{
    double most = m_progress.limit.value_or(1.1) - 1;
    for (const StageRecord &stage : m_progress.done)
        if (stage.ratio && std::isfinite(*stage.ratio) && !m_progress.limit)
            most = std::max(most, *stage.ratio - 1);
    const double loss = std::isfinite(ratio) ? ratio - 1 : INFINITY;
    return std::clamp(loss / (most * kHeadroom), 0.0, 1.0);
}

void StagesView::paintStage(QPainter &painter, int stage, const QRect &cell,
                            const QRect &bars) const
{
    const State state = stateOf(stage);
    const QColor text = themeColor(ColorRole::Text), soft = themeColor(ColorRole::TextSecondary);
    if (state == State::Kept || state == State::TakenBack) {
        const bool kept = state == State::Kept;
        const QColor color = themeColor(kept ? ColorRole::Accent : ColorRole::Error);
        const double ratio = m_progress.done[stage].ratio.value_or(kept ? 1.0 : INFINITY);
        const int height = std::max(2, int(std::lround(heightOf(ratio) * bars.height())));
        QRect bar(cell.left(), bars.bottom() + 1 - height, kBarWidth, height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(kept ? QBrush(color) : QBrush(color, Qt::BDiagPattern));
        painter.drawRect(bar);
        if (!kept) {
            painter.setPen(color);
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(bar.adjusted(0, 0, -1, -1));
        }
    }
    const QFont small = Theme::instance().font(FontRole::Secondary);
    const bool now = state == State::Running;
    painter.setFont(now ? Theme::instance().font(FontRole::SecondaryStrong) : small);
    painter.setPen(state == State::Waiting ? soft : text);
    const int line = painter.fontMetrics().height();
    QRect words(cell.left(), bars.bottom() + 4, cell.width(), line);
    const QString name = QStringLiteral("%1  %2").arg(stage + 1).arg(m_progress.names[stage]);
    const auto flags = Qt::AlignLeft | Qt::AlignVCenter;
    painter.drawText(words, flags,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, words.width()));
    painter.setFont(small);
    painter.setPen(state == State::TakenBack ? themeColor(ColorRole::Error)
                   : now                     ? themeColor(ColorRole::Accent)
                                             : soft);
    for (const QString &figure : figures(stage)) {
        words.translate(0, line);
        painter.drawText(words, flags,
                         painter.fontMetrics().elidedText(figure, Qt::ElideRight, words.width()));
    }
}

void StagesView::paintLimit(QPainter &painter, const QRect &bars) const
{
    const int y = bars.bottom() - int(std::lround(heightOf(*m_progress.limit) * bars.height()));
    const QColor color = themeColor(ColorRole::Warning);
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawLine(bars.left(), y, bars.right() - kLimitWidth, y);
    painter.setFont(Theme::instance().font(FontRole::Secondary));
    painter.setPen(color);
    painter.drawText(QRect(bars.right() - kLimitWidth + 6, y - 10, kLimitWidth - 6, 20),
                     Qt::AlignLeft | Qt::AlignVCenter, tr("limit ×%1").arg(*m_progress.limit));
}

void StagesView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int count = int(m_progress.names.size());
    if (count == 0)
        return;
    const QRect inner = rect().adjusted(kEdge, 4, -kEdge, 0);
    const QRect bars(inner.left(), inner.top(), inner.width(), kBars);
    const int room = inner.width() - (m_progress.limit ? kLimitWidth : 0);
    const int width = (room - (count - 1) * kGap) / count;
    painter.setPen(themeColor(ColorRole::Line));
    painter.drawLine(bars.left(), bars.bottom() + 1, bars.left() + room, bars.bottom() + 1);
    for (int i = 0; i < count; ++i)
        paintStage(painter, i,
                   QRect(inner.left() + i * (width + kGap), inner.top(), width, inner.height()),
                   bars);
    if (m_progress.limit)
        paintLimit(painter, bars);
}

} // namespace lapidary
