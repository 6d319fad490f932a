#pragma once

#include <QPolygonF>
#include <QRectF>
#include <QSizeF>

#include <optional>
#include <vector>

namespace lapidary {

/// Finds places for texts in a plot: never over each other or outside, over curves only when
/// nothing else is left.
class LabelLayout {
public:
    explicit LabelLayout(const QRectF &bounds) : m_bounds(bounds) { }

    void addObstacle(const QRectF &rect) { m_rects.push_back(rect); }
    /// Curves are avoided, and crossed only as the last resort when `mayCross`.
    void addCurve(const QPolygonF &curve) { m_curves.push_back(curve); }

    bool isFree(const QRectF &rect) const;
    int crossings(const QRectF &rect) const; ///< how many curves run through
    /// The first free candidate with the fewest crossings; it becomes an obstacle.
    std::optional<QRectF> place(const std::vector<QRectF> &candidates, bool mayCross);

    const std::vector<QRectF> &placed() const { return m_placed; }

private:
    QRectF m_bounds;
    std::vector<QRectF> m_rects, m_placed;
    std::vector<QPolygonF> m_curves;
};

/// Places around a marker: right, above, left, below and the corners, near first, then farther
/// out (where a thin leader line is drawn).
std::vector<QRectF> candidatesAround(const QPointF &point, QSizeF size, double radius);

/// Places along a curve, from its right end to the left, above and below it.
std::vector<QRectF> candidatesAlong(const QPolygonF &curve, QSizeF size);

bool segmentMeets(const QPointF &a, const QPointF &b, const QRectF &rect);

} // namespace lapidary
