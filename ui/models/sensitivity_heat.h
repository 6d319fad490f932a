#pragma once

#include "core/allocate/sensitivity.h"
#include "core/model/model.h"

#include <QString>

namespace lapidary {

/// What is known of one layer when only it is changed.
struct LayerHeat {
    /// 0 harmless .. 1 the most harmful measured, by the logarithm of the divergence, which spans
    /// decades; NaN: not measured.
    double heat = std::numeric_limits<double>::quiet_NaN();
    double kl = 0; ///< nats per token, mean over the settings
    QString text;  ///< one line per setting, for tooltips
};

/// By index into Model::layers. Coupled layers (an MLP that is pruned) share a figure.
std::vector<LayerHeat> sensitivityHeat(const Model &model, const Sensitivity &sensitivity);

/// "keep 60 %", "fraction 0.2" of a setting of a method.
QString settingText(const nlohmann::json &params);

} // namespace lapidary
