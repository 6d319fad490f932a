#include "ui/models/sensitivity_heat.h"

#include "core/base/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

QString figure(double value)
{
    return QString::number(value, 'g', 3);
}

QString lineFor(const LayerSensitivity &measured)
{
    QString line = QCoreApplication::translate("lapidary::LayersModel",
                                               "alone at %1: KL %2, loss %3 nats per token")
                       .arg(settingText(measured.params), figure(measured.kl),
                            figure(measured.lossIncrease));
    if (measured.layers.size() > 1)
        line += ' '
            + QCoreApplication::translate("lapidary::LayersModel", "(%1 layers together)")
                  .arg(measured.layers.size());
    return line;
}

} // namespace

QString settingText(const nlohmann::json &params)
{
    QStringList parts;
    for (const auto &[key, value] : params.items()) {
        const bool share = value.is_number_float() && value.get<double>() <= 1;
        parts += QString::fromStdString(
            key + ' '
            + (share ? formatPercent(value.get<double>(), 0)
                     : value.is_string() ? value.get<std::string>() : value.dump()));
    }
    return parts.join(QStringLiteral(", "));
}

std::vector<LayerHeat> sensitivityHeat(const Model &model, const Sensitivity &sensitivity)
{
    constexpr double tiny = 1e-9; // differences of nothing still have a logarithm
    std::vector<LayerHeat> heats(model.layers.size());
    std::vector<int> settings(model.layers.size(), 0);
    for (const LayerSensitivity &measured : sensitivity.layers)
        for (const std::string &name : measured.layers) {
            const int index = model.find(name);
            if (index < 0)
                continue;
            LayerHeat &heat = heats[size_t(index)];
            heat.kl += measured.kl;
            heat.text += (heat.text.isEmpty() ? QString() : QStringLiteral("\n"))
                + lineFor(measured);
            ++settings[size_t(index)];
        }
    double low = INFINITY, high = 0;
    for (size_t i = 0; i < heats.size(); ++i) {
        if (settings[i] == 0)
            continue;
        heats[i].kl = std::max(tiny, heats[i].kl / settings[i]);
        low = std::min(low, heats[i].kl);
        high = std::max(high, heats[i].kl);
    }
    const double span = std::log(high / low);
    for (size_t i = 0; i < heats.size(); ++i)
        if (settings[i] > 0)
            heats[i].heat = span > 0.01 ? std::log(heats[i].kl / low) / span : 0.5;
    return heats;
}

} // namespace lapidary
