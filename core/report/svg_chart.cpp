#include "core/report/svg_chart.h"

#include "core/base/result.h"
#include "core/report/escape.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lapidary {

namespace {

constexpr double kWidth = 760;

std::string openSvg(double height, const std::string &title)
{
    return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\" "
                       "xmlns=\"http://www.w3.org/2000/svg\">\n",
                       kWidth, height, htmlEscape(title));
}

std::string text(double x, double y, const std::string &content, const char *classes)
{
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, classes,
                       htmlEscape(content));
}

std::string line(double x1, double y1, double x2, double y2, const char *classes)
{
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n",
                       x1, y1, x2, y2, classes);
}

std::string rect(double x, double y, double w, double h, const std::string &classes,
                 const std::string &tip, const std::string &style = {})
{
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"2\" "
                       "class=\"{}\"{}><title>{}</title></rect>\n",
                       x, y, std::max(w, 0.0), h, classes,
                       style.empty() ? "" : fmt::format(" style=\"{}\"", style), htmlEscape(tip));
}

std::string shortened(const std::string &label, size_t limit)
{
    const std::string clean = cleanText(label);
    if (clean.size() <= limit)
        return clean;
    size_t cut = limit - 1;
    while (cut > 0 && (static_cast<unsigned char>(clean[cut]) & 0xC0) == 0x80)
        --cut; // never inside a character
    return clean.substr(0, cut) + "…";
}

/// Linear map of data to the plot area.
struct Axis {
    double low = 0, high = 1, from = 0, to = 1;
    double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

Axis padded(double low, double high, double from, double to)
{
    if (!(high > low)) {
        const double pad = std::max(std::abs(low) * 0.1, 1e-9);
        low -= pad;
        high += pad;
    }
    const double pad = (high - low) * 0.08;
    return {low - pad, high + pad, from, to};
}

std::string axes(const Axis &x, const Axis &y, const std::string &xTitle, const std::string &yTitle,
                 std::string (*formatX)(double))
{
    std::string svg;
    for (const double tick : niceTicks(y.low, y.high, 5)) {
        svg += line(x.from, y.at(tick), x.to, y.at(tick), "grid");
        svg += text(x.from - 8, y.at(tick) + 4, fmt::format("{:.6g}", tick), "tick end");
    }
    for (const double tick : niceTicks(x.low, x.high, 5)) {
        svg += line(x.at(tick), y.from, x.at(tick), y.to, "grid");
        svg += text(x.at(tick), y.from + 18, formatX(tick), "tick middle");
    }
    svg += text((x.from + x.to) / 2, y.from + 38, xTitle, "axis middle");
    svg += fmt::format("<text transform=\"translate(14 {:.1f}) rotate(-90)\" class=\"axis middle\">{}"
                       "</text>\n",
                       (y.from + y.to) / 2, htmlEscape(yTitle));
    return svg;
}

std::string frontLine(std::vector<ScatterPoint> points, const Axis &x, const Axis &y)
{
    std::erase_if(points, [](const ScatterPoint &p) { return !p.front; });
    std::sort(points.begin(), points.end(),
              [](const ScatterPoint &a, const ScatterPoint &b) { return a.x < b.x; });
    std::string path;
    for (size_t i = 0; i < points.size(); ++i) {
        const double px = x.at(points[i].x), py = y.at(points[i].y);
        // Between two points the best known loss is that of the smaller one.
        path += i == 0 ? fmt::format("M{:.1f} {:.1f}", px, py) : fmt::format("H{:.1f}V{:.1f}", px, py);
    }
    return points.size() < 2 ? std::string()
                             : fmt::format("<path d=\"{}\" class=\"front\"/>\n", path);
}

std::string marker(const ScatterPoint &p, const Axis &x, const Axis &y, int index)
{
    const double cx = x.at(p.x), cy = y.at(p.y);
    std::string svg;
    if (p.error > 0)
        svg += line(cx, y.at(p.y - p.error), cx, y.at(p.y + p.error), "whisker");
    const std::string tip = fmt::format("{}: {:.6g}", p.label, p.y);
    if (p.original)
        svg += fmt::format("<path d=\"M{0:.1f} {2:.1f}L{3:.1f} {1:.1f}L{0:.1f} {4:.1f}L{5:.1f} "
                           "{1:.1f}Z\" class=\"original\"><title>{6}</title></path>\n",
                           cx, cy, cy - 8, cx + 8, cy + 8, cx - 8, htmlEscape(tip));
    else
        svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\" class=\"fill{}\"><title>{}"
                           "</title></circle>\n",
                           cx, cy, index % 8, htmlEscape(tip));
    const bool right = cx > kWidth * 0.7;
    svg += text(cx + (right ? -11 : 11), cy - 9, shortened(p.label, 40), right ? "label end" : "label");
    return svg;
}

} // namespace

