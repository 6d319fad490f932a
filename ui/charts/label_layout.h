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
    /// Curves are avoided, and crossed only when `mayCross` and a place nearby has no fewer;
    /// `weight` tells how bad that is (a faint dashed line: less than 1).
    void addCurve(const QPolygonF &curve, double weight = 1)
    {
        m_curves.push_back({curve, weight, curve.boundingRect(), isAscending(curve)});
    }

    bool isFree(const QRectF &rect) const;
    double crossings(const QRectF &rect) const; ///< summed weights of the curves that run through
    /// The free candidate with the least of crossings and distance; it becomes an obstacle.
    /// Every `ring` candidates lie one step farther off.
    std::optional<QRectF> place(const std::vector<QRectF> &candidates, bool mayCross,
                                int ring = 1000);
    /// Takes back the last place given.
    void unplace();

    const std::vector<QRectF> &placed() const { return m_placed; }

private:
    QRectF m_bounds;
    std::vector<QRectF> m_rects, m_placed;
    struct Curve {
        QPolygonF points;
        double weight;
        QRectF bounds;
        bool ascending; ///< in x: segments are found by bisection
    };
    static bool isAscending(const QPolygonF &curve);
    static bool meets(const Curve &curve, const QRectF &rect);
    std::vector<Curve> m_curves;
};

/// Eight places for each ring around a marker: right, above, left, below and the corners, near first, then farther
/// out (where a thin leader line is drawn).
std::vector<QRectF> candidatesAround(const QPointF &point, QSizeF size, double radius);

/// Places along a curve, from its right end to the left, above and below it.
std::vector<QRectF> candidatesAlong(const QPolygonF &curve, QSizeF size);

bool segmentMeets(const QPointF &a, const QPointF &b, const QRectF &rect);

} // namespace lapidary
