#pragma once

#include "ui/charts/plot_hover.h"
#include "ui/charts/plot_view.h"

class QPainter;

namespace lapidary {

/// What moves over a chart: handle, crosshair, readout, zoom rectangle, focus ring.
struct OverlayState {
    HoverInfo hover;
    std::optional<QRectF> rubber;
    PlotReadout handleText;
    bool handleActive = false; ///< hovered, dragged or focused: drawn stronger
    bool focusRing = false;
    QString highlighted;
    bool busy = false;         ///< data is shown, newer is being computed
};

/// Where the knob of the handle is; nothing when its x is outside of the view.
std::optional<QPointF> knobPosition(const PlotSpec &spec, const PlotGeometry &geometry);

void paintOverlay(QPainter &painter, const PlotSpec &spec, const PlotGeometry &geometry,
                  const OverlayState &state);

} // namespace lapidary
