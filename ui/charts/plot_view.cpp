#include "ui/charts/plot_view.h"

#include "ui/charts/plot_export.h"
#include "ui/charts/plot_ticks.h"
#include "ui/charts/plot_view_p.h"
#include "ui/charts/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

namespace lapidary {

PlotView::Private::Private(PlotView *view) : q(view)
{
    PlotCanvas::Painters painters;
    painters.backdrop = [this](QPainter &painter) {
        paintBackdrop(painter, spec, canvas->geometry());
    };
    painters.marks = [this](QPainter &painter) {
        const PlotGeometry geometry = canvas->geometry();
        layout = layoutMarks(spec, geometry, compact);
        paintMarks(painter, spec, geometry, layout, compact);
    };
    painters.overlay = [this](QPainter &painter) {
        paintOverlay(painter, spec, canvas->geometry(), overlay());
    };
    canvas = std::make_unique<PlotCanvas>(view, std::move(painters));
    canvas->widget()->installEventFilter(view);

    message = new QWidget(view);
    auto *column = new QVBoxLayout(message);
    column->setContentsMargins(24, 12, 24, 12);
    column->setSpacing(12);
    messageText = new QLabel(message);
    messageText->setWordWrap(true);
    messageText->setAlignment(Qt::AlignCenter);
    messageText->setProperty("tone", "secondary");
    messageButton = new QPushButton(message);
    column->addStretch();
    column->addWidget(messageText);
    column->addWidget(messageButton, 0, Qt::AlignHCenter);
    column->addStretch();
    QObject::connect(messageButton, &QPushButton::clicked, view, &PlotView::emptyActionTriggered);
}

void PlotView::Private::showMessage()
{
    const bool empty = spec.isEmpty();
    message->setVisible(empty);
    canvas->widget()->setVisible(!empty);
    if (!empty)
        return;
    messageText->setText(spec.loading ? spec.loadingText : spec.emptyText);
    messageButton->setText(spec.emptyAction);
    messageButton->setVisible(!spec.loading && !spec.emptyAction.isEmpty());
}

void PlotView::Private::updateMargins(int width)
{
    canvas->setMargins(outerMargins(spec, width, compact));
}

void PlotView::Private::updateAccessibility()
{
    q->setAccessibleName(spec.title.isEmpty() ? spec.y.label : spec.title);
    q->setAccessibleDescription(describePlot(spec));
}

void PlotView::Private::applyRanges()
{
    // The right axis follows a vertical zoom of the left one by the same shares.
    const bool log = spec.y.scale == AxisScale::Log;
    const auto share = [&](double value) {
        AxisMap map{baseY, log, 0, 1};
        return map.toPixel(value);
    };
    const AxisMap right{baseRight, spec.right && spec.right->scale == AxisScale::Log, 0, 1};
    canvas->setRanges(x, y, {right.toValue(share(y.min)), right.toValue(share(y.max))});
    canvas->replot();
}

void PlotView::Private::rebuild(bool keepView)
{
    const bool keep = keepView && isZoomed();
    showMessage();
    hover = {};
    focused.reset();
    baseX = automaticXRange(spec);
    baseY = automaticYRange(spec, false);
    baseRight = automaticYRange(spec, true);
    if (!keep) {
        x = baseX;
        y = baseY;
    }
    updateAccessibility();
    if (spec.isEmpty())
        return;
    canvas->setSpec(spec, compact);
    updateMargins(q->width());
    applyRanges();
}

OverlayState PlotView::Private::overlay() const
{
    OverlayState state;
    state.hover = hover;
    state.rubber = rubber;
    state.highlighted = highlighted;
    state.busy = spec.loading;
    state.handleActive = handleHovered || drag == Drag::Handle || (keyboardFocus && spec.handle);
    state.focusRing = keyboardFocus;
    if (spec.handle && !compact)
        state.handleText = provider ? provider(spec.handle->x) : fixedText;
    return state;
}

PlotView::PlotView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::instance(), &Theme::changed, this, [this] { d->rebuild(true); });
    d->rebuild(false);
}

PlotView::~PlotView() = default;

void PlotView::setSpec(PlotSpec spec, bool keepView)
{
    const bool wasZoomed = d->isZoomed();
    d->spec = std::move(spec);
    d->rebuild(keepView);
    if (wasZoomed != d->isZoomed())
        emit zoomChanged(d->isZoomed());
}

const PlotSpec &PlotView::spec() const
{
    return d->spec;
}

