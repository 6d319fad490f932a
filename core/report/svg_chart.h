#pragma once

#include <string>
#include <vector>

namespace lapidary {

/// Inline SVG charts as text. Labels are plain text: they are escaped here. Colours are classes of
/// the report's style sheet (light and dark).

struct ScatterPoint {
    std::string label;
    double x = 0, y = 0;
    double error = 0;      ///< half length of the interval around y
    bool original = false; ///< drawn as a diamond
    bool front = false;    ///< on the Pareto front
};
/// Points with a step line through the front. `formatX` makes tick labels.
std::string scatterChart(const std::vector<ScatterPoint> &points, const std::string &xTitle,
                         const std::string &yTitle, std::string (*formatX)(double));

struct Bar {
    std::string label;
    double before = 0, after = 0;
    std::string text; ///< at the end of the bar
};
/// Horizontal bars: before (pale) and after (strong) of each row.
std::string barChart(const std::vector<Bar> &bars);

struct HeatCell {
    int row = 0, column = 0;
    double value = 0;
    std::string tip;
};
/// Cells coloured by value from 0 to the largest, with a scale. Columns are numbered from 0.
std::string heatChart(const std::vector<std::string> &rows, int columns,
                      const std::vector<HeatCell> &cells, const std::string &columnTitle);

struct Share {
    std::string label;
    double value = 0;
    std::string text;
};
/// One stacked bar with a legend below.
std::string shareChart(const std::vector<Share> &shares);

/// About `count` round values that span [low, high].
std::vector<double> niceTicks(double low, double high, int count);

} // namespace lapidary
