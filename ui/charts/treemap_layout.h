#pragma once

#include <QRectF>
#include <QString>

#include <vector>

namespace lapidary {

/// Squarified treemap (Bruls, Huizing, van Wijk 2000): one rectangle per value, areas in
/// proportion, without gaps; values that are <= 0 or not finite get an empty one. `values` need
/// not be sorted; the order of the result is theirs.
std::vector<QRectF> squarify(const std::vector<double> &values, const QRectF &bounds);

struct TreemapGroup {
    QString name;
    QRectF rect;   ///< with header
    QRectF header; ///< empty when there is no room or no name
    std::vector<int> nodes;
};

struct TreemapLayout {
    std::vector<QRectF> nodes; ///< per node, empty: not drawn
    std::vector<TreemapGroup> groups;
};

/// Groups in the order of first appearance get areas first, then nodes within each.
TreemapLayout layoutTreemap(const std::vector<double> &values, const std::vector<QString> &groups,
                            const QRectF &bounds, double headerHeight);

} // namespace lapidary