void PlotView::setHandleValue(double x)
{
    if (!d->spec.handle)
        return;
    d->spec.handle->x = d->snapped(x);
    d->updateAccessibility();
    d->canvas->replotOverlay();
}

double PlotView::handleValue() const
{
    return d->spec.handle ? d->spec.handle->x : std::numeric_limits<double>::quiet_NaN();
}

void PlotView::setHandleTextProvider(HandleTextProvider provider)
{
    d->provider = std::move(provider);
    d->canvas->replotOverlay();
}

void PlotView::setHandleText(const PlotReadout &text)
{
    d->fixedText = text;
    d->canvas->replotOverlay();
}

void PlotView::setHighlightedPoint(const QString &id)
{
    d->highlighted = id;
    d->canvas->replotOverlay();
}

QString PlotView::highlightedPoint() const
{
    return d->highlighted;
}

void PlotView::setCompact(bool compact)
{
    d->compact = compact;
    setFocusPolicy(compact ? Qt::NoFocus : Qt::StrongFocus);
    d->rebuild(true);
}

bool PlotView::isZoomed() const
{
    return d->isZoomed();
}

// A picture of another size needs its own legend rows, and never shows what the pointer does.
template<typename Paint>
auto PlotView::Private::exported(QSize size, Paint paint)
{
    const HoverInfo savedHover = std::exchange(hover, {});
    const bool savedFocus = std::exchange(keyboardFocus, false);
    updateMargins(size.width());
    auto result = paint();
    hover = savedHover;
    keyboardFocus = savedFocus;
    updateMargins(q->width());
    canvas->replot();
    return result;
}

static QSize exportSize(QSize wanted, QSize shown)
{
    if (!wanted.isEmpty())
        return wanted;
    return shown.expandedTo({480, 320});
}

QString PlotView::csv() const
{
    return plotCsv(d->spec);
}

QByteArray PlotView::svg(QSize size) const
{
    const QSize wanted = exportSize(size, this->size());
    return d->exported(wanted, [&] { return d->canvas->svg(wanted, d->spec.title); });
}

QImage PlotView::image(QSize size, double scale) const
{
    const QSize wanted = exportSize(size, this->size());
    return d->exported(wanted, [&] { return d->canvas->image(wanted, scale); });
}

void PlotView::copyToClipboard() const
{
    auto *data = new QMimeData;
    data->setImageData(image());
    data->setText(csv());
    data->setData(QStringLiteral("image/svg+xml"), svg());
    QGuiApplication::clipboard()->setMimeData(data);
}

bool PlotView::save(const QString &path, QString *error) const
{
    QSaveFile file(path);
    bool good = file.open(QIODevice::WriteOnly);
    if (good && path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
        good = file.write(csv().toUtf8()) >= 0;
    else if (good && path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive))
        good = file.write(svg()) >= 0;
    else if (good)
        good = image().save(&file, "PNG");
    good = good && file.commit();
    if (!good && error)
        *error = tr("The chart could not be written to \"%1\": %2. Choose another place.")
                     .arg(path, file.errorString());
    return good;
}

QSize PlotView::sizeHint() const
{
    return d->compact ? QSize(150, 110) : QSize(480, 300);
}

QSize PlotView::minimumSizeHint() const
{
    return d->compact ? QSize(100, 70) : QSize(220, 140);
}

QWidget *PlotView::canvas() const
{
    return d->canvas->widget();
}

QPointF PlotView::pixelOf(double x, double y) const
{
    return d->canvas->geometry().point(x, y);
}

std::pair<double, double> PlotView::xRange() const
{
    return {d->x.min, d->x.max};
}

std::pair<double, double> PlotView::yRange() const
{
    return {d->y.min, d->y.max};
}

int PlotView::drawnSeriesCount() const
{
    return d->spec.isEmpty() ? 0 : d->canvas->seriesCount();
}

std::vector<QRectF> PlotView::labelRects() const
{
    return layoutMarks(d->spec, d->canvas->geometry(), d->compact).textRects();
}

QRectF PlotView::plotArea() const
{
    return d->canvas->geometry().area;
}

void PlotView::resizeEvent(QResizeEvent *)
{
    d->canvas->widget()->setGeometry(rect());
    d->updateMargins(width());
    d->message->setGeometry(rect());
}

void PlotView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LayoutDirectionChange)
        d->rebuild(true);
    QWidget::changeEvent(event);
}

} // namespace lapidary
