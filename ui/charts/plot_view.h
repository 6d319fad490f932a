#pragma once

#include "ui/charts/plot_spec.h"

#include <QImage>
#include <QRectF>
#include <QWidget>

#include <functional>
#include <memory>

namespace lapidary {

/// Two lines beside the handle or a point.
struct PlotReadout {
    QString title;
    QString detail; ///< may hold line breaks
};

/// Shows a PlotSpec. Wheel zooms at the pointer, drag zooms into a rectangle, middle button or
/// Shift+drag pans, double click or 0 resets, + and - zoom, arrows move the handle (Shift: ten
/// steps) or the focused point, Enter clicks it; the context menu copies and saves (SVG, PNG, CSV).
/// Follows the theme by itself. Everything on the GUI thread.
class PlotView : public QWidget {
    Q_OBJECT
public:
    using HandleTextProvider = std::function<PlotReadout(double x)>;

    explicit PlotView(QWidget *parent = nullptr);
    ~PlotView() override;

    /// Replaces what is shown; a zoom is kept only when `keepView`. Cheap: call it at each change.
    void setSpec(PlotSpec spec, bool keepView = false);
    const PlotSpec &spec() const;

    /// Moves the handle without emitting handleMoved(); values are clamped and snapped.
    void setHandleValue(double x);
    double handleValue() const;
    /// Asked while painting for the text beside the handle; must be fast (no work, a lookup).
    void setHandleTextProvider(HandleTextProvider provider);
    /// Fixed text instead of a provider, e.g. set from a slot of handleMoved().
    void setHandleText(const PlotReadout &text);

    /// Ring around the point with this id; empty: none.
    void setHighlightedPoint(const QString &id);
    QString highlightedPoint() const;

    /// Little chart without axis names, readout and handle (small multiples).
    void setCompact(bool compact);

    void resetZoom();
    void zoom(double factor); ///< > 1 zooms in, around the centre
    bool isZoomed() const;

    QString csv() const;                                ///< RFC 4180, one row per point
    QByteArray svg(QSize size = {}) const;              ///< in the colours of the current theme
    QImage image(QSize size = {}, double scale = 2) const;
    void copyToClipboard() const;                       ///< picture and CSV text
    /// By extension svg, png or csv; false with a sentence in `error` when it cannot be written.
    bool save(const QString &path, QString *error) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // What is on screen, for tests and for tools that draw on top.
    QWidget *canvas() const;                            ///< takes the mouse
    QPointF pixelOf(double x, double y) const;          ///< on the canvas
    std::pair<double, double> xRange() const;
    std::pair<double, double> yRange() const;
    int drawnSeriesCount() const;
    std::vector<QRectF> labelRects() const;             ///< texts placed inside the plot area
    QRectF plotArea() const;

signals:
    void handleMoved(double x);     ///< while dragging and by keyboard
    void handleReleased(double x);  ///< once at the end
    void pointClicked(const QString &id);
    void pointHovered(const QString &id); ///< "" when left
    void emptyActionTriggered();
    void zoomChanged(bool zoomed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lapidary
