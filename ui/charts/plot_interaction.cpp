// What the user does on a chart: zoom, pan, handle, points, keyboard, menu.
#include "ui/charts/icons.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/plot_view_p.h"

#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QMessageBox>
#include <QMouseEvent>
#include <QWheelEvent>

namespace lapidary {

namespace {

constexpr double grabDistance = 8, clickDistance = 4;

AxisMap mapFor(AxisRange range, AxisScale scale)
{
    return {range, scale == AxisScale::Log, 0, 1};
}

// `from` and `to` are shares of the current range; the result stays inside `base`.
AxisRange part(AxisRange range, AxisRange base, AxisScale scale, double from, double to)
{
    const AxisMap map = mapFor(range, scale), whole = mapFor(base, scale);
    double low = whole.toPixel(map.toValue(from)), high = whole.toPixel(map.toValue(to));
    const double width = std::min(1.0, high - low);
    if (!(width > 1e-7)) // numbers would run out of digits
        return range;
    low = std::clamp(low, 0.0, 1.0 - width);
    if (width >= 1.0 - 1e-9)
        return base;
    return {whole.toValue(low), whole.toValue(low + width)};
}

} // namespace

bool PlotView::Private::nearHandle(const QPointF &position) const
{
    if (!spec.handle || compact)
        return false;
    const PlotGeometry geometry = canvas->geometry();
    const auto knob = knobPosition(spec, geometry);
    return knob && std::abs(position.x() - knob->x()) <= grabDistance
           && geometry.area.adjusted(-8, -8, 8, 8).contains(position);
}

double PlotView::Private::snapped(double value) const
{
    const HandleSpec &handle = *spec.handle;
    if (handle.step > 0)
        value = std::round(value / handle.step) * handle.step;
    return std::clamp(value, std::min(handle.min, handle.max), std::max(handle.min, handle.max));
}

void PlotView::Private::moveHandle(double value)
{
    const double target = snapped(value);
    if (!std::isfinite(target) || target == spec.handle->x)
        return;
    spec.handle->x = target;
    emit q->handleMoved(target);
    canvas->replotOverlay();
}

void PlotView::Private::stepHandle(int steps)
{
    const double unit = spec.handle->step > 0 ? spec.handle->step : (x.max - x.min) / 100;
    const double before = spec.handle->x;
    moveHandle(before + steps * unit);
    if (spec.handle && spec.handle->x != before) {
        updateAccessibility();
        emit q->handleReleased(spec.handle->x);
    }
}

void PlotView::Private::stepPoint(int steps)
{
    const std::vector<PointRef> points = pointOrder(spec);
    if (points.empty())
        return;
    const int last = int(points.size()) - 1;
    int index = steps > 0 ? 0 : last;
    if (focused) {
        const auto at = std::find(points.begin(), points.end(), *focused);
        index = std::clamp(int(at - points.begin()) + steps, 0, last);
    }
    focused = points[size_t(index)];
    setHover(hoverOf(spec, canvas->geometry(), *focused));
}

void PlotView::Private::setHover(const HoverInfo &info)
{
    const bool redraw = info.valid || hover.valid;
    hover = info;
    const QString id = info.valid ? info.id : QString();
    if (id != hoveredId) {
        hoveredId = id;
        emit q->pointHovered(id);
    }
    if (redraw)
        canvas->replotOverlay();
}

void PlotView::Private::left()
{
    handleHovered = false;
    setHover({});
}

void PlotView::Private::zoomAround(const QPointF &pixel, double factor, bool alongX, bool alongY)
{
    const bool before = isZoomed();
    const PlotGeometry geometry = canvas->geometry();
    const QRectF &area = geometry.area;
    const double fx = (pixel.x() - area.left()) / area.width();
    const double fy = (area.bottom() - pixel.y()) / area.height();
    if (alongX)
        x = part(x, baseX, spec.x.scale, fx - fx / factor, fx + (1 - fx) / factor);
    if (alongY)
        y = part(y, baseY, spec.y.scale, fy - fy / factor, fy + (1 - fy) / factor);
    hover = {};
    applyRanges();
    if (before != isZoomed())
        emit q->zoomChanged(isZoomed());
}

void PlotView::Private::zoomInto(const QRectF &rect)
{
    const bool before = isZoomed();
    const QRectF area = canvas->geometry().area;
    // A flat or narrow rectangle zooms along its long side only.
    if (rect.width() >= 12)
        x = part(x, baseX, spec.x.scale, (rect.left() - area.left()) / area.width(),
                 (rect.right() - area.left()) / area.width());
    if (rect.height() >= 12)
        y = part(y, baseY, spec.y.scale, (area.bottom() - rect.bottom()) / area.height(),
                 (area.bottom() - rect.top()) / area.height());
    applyRanges();
    if (before != isZoomed())
        emit q->zoomChanged(isZoomed());
}

void PlotView::Private::pan(const QPointF &by)
{
    const QRectF area = canvas->geometry().area;
    const double dx = -by.x() / area.width(), dy = by.y() / area.height();
    x = part(panX, baseX, spec.x.scale, dx, 1 + dx);
    y = part(panY, baseY, spec.y.scale, dy, 1 + dy);
    hover = {};
    applyRanges();
}

bool PlotView::Private::mousePressed(QMouseEvent *event)
{
    pressedAt = lastAt = event->position();
    keyboardFocus = false;
    if (!compact)
        q->setFocus(Qt::MouseFocusReason);
    const bool pans = event->button() == Qt::MiddleButton
                      || (event->button() == Qt::LeftButton
                          && event->modifiers().testFlag(Qt::ShiftModifier));
    if (compact)
        return false;
    if (pans) {
        drag = Drag::Pan;
        panX = x;
        panY = y;
        canvas->widget()->setCursor(Qt::ClosedHandCursor);
    } else if (event->button() == Qt::LeftButton) {
        drag = nearHandle(pressedAt) ? Drag::Handle : Drag::Pending;
    } else {
        return false;
    }
    left();
    return true;
}

bool PlotView::Private::mouseMoved(QMouseEvent *event)
{
    if (compact)
        return false;
    lastAt = event->position();
    const PlotGeometry geometry = canvas->geometry();
    if (drag == Drag::Pending && QLineF(pressedAt, lastAt).length() > clickDistance)
        drag = Drag::Rubber;
    switch (drag) {
    case Drag::Handle:
        moveHandle(geometry.x.toValue(
            std::clamp(lastAt.x(), geometry.area.left(), geometry.area.right())));
        return true;
    case Drag::Rubber: {
        QRectF rect = QRectF(pressedAt, lastAt).normalized().intersected(geometry.area);
        if (rect.height() < 12)
            rect = QRectF(rect.left(), geometry.area.top(), rect.width(), geometry.area.height());
        else if (rect.width() < 12)
            rect = QRectF(geometry.area.left(), rect.top(), geometry.area.width(), rect.height());
        rubber = rect;
        canvas->replotOverlay();
        return true;
    }
    case Drag::Pan:
        pan(lastAt - pressedAt);
        return true;
    case Drag::None: case Drag::Pending:
        break;
    }
    const bool near = nearHandle(lastAt);
    const bool changed = std::exchange(handleHovered, near) != near;
    const HoverInfo info = near ? HoverInfo() : hoverAt(spec, geometry, lastAt);
    canvas->widget()->setCursor(near ? Qt::SizeHorCursor
                                : info.valid && !info.id.isEmpty() ? Qt::PointingHandCursor
                                                                   : Qt::ArrowCursor);
    focused.reset();
    setHover(info);
    if (changed)
        canvas->replotOverlay();
    return true;
}

bool PlotView::Private::mouseReleased(QMouseEvent *event)
{
    if (compact)
        return false;
    const Drag ended = std::exchange(drag, Drag::None);
    canvas->widget()->setCursor(Qt::ArrowCursor);
    if (ended == Drag::Handle && spec.handle) {
        updateAccessibility();
        emit q->handleReleased(spec.handle->x);
    } else if (ended == Drag::Rubber) {
        const QRectF rect = QRectF(pressedAt, event->position()).normalized()
                                .intersected(canvas->geometry().area);
        rubber.reset();
        if (rect.width() >= 12 || rect.height() >= 12)
            zoomInto(rect);
        else
            canvas->replotOverlay();
    } else if (ended == Drag::Pending) {
        const HoverInfo info = hoverAt(spec, canvas->geometry(), event->position());
        if (info.valid && !info.id.isEmpty())
            emit q->pointClicked(info.id);
    } else if (ended == Drag::Pan) {
        emit q->zoomChanged(isZoomed());
    }
    return ended != Drag::None;
}

bool PlotView::Private::wheelTurned(QWheelEvent *event)
{
    if (compact) {
        event->ignore();
        return false;
    }
    const double turns = event->angleDelta().y() / 120.0;
    const QRectF area = canvas->geometry().area;
    const QPointF at = event->position();
    // Over an axis only that axis zooms.
    const bool onX = at.y() > area.bottom(), onY = at.x() < area.left();
    if (turns != 0)
        zoomAround({std::clamp(at.x(), area.left(), area.right()),
                    std::clamp(at.y(), area.top(), area.bottom())},
                   std::pow(1.25, turns), !onY, !onX);
    event->accept();
    return true;
}

void PlotView::resetZoom()
{
    const bool before = d->isZoomed();
    d->x = d->baseX;
    d->y = d->baseY;
    d->applyRanges();
    if (before)
        emit zoomChanged(false);
}

void PlotView::zoom(double factor)
{
    d->zoomAround(plotArea().center(), factor, true, true);
}

bool PlotView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != canvas())
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress: return d->mousePressed(static_cast<QMouseEvent *>(event));
    case QEvent::MouseMove: return d->mouseMoved(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonRelease: return d->mouseReleased(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonDblClick:
        if (d->compact)
            return false;
        d->drag = Private::Drag::None;
        resetZoom();
        return true;
    case QEvent::Wheel: return d->wheelTurned(static_cast<QWheelEvent *>(event));
    case QEvent::Leave: d->left(); return false;
    default: return false;
    }
}