std::vector<double> niceTicks(double low, double high, int count)
{
    std::vector<double> ticks;
    const double span = high - low;
    if (!(span > 0) || !std::isfinite(span) || count < 1)
        return ticks;
    const double rough = span / count;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double factor = rough / power;
    const double step = power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
    for (double k = std::ceil(low / step); k * step <= high; k += 1)
        ticks.push_back(k == 0 ? 0.0 : k * step);
    return ticks;
}

std::string scatterChart(const std::vector<ScatterPoint> &points, const std::string &xTitle,
                         const std::string &yTitle, std::string (*formatX)(double))
{
    double xLow = std::numeric_limits<double>::infinity(), xHigh = -xLow, yLow = xLow, yHigh = -xLow;
    for (const ScatterPoint &p : points) {
        xLow = std::min(xLow, p.x);
        xHigh = std::max(xHigh, p.x);
        yLow = std::min(yLow, p.y - p.error);
        yHigh = std::max(yHigh, p.y + p.error);
    }
    if (points.empty())
        return {};
    const double height = 380;
    const Axis x = padded(xLow, xHigh, 76, kWidth - 16), y = padded(yLow, yHigh, height - 50, 14);
    std::string svg = openSvg(height, yTitle + " against " + xTitle);
    svg += axes(x, y, xTitle, yTitle, formatX);
    svg += frontLine(points, x, y);
    int index = 0;
    for (const ScatterPoint &p : points)
        svg += marker(p, x, y, p.original ? 0 : index++);
    return svg + "</svg>\n";
}

std::string barChart(const std::vector<Bar> &bars)
{
    constexpr double row = 34, left = 210, right = 150;
    double most = 0;
    for (const Bar &bar : bars)
        most = std::max({most, bar.before, bar.after});
    if (most <= 0)
        return {};
    std::string svg = openSvg(row * static_cast<double>(bars.size()) + 8, "before and after");
    const double scale = (kWidth - left - right) / most;
    for (size_t i = 0; i < bars.size(); ++i) {
        const Bar &bar = bars[i];
        const double y = row * static_cast<double>(i) + 6;
        svg += text(left - 10, y + 16, shortened(bar.label, 30), "tick end");
        svg += rect(left, y, bar.before * scale, 22, "before", bar.label + ": " + bar.text);
        svg += rect(left, y + 5, bar.after * scale, 12, "after", bar.label + ": " + bar.text);
        svg += text(left + std::max(bar.before, bar.after) * scale + 8, y + 16, bar.text, "tick");
    }
    return svg + "</svg>\n";
}

std::string heatChart(const std::vector<std::string> &rows, int columns,
                      const std::vector<HeatCell> &cells, const std::string &columnTitle)
{
    if (rows.empty() || columns <= 0)
        return {};
    constexpr double left = 90, cellHeight = 22;
    const double cellWidth = std::min(26.0, (kWidth - left - 10) / columns);
    double most = 0;
    for (const HeatCell &cell : cells)
        most = std::max(most, cell.value);
    const double bottom = cellHeight * static_cast<double>(rows.size());
    std::string svg = openSvg(bottom + 44, "errors by role and block");
    for (size_t r = 0; r < rows.size(); ++r)
        svg += text(left - 8, cellHeight * static_cast<double>(r) + 15, rows[r], "tick end");
    for (const HeatCell &cell : cells) {
        const double share = most > 0 ? cell.value / most : 0;
        svg += rect(left + cellWidth * cell.column, cellHeight * cell.row, cellWidth - 1,
                    cellHeight - 1, "heat", cell.tip,
                    fmt::format("fill-opacity:{:.3f}", 0.08 + 0.92 * share));
    }
    const int every = std::max(1, static_cast<int>(std::ceil(24.0 / cellWidth)));
    for (int c = 0; c < columns; c += every)
        svg += text(left + cellWidth * (c + 0.5), bottom + 15, std::to_string(c), "tick middle");
    svg += text(left, bottom + 36,
                fmt::format("{}; palest = 0, strongest = {:.4g}", columnTitle, most), "axis");
    return svg + "</svg>\n";
}

std::string shareChart(const std::vector<Share> &shares)
{
    double total = 0;
    for (const Share &share : shares)
        total += share.value;
    if (total <= 0)
        return {};
    const size_t perLine = 3;
    const size_t lines = (shares.size() + perLine - 1) / perLine;
    std::string svg = openSvg(56 + 22 * static_cast<double>(lines), "share by role");
    double x = 0;
    for (size_t i = 0; i < shares.size(); ++i) {
        const double width = shares[i].value / total * kWidth;
        const std::string fill = fmt::format("fill{}", i % 8);
        svg += rect(x, 2, width - 1, 34, fill, shares[i].label + ": " + shares[i].text);
        x += width;
        const double lx = static_cast<double>(i % perLine) * kWidth / perLine;
        const double ly = 52 + 22 * static_cast<double>(i / perLine);
        svg += rect(lx, ly, 12, 12, fill, shares[i].label);
        svg += text(lx + 18, ly + 11, shares[i].label + "  " + shares[i].text, "tick");
    }
    return svg + "</svg>\n";
}

} // namespace lapidary
