#include "ui/charts/treemap_layout.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lapidary {

namespace {

double usable(double value)
{
    return std::isfinite(value) && value > 0 ? value : 0;
}

// Worst aspect ratio of a row with this total area along a side of this length.
double worst(double least, double greatest, double total, double side)
{
    const double square = total * total, length = side * side;
    return std::max(length * greatest / square, square / (length * least));
}

// Places order[from, to) as one row along the shorter side; returns what remains of `free`.
QRectF placeRow(const std::vector<double> &areas, const std::vector<int> &order, size_t from,
                size_t to, double total, const QRectF &free, std::vector<QRectF> &out)
{
    const bool upright = free.width() >= free.height(); // a column at the left
    const double side = upright ? free.height() : free.width();
    const double depth = std::min(total / side, upright ? free.width() : free.height());
    double at = upright ? free.top() : free.left();
    for (size_t i = from; i < to; ++i) {
        const auto node = static_cast<size_t>(order[i]);
        const double length = areas[node] / total * side;
        out[node] = upright ? QRectF(free.left(), at, depth, length)
                            : QRectF(at, free.top(), length, depth);
        at += length;
    }
    return upright ? free.adjusted(depth, 0, 0, 0) : free.adjusted(0, depth, 0, 0);
}

} // namespace

std::vector<QRectF> squarify(const std::vector<double> &values, const QRectF &bounds)
{
    std::vector<QRectF> out(values.size());
    std::vector<int> order;
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        if (usable(values[i]) > 0) {
            order.push_back(static_cast<int>(i));
            sum += values[i];
        }
    }
    if (order.empty() || !bounds.isValid())
        return out;
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return values[static_cast<size_t>(a)] > values[static_cast<size_t>(b)];
    });
    std::vector<double> areas(values.size());
    const double scale = bounds.width() * bounds.height() / sum;
    for (int node : order)
        areas[static_cast<size_t>(node)] = values[static_cast<size_t>(node)] * scale;

    QRectF free = bounds;
    size_t from = 0;
    while (from < order.size()) {
        const double side = std::min(free.width(), free.height());
        const double greatest = areas[static_cast<size_t>(order[from])];
        double total = 0, ratio = std::numeric_limits<double>::infinity();
        size_t to = from;
        for (; to < order.size(); ++to) {
            const double area = areas[static_cast<size_t>(order[to])];
            const double next = side > 0 ? worst(area, greatest, total + area, side) : 0;
            if (to > from && next > ratio)
                break;
            total += area;
            ratio = next;
        }
        if (side <= 0)
            break;
        free = placeRow(areas, order, from, to, total, free, out);
        from = to;
    }
    return out;
}

TreemapLayout layoutTreemap(const std::vector<double> &values, const std::vector<QString> &groups,
                            const QRectF &bounds, double headerHeight)
{
    TreemapLayout layout;
    layout.nodes.resize(values.size());
    QHash<QString, int> known;
    std::vector<double> sums;
    for (size_t i = 0; i < values.size(); ++i) {
        const QString name = i < groups.size() ? groups[i] : QString();
        auto it = known.find(name);
        if (it == known.end()) {
            it = known.insert(name, int(layout.groups.size()));
            layout.groups.push_back({name, {}, {}, {}});
            sums.push_back(0);
        }
        layout.groups[size_t(*it)].nodes.push_back(int(i));
        sums[size_t(*it)] += usable(values[i]);
    }
    const std::vector<QRectF> areas = squarify(sums, bounds);
    for (size_t g = 0; g < layout.groups.size(); ++g) {
        TreemapGroup &group = layout.groups[g];
        group.rect = areas[g];
        QRectF inner = group.rect;
        if (!group.name.isEmpty() && inner.height() > 2.5 * headerHeight && inner.width() > 30) {
            inner.adjust(1, 1, -1, -1);
            group.header = QRectF(inner.topLeft(), QSizeF(inner.width(), headerHeight));
            inner.setTop(inner.top() + headerHeight);
        }
        std::vector<double> own;
        for (int node : group.nodes)
            own.push_back(values[size_t(node)]);
        const std::vector<QRectF> rects = squarify(own, inner);
        for (size_t i = 0; i < rects.size(); ++i)
            layout.nodes[size_t(group.nodes[i])] = rects[i];
    }
    return layout;
}

} // namespace lapidary
