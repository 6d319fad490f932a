#include "ui/charts/plot_canvas.h"

#include "ui/charts/plot_series.h"
#include "ui/charts/plot_ticks.h"
#include "ui/charts/theme.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QSvgGenerator>

namespace lapidary {

namespace {

class CallbackLayerable : public QCPLayerable {
public:
    CallbackLayerable(QCustomPlot *plot, const QString &layer, std::function<void(QPainter &)> paint)
        : QCPLayerable(plot, layer), m_paint(std::move(paint)) { }

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override
    {
        painter->setAntialiasing(true);
    }
    void draw(QCPPainter *painter) override
    {
        if (m_paint)
            m_paint(*painter);
    }

private:
    std::function<void(QPainter &)> m_paint;
};

class SpecTicker : public QCPAxisTicker {
public:
    SpecTicker(const QCPAxis *axis, const AxisSpec &spec) : m_axis(axis), m_spec(spec) { }

    void generate(const QCPRange &range, const QLocale &, QChar, int, QVector<double> &ticks,
                  QVector<double> *subTicks, QVector<QString> *labels) override
    {
        const QRect area = m_axis->axisRect()->rect();
        const bool across = m_axis->orientation() == Qt::Horizontal;
        const int target = across ? area.width() / 90 : area.height() / 48;
        const AxisTicks made =
            makeTicks(m_spec, {range.lower, range.upper}, std::clamp(target, 2, 9));
        ticks = QVector<double>(made.values.begin(), made.values.end());
        if (subTicks)
            *subTicks = QVector<double>(made.minor.begin(), made.minor.end());
        if (labels)
            *labels = QVector<QString>(made.labels.begin(), made.labels.end());
    }

private:
    const QCPAxis *m_axis;
    AxisSpec m_spec;
};

AxisMap mapOf(const QCPAxis *axis)
{
    AxisMap map;
    map.range = {axis->range().lower, axis->range().upper};
    map.log = axis->scaleType() == QCPAxis::stLogarithmic;
    map.first = axis->coordToPixel(axis->range().lower);
    map.last = axis->coordToPixel(axis->range().upper);
    return map;
}

} // namespace

class PlotCanvas::Private {
public:
    QCustomPlot *plot = nullptr;
    PlotSpec spec; // kept for refilling long lines
    bool compact = false;

