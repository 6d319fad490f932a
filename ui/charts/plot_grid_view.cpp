#include "ui/charts/plot_grid_view.h"

#include "ui/charts/plot_ticks.h"
#include "ui/charts/plot_view.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>

namespace lapidary {

namespace {

AxisRange joined(AxisRange a, AxisRange b)
{
    return {std::min(a.min, b.min), std::max(a.max, b.max)};
}

void shareRanges(PlotGridSpec &spec)
{
    std::optional<AxisRange> x, y;
    for (const PlotSpec &cell : spec.cells) {
        if (cell.isEmpty())
            continue;
        const AxisRange cellX = automaticXRange(cell), cellY = automaticYRange(cell, false);
        x = x ? joined(*x, cellX) : cellX;
        y = y ? joined(*y, cellY) : cellY;
    }
    for (PlotSpec &cell : spec.cells) {
        if (x && spec.shareX) {
            cell.x.min = x->min;
            cell.x.max = x->max;
        }
        if (y && spec.shareY) {
            cell.y.min = y->min;
            cell.y.max = y->max;
        }
    }
}

} // namespace

PlotGridView::PlotGridView(QWidget *parent)
    : QScrollArea(parent), m_content(new QWidget), m_message(new QLabel(m_content))
{
    setWidget(m_content);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setProperty("tone", "secondary");
}

void PlotGridView::setSpec(PlotGridSpec spec)
{
    m_spec = std::move(spec);
    shareRanges(m_spec);
    while (m_cells.size() > m_spec.cells.size()) {
        delete m_cells.back();
        m_cells.pop_back();
    }
    while (m_cells.size() < m_spec.cells.size()) {
        auto *cell = new PlotView(m_content);
        cell->setCompact(true);
        cell->canvas()->installEventFilter(this);
        cell->show();
        m_cells.push_back(cell);
    }
    for (size_t i = 0; i < m_cells.size(); ++i) {
        m_cells[i]->setSpec(m_spec.cells[i]);
        m_cells[i]->setToolTip(m_spec.cells[i].title);
    }
    m_message->setText(m_spec.loading ? m_spec.loadingText : m_spec.emptyText);
    m_message->setVisible(m_cells.empty());
    arrange();
}

void PlotGridView::arrange()
{
    const int width = viewport()->width();
    m_columns = std::max(1, width / std::max(60, m_spec.minimumCellWidth));
    const int rows = (int(m_cells.size()) + m_columns - 1) / m_columns;
    const int cellWidth = width / m_columns;
    for (size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i]->setGeometry(int(i) % m_columns * cellWidth,
                                int(i) / m_columns * m_spec.cellHeight, cellWidth,
                                m_spec.cellHeight);
    m_content->resize(width, m_cells.empty() ? viewport()->height() : rows * m_spec.cellHeight);
    m_message->setGeometry(m_content->rect());
}

void PlotGridView::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

bool PlotGridView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonRelease
        && static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
        for (size_t i = 0; i < m_cells.size(); ++i)
            if (watched == m_cells[i]->canvas() && qsizetype(i) < m_spec.ids.size())
                emit cellClicked(m_spec.ids[qsizetype(i)]);
    }
    return QScrollArea::eventFilter(watched, event);
}

} // namespace lapidary