void PlotView::keyPressEvent(QKeyEvent *event)
{
    const int many = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    const bool forward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Up;
    switch (event->key()) {
    case Qt::Key_Left: case Qt::Key_Right: case Qt::Key_Up: case Qt::Key_Down:
        d->keyboardFocus = true;
        if (d->spec.handle)
            d->stepHandle(forward ? many : -many);
        else
            d->stepPoint(forward ? many : -many);
        return;
    case Qt::Key_Home: case Qt::Key_End:
        if (d->spec.handle)
            d->moveHandle(event->key() == Qt::Key_Home ? d->spec.handle->min : d->spec.handle->max);
        return;
    case Qt::Key_Return: case Qt::Key_Enter: case Qt::Key_Space:
        if (!d->hover.valid || d->hover.id.isEmpty())
            break;
        emit pointClicked(d->hover.id);
        return;
    case Qt::Key_Plus: case Qt::Key_Equal: zoom(1.5); return;
    case Qt::Key_Minus: zoom(1 / 1.5); return;
    case Qt::Key_0: resetZoom(); return;
    default: break;
    }
    if (event->matches(QKeySequence::Copy)) {
        copyToClipboard();
        return;
    }
    QWidget::keyPressEvent(event);
}

void PlotView::contextMenuEvent(QContextMenuEvent *event)
{
    if (d->spec.isEmpty())
        return;
    QMenu menu(this);
    menu.addAction(themedIcon(QStringLiteral("copy")), tr("Copy"), this, &PlotView::copyToClipboard);
    menu.addSeparator();
    const auto saveAs = [this](const QString &suffix, const QString &filter) {
        const QString name = d->spec.fileName.isEmpty() ? QStringLiteral("chart") : d->spec.fileName;
        QString path = QFileDialog::getSaveFileName(this, tr("Save Chart"),
                                                    name + QLatin1Char('.') + suffix, filter);
        if (path.isEmpty())
            return;
        if (QFileInfo(path).suffix().isEmpty())
            path += QLatin1Char('.') + suffix;
        QString error;
        if (!save(path, &error))
            QMessageBox::warning(this, tr("Save Chart"), error);
    };
    menu.addAction(themedIcon(QStringLiteral("save")), tr("Save as SVG…"), this,
                   [=] { saveAs(QStringLiteral("svg"), tr("SVG pictures (*.svg)")); });
    menu.addAction(tr("Save as PNG…"), this,
                   [=] { saveAs(QStringLiteral("png"), tr("PNG pictures (*.png)")); });
    menu.addAction(tr("Save as CSV…"), this,
                   [=] { saveAs(QStringLiteral("csv"), tr("CSV tables (*.csv)")); });
    menu.addSeparator();
    QAction *reset = menu.addAction(themedIcon(QStringLiteral("reset")), tr("Reset Zoom"), this,
                                    &PlotView::resetZoom);
    reset->setEnabled(d->isZoomed());
    menu.exec(event->globalPos());
}

void PlotView::focusInEvent(QFocusEvent *event)
{
    d->keyboardFocus = event->reason() == Qt::TabFocusReason
                       || event->reason() == Qt::BacktabFocusReason
                       || event->reason() == Qt::ShortcutFocusReason;
    d->canvas->replotOverlay();
}

void PlotView::focusOutEvent(QFocusEvent *)
{
    d->keyboardFocus = false;
    d->focused.reset();
    d->setHover({});
    d->canvas->replotOverlay();
}

} // namespace lapidary