    // A label longer than its axis is cut with an ellipsis; readouts still tell the whole.
    void fitLabels(const QMargins &margins);
    void styleAxis(QCPAxis *axis, const AxisSpec &spec, bool grid);
    void fill();
};

PlotCanvas::PlotCanvas(QWidget *parent, Painters painters) : d(std::make_unique<Private>())
{
    d->plot = new QCustomPlot(parent);
    QCustomPlot *plot = d->plot;
    plot->setObjectName(QStringLiteral("plotCanvas"));
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->setNoAntialiasingOnDrag(false);
    plot->setAntialiasedElements(QCP::aeAll);
    plot->setNotAntialiasedElements(QCP::aeGrid | QCP::aeAxes | QCP::aeSubGrid | QCP::aeZeroLine);
    plot->addLayer(QStringLiteral("backdrop"), plot->layer(QStringLiteral("grid")),
                   QCustomPlot::limBelow);
    plot->addLayer(QStringLiteral("errors"), plot->layer(QStringLiteral("main")),
                   QCustomPlot::limBelow);
    plot->addLayer(QStringLiteral("marks"), plot->layer(QStringLiteral("axes")),
                   QCustomPlot::limAbove);
    new CallbackLayerable(plot, QStringLiteral("backdrop"), std::move(painters.backdrop));
    new CallbackLayerable(plot, QStringLiteral("marks"), std::move(painters.marks));
    new CallbackLayerable(plot, QStringLiteral("overlay"), std::move(painters.overlay));
    plot->plotLayout()->setMargins({});
}

PlotCanvas::~PlotCanvas() = default;

QWidget *PlotCanvas::widget() const
{
    return d->plot;
}

void PlotCanvas::Private::styleAxis(QCPAxis *axis, const AxisSpec &spec, bool grid)
{
    const QPen line(themeColor(ColorRole::Line), 1);
    axis->setBasePen(line);
    axis->setTickLength(0, 0);
    axis->setSubTickLength(0, 0);
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    QFont font = Theme::instance().font(FontRole::Secondary);
    font.setPixelSize(compact ? 10 : 11);
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
    axis->setTickLabelColor(themeColor(ColorRole::TextSecondary));
    axis->setLabelColor(themeColor(ColorRole::TextSecondary));
    axis->setTickLabelPadding(compact ? 3 : 6);
    axis->setLabelPadding(5);
    axis->setLabel(compact ? QString() : spec.label);
    const bool log = spec.scale == AxisScale::Log;
    axis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis->setRangeReversed(spec.reversed);
    axis->setTicker(QSharedPointer<QCPAxisTicker>(new SpecTicker(axis, spec)));
    axis->grid()->setVisible(grid);
    axis->grid()->setPen(QPen(themeColor(ColorRole::Grid), 1));
    axis->grid()->setZeroLinePen(Qt::NoPen);
    axis->grid()->setSubGridVisible(false);
}

void PlotCanvas::Private::fitLabels(const QMargins &margins)
{
    const auto fit = [&](QCPAxis *axis, const QString &label, int length) {
        if (!compact)
            axis->setLabel(QFontMetrics(axis->labelFont())
                               .elidedText(label, Qt::ElideRight, std::max(60, length)));
    };
    const int height = plot->height() - margins.top() - margins.bottom() - 44;
    fit(plot->xAxis, spec.x.label, plot->width() - margins.left() - margins.right() - 60);
    fit(plot->yAxis, spec.y.label, height);
    if (spec.right)
        fit(plot->yAxis2, spec.right->label, height);
}

void PlotCanvas::Private::fill()
{
    plot->clearPlottables();
    for (const SeriesSpec &series : spec.series)
        addSeries(*plot, spec, series);
    addBoxes(*plot, spec);
}

void PlotCanvas::setSpec(const PlotSpec &spec, bool compact)
{
    d->spec = spec;
    d->compact = compact;
    d->plot->clearPlottables();
    d->plot->setBackground(QBrush(themeColor(ColorRole::Panel)));
    d->styleAxis(d->plot->xAxis, spec.x, spec.x.format != TickFormat::Category);
    d->styleAxis(d->plot->yAxis, spec.y, true);
    d->plot->yAxis2->setVisible(spec.right.has_value());
    if (spec.right)
        d->styleAxis(d->plot->yAxis2, *spec.right, false);
}

void PlotCanvas::setRanges(AxisRange x, AxisRange y, AxisRange right)
{
    const bool refill = d->plot->plottableCount() == 0 || needsDownsampling(d->spec);
    d->plot->xAxis->setRange(x.min, x.max);
    d->plot->yAxis->setRange(y.min, y.max);
    d->plot->yAxis2->setRange(right.min, right.max);
    if (refill)
        d->fill();
}

void PlotCanvas::setMargins(const QMargins &margins)
{
    d->plot->plotLayout()->setMargins(margins);
    d->fitLabels(margins);
}

void PlotCanvas::replot()
{
    d->plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotCanvas::replotOverlay()
{
    d->plot->layer(QStringLiteral("overlay"))->replot();
}

PlotGeometry PlotCanvas::geometry() const
{
    return {QRectF(d->plot->axisRect()->rect()), QRectF(d->plot->viewport()),
            mapOf(d->plot->xAxis), mapOf(d->plot->yAxis), mapOf(d->plot->yAxis2)};
}

int PlotCanvas::seriesCount() const
{
    return d->plot->plottableCount();
}

QByteArray PlotCanvas::svg(QSize size, const QString &title) const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    generator.setTitle(title);
    generator.setResolution(96);
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    d->plot->toPainter(&painter, size.width(), size.height());
    painter.end();
    return bytes;
}

QImage PlotCanvas::image(QSize size, double scale) const
{
    return d->plot->toPixmap(size.width(), size.height(), scale).toImage();
}

} // namespace lapidary
