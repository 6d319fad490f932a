#include "ui/charts/label_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {

// Liang and Barsky: the part of the segment inside the rectangle is not empty.
bool segmentMeets(const QPointF &a, const QPointF &b, const QRectF &rect)
{
    const QPointF d = b - a;
    double from = 0, to = 1;
    const double p[] = {-d.x(), d.x(), -d.y(), d.y()};
    const double q[] = {a.x() - rect.left(), rect.right() - a.x(), a.y() - rect.top(),
                        rect.bottom() - a.y()};
    for (int i = 0; i < 4; ++i) {
        if (p[i] == 0) {
            if (q[i] < 0)
                return false;
            continue;
        }
        const double t = q[i] / p[i];
        if (p[i] < 0)
            from = std::max(from, t);
        else
            to = std::min(to, t);
    }
    return from <= to;
}

bool LabelLayout::isFree(const QRectF &rect) const
{
    if (!m_bounds.contains(rect))
        return false;
    const auto meets = [&](const QRectF &other) { return other.intersects(rect); };
    return std::none_of(m_rects.begin(), m_rects.end(), meets);
}

bool LabelLayout::isAscending(const QPolygonF &curve)
{
    return std::is_sorted(curve.begin(), curve.end(),
                          [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
}

bool LabelLayout::meets(const Curve &curve, const QRectF &rect)
{
    const QRectF &bounds = curve.bounds; // may be flat, so QRectF::intersects() does not do
    if (bounds.left() > rect.right() || bounds.right() < rect.left()
        || bounds.top() > rect.bottom() || bounds.bottom() < rect.top())
        return false;
    qsizetype first = 1;
    if (curve.ascending) {
        const auto left = std::lower_bound(
            curve.points.begin(), curve.points.end(), rect.left(),
            [](const QPointF &point, double x) { return point.x() < x; });
        first = std::max<qsizetype>(1, left - curve.points.begin());
    }
    for (qsizetype i = first; i < curve.points.size(); ++i) {
        if (segmentMeets(curve.points[i - 1], curve.points[i], rect))
            return true;
        if (curve.ascending && curve.points[i].x() > rect.right())
            return false;
    }
    return false;
}

double LabelLayout::crossings(const QRectF &rect) const
{
    double sum = 0;
    for (const Curve &curve : m_curves)
        if (meets(curve, rect))
            sum += curve.weight;
    return sum;
}

std::optional<QRectF> LabelLayout::place(const std::vector<QRectF> &candidates, bool mayCross,
                                         int ring)
{
    constexpr double stepCost = 1.6; // one step farther off is worth crossing one curve and a half
    std::optional<QRectF> best;
    double least = std::numeric_limits<double>::infinity();
    for (size_t i = 0; i < candidates.size(); ++i) {
        const double distance = stepCost * double(i / size_t(ring));
        if (distance >= least)
            break;
        if (!isFree(candidates[i]))
            continue;
        const double crossed = crossings(candidates[i]);
        if ((crossed == 0 || mayCross) && crossed + distance < least) {
            least = crossed + distance;
            best = candidates[i];
        }
    }
    if (best) {
        m_rects.push_back(*best);
        m_placed.push_back(*best);
    }
    return best;
}

void LabelLayout::unplace()
{
    m_rects.pop_back();
    m_placed.pop_back();
}

std::vector<QRectF> candidatesAround(const QPointF &point, QSizeF size, double radius)
{
    std::vector<QRectF> out;
    const double w = size.width(), h = size.height();
    for (double gap : {radius + 3, radius + 16, radius + 30}) {
        const double near = gap * 0.6;
        const QPointF corners[] = {
            {gap, -h / 2},          {near, -near - h},      {-w / 2, -gap - h}, {near, near},
            {-near - w, -near - h}, {-w / 2, gap},          {-gap - w, -h / 2}, {-near - w, near},
        };
        for (const QPointF &corner : corners)
            out.emplace_back(point + corner, size);
    }
    return out;
}

std::vector<QRectF> candidatesAlong(const QPolygonF &curve, QSizeF size)
{
    std::vector<QRectF> out;
    if (curve.isEmpty())
        return out;
    const double w = size.width(), h = size.height();
    for (double share : {0.97, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.03}) {
        const double left = curve.first().x(), right = curve.last().x();
        const double middle = left + (right - left) * share;
        const double from = std::min(middle, right - w), to = from + w;
        double top = 1e9, bottom = -1e9; // of the curve under the text
        for (const QPointF &point : curve) {
            if (point.x() >= from - 2 && point.x() <= to + 2) {
                top = std::min(top, point.y());
                bottom = std::max(bottom, point.y());
            }
        }
        if (top > bottom)
            continue;
        out.emplace_back(QPointF(from, top - h - 2), size);
        out.emplace_back(QPointF(from, bottom + 2), size);
    }
    return out;
}

} // namespace lapidary
