#pragma once

#include <QPointF>
#include <QRectF>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {

struct AxisRange {
    double min = 0, max = 1;
    bool operator==(const AxisRange &) const = default;
};

/// One axis: values to pixels and back. Positions are computed in log10 on logarithmic axes.
struct AxisMap {
    AxisRange range;
    bool log = false;
    double first = 0, last = 1; ///< pixels of range.min and range.max

    double position(double value) const { return log ? std::log10(value) : value; }
    double valueAt(double position) const { return log ? std::pow(10.0, position) : position; }
    /// NaN for what a logarithmic axis cannot show.
    double toPixel(double value) const
    {
        if (!std::isfinite(value) || (log && value <= 0))
            return std::numeric_limits<double>::quiet_NaN();
        const double low = position(range.min), high = position(range.max);
        return first + (position(value) - low) / (high - low) * (last - first);
    }
    double toValue(double pixel) const
    {
        const double low = position(range.min), high = position(range.max);
        return valueAt(low + (pixel - first) / (last - first) * (high - low));
    }
};

struct PlotGeometry {
    QRectF area;     ///< inside the axes
    QRectF viewport; ///< the whole picture
    AxisMap x, y, right;

    const AxisMap &vertical(bool rightAxis) const { return rightAxis ? right : y; }
    QPointF point(double px, double py, bool rightAxis = false) const
    {
        return {x.toPixel(px), vertical(rightAxis).toPixel(py)};
    }
};

} // namespace lapidary
