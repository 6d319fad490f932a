#pragma once

#include "ui/charts/plot_canvas.h"
#include "ui/charts/plot_marks.h"
#include "ui/charts/plot_overlay.h"
#include "ui/charts/plot_view.h"

class QLabel;
class QMouseEvent;
class QPushButton;
class QWheelEvent;

namespace lapidary {

/// State of a PlotView: what is shown (plot_view.cpp) and what the user does (plot_interaction.cpp).
class PlotView::Private {
public:
    explicit Private(PlotView *view);

    enum class Drag { None, Pending, Handle, Rubber, Pan };

    PlotView *q;
    PlotSpec spec;
    std::unique_ptr<PlotCanvas> canvas;
    QWidget *message = nullptr;
    QLabel *messageText = nullptr;
    QPushButton *messageButton = nullptr;
    HandleTextProvider provider;
    PlotReadout fixedText;
    QString highlighted, hoveredId;
    bool compact = false;

    AxisRange baseX, baseY, baseRight, x, y;
    MarkLayout layout; // of the last painting, for labelRects()

    Drag drag = Drag::None;
    QPointF pressedAt, lastAt;
    AxisRange panX, panY;
    HoverInfo hover;
    std::optional<QRectF> rubber;
    bool handleHovered = false, keyboardFocus = false;
    std::optional<PointRef> focused;

    void rebuild(bool keepView);
    void applyRanges();
    void updateMargins(int width);
    void updateAccessibility();
    void showMessage();
    OverlayState overlay() const;
    template<typename Paint> auto exported(QSize size, Paint paint);

    bool mousePressed(QMouseEvent *event);
    bool mouseMoved(QMouseEvent *event);
    bool mouseReleased(QMouseEvent *event);
    bool wheelTurned(QWheelEvent *event);
    void left();
    void setHover(const HoverInfo &info);
    bool nearHandle(const QPointF &position) const;
    double snapped(double x) const;
    void moveHandle(double x);
    void stepHandle(int steps);
    void stepPoint(int steps);
    void zoomAround(const QPointF &pixel, double factor, bool alongX, bool alongY);
    void zoomInto(const QRectF &rect);
    void pan(const QPointF &by);
    bool isZoomed() const { return !(x == baseX) || !(y == baseY); }
};

} // namespace lapidary
