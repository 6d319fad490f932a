#include "ui/views/tabs/sensitivity_chart.h"

#include "ui/charts/number_text.h"
#include "ui/charts/translated.h"
#include "ui/models/sensitivity_heat.h"

#include <algorithm>
#include <map>

namespace lapidary {

namespace {

/// Points of one role at one setting, by block.
struct Line {
    Role role = Role::Other;
    int setting = 0;
    std::map<int, std::pair<int, const LayerSensitivity *>> blocks; ///< layer and its figures
};

std::vector<Line> linesOf(const Model &model, const Sensitivity &sensitivity)
{
    std::vector<nlohmann::json> settings;
    std::map<std::pair<Role, int>, Line> lines;
    for (const LayerSensitivity &measured : sensitivity.layers) {
        const int index = model.find(measured.name);
        if (index < 0 || model.layers[size_t(index)].block < 0)
            continue;
        auto at = std::find(settings.begin(), settings.end(), measured.params);
        if (at == settings.end())
            at = settings.insert(settings.end(), measured.params);
        const int setting = int(at - settings.begin());
        const Layer &layer = model.layers[size_t(index)];
        Line &line = lines[{layer.role, setting}];
        line.role = layer.role;
        line.setting = setting;
        line.blocks[layer.block] = {index, &measured};
    }
    std::vector<Line> sorted;
    for (auto &[key, line] : lines)
        sorted.push_back(std::move(line));
    return sorted;
}

QString tooltipOf(const LayerSensitivity &measured)
{
    QStringList lines{QString::fromStdString(measured.name),
                      tr("KL %1, loss %2 nats per token").arg(valueText(measured.kl),
                                                              signedText(measured.lossIncrease, 4)),
                      tr("%1, error %2, %3 saved").arg(settingText(measured.params),
                                                       percentText(measured.error),
                                                       bytesText(measured.bytesSaved))};
    if (measured.estimate)
        lines << tr("estimated beforehand: %1").arg(valueText(*measured.estimate));
    return lines.join('\n');
}

SeriesSpec seriesOf(const Line &line)
{
    constexpr Dash dashes[] = {Dash::Solid, Dash::Dashed, Dash::Dotted};
    SeriesSpec series;
    series.name = QString::fromLatin1(roleName(line.role));
    series.color = PlotColor::role(series.name);
    series.dash = dashes[std::min(line.setting, 2)];
    series.marker = Marker::Circle;
    series.markerSize = 5;
    series.showInLegend = series.directLabel = line.setting == 0;
    if (line.setting > 0)
        series.name += ' ' + settingText(line.blocks.begin()->second.second->params);
    for (const auto &[block, point] : line.blocks) {
        series.x.push_back(block);
        series.y.push_back(point.second->kl);
        series.pointIds << QString::number(point.first);
        series.pointTooltips << tooltipOf(*point.second);
    }
    return series;
}

} // namespace

PlotSpec sensitivityChart(const Model &model, const Sensitivity &sensitivity,
                          const QString &method)
{
    PlotSpec spec;
    spec.fileName = QStringLiteral("sensitivity");
    spec.x.label = tr("block");
    spec.x.format = TickFormat::Integer;
    spec.y.label = tr("KL when only this layer changes, nats (log)");
    spec.y.scale = AxisScale::Log;
    spec.emptyText = tr("Nothing was measured.");
    spec.legend = LegendPlace::Below;
    for (const Line &line : linesOf(model, sensitivity))
        spec.series.push_back(seriesOf(line));
    spec.description = tr("Sensitivity of %1 layers to %2").arg(sensitivity.layers.size()).arg(
        method);
    return spec;
}

} // namespace lapidary
